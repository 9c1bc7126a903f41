import { loadTreeTable, saveTreeTable, type TreeTableState } from "../../tree-table.ts";

const ID = "classification/boosted-trees";
const FORMAT = 1;

export function saveBoostedTrees(state: TreeTableState): Uint8Array<ArrayBuffer> {
  return saveTreeTable(ID, FORMAT, state);
}

/** @throws `model.unknown-format` */
export function loadBoostedTrees(bytes: Uint8Array<ArrayBuffer>): TreeTableState {
  return loadTreeTable(ID, FORMAT, bytes);
}

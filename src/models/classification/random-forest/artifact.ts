import { loadTreeTable, saveTreeTable, type TreeTableState } from "../../tree-table.ts";

const ID = "classification/random-forest";
const FORMAT = 1;

export function saveRandomForest(state: TreeTableState): Uint8Array<ArrayBuffer> {
  return saveTreeTable(ID, FORMAT, state);
}

/** @throws `model.unknown-format` */
export function loadRandomForest(bytes: Uint8Array<ArrayBuffer>): TreeTableState {
  return loadTreeTable(ID, FORMAT, bytes);
}

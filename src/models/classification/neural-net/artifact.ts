import { loadNetTable, saveNetTable, type NetTableState } from "../../net-table.ts";

const ID = "classification/neural-net";
const FORMAT = 1;

export function saveNet(state: NetTableState): Uint8Array<ArrayBuffer> {
  return saveNetTable(ID, FORMAT, state);
}

/** @throws `model.unknown-format` */
export function loadNet(bytes: Uint8Array<ArrayBuffer>): NetTableState {
  return loadNetTable(ID, FORMAT, bytes);
}

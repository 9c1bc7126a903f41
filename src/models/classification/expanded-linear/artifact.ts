import { loadExpanded, saveExpanded, type ExpandedState } from "../../expanded-state.ts";

const ID = "classification/expanded-linear";

export const saveExpandedLogistic = (state: ExpandedState): Uint8Array<ArrayBuffer> =>
  saveExpanded(ID, state);

/** @throws `model.unknown-format` */
export const loadExpandedLogistic = (bytes: Uint8Array<ArrayBuffer>): ExpandedState =>
  loadExpanded(ID, bytes);

import { loadExpanded, saveExpanded, type ExpandedState } from "../../expanded-state.ts";

const ID = "regression/expanded-linear";

export const saveExpandedRegression = (state: ExpandedState): Uint8Array<ArrayBuffer> =>
  saveExpanded(ID, state);

/** @throws `model.unknown-format` */
export const loadExpandedRegression = (bytes: Uint8Array<ArrayBuffer>): ExpandedState =>
  loadExpanded(ID, bytes);

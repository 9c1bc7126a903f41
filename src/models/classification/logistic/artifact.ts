import { designOf, designParts } from "../../linear-design.ts";
import { decodeState, encodeState } from "../../state-codec.ts";
import type { LogisticState } from "./fit.ts";

const ID = "classification/logistic";
const FORMAT = 1;

export function saveLogistic(state: LogisticState): Uint8Array<ArrayBuffer> {
  const { scalars, arrays, words } = designParts(state.design);
  const { classes, coefficients, intercepts } = state;
  return encodeState(ID, FORMAT, {
    scalars: { ...scalars, classes },
    arrays: { ...arrays, coefficients, intercepts },
    words,
  });
}

/** @throws `model.unknown-format` */
export function loadLogistic(bytes: Uint8Array<ArrayBuffer>): LogisticState {
  const parts = decodeState(ID, FORMAT, bytes);
  return {
    design: designOf(parts),
    classes: Number(parts.scalars["classes"]),
    intercepts: parts.arrays["intercepts"]!,
    coefficients: parts.arrays["coefficients"]!,
  };
}

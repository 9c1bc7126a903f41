import { designOf, designParts } from "../../linear-design.ts";
import { decodeState, encodeState } from "../../state-codec.ts";
import type { LinearRegressionState } from "./fit.ts";

const ID = "regression/linear";
const FORMAT = 1;

export function saveLinearRegression(state: LinearRegressionState): Uint8Array<ArrayBuffer> {
  const { scalars, arrays, words } = designParts(state.design);
  const { coefficients, intercept } = state;
  return encodeState(ID, FORMAT, {
    scalars,
    arrays: { ...arrays, coefficients, intercept: Float64Array.of(intercept) },
    words,
  });
}

/** @throws `model.unknown-format` */
export function loadLinearRegression(bytes: Uint8Array<ArrayBuffer>): LinearRegressionState {
  const parts = decodeState(ID, FORMAT, bytes);
  return {
    design: designOf(parts),
    intercept: parts.arrays["intercept"]![0]!,
    coefficients: parts.arrays["coefficients"]!,
  };
}

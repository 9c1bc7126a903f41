import type { Decomposition } from "../../../math/decomposition.ts";
import { decodeState, encodeState } from "../../state-codec.ts";
import type { ThetaState } from "./fit.ts";

const FORMAT = 1;

export function saveTheta(state: ThetaState): Uint8Array<ArrayBuffer> {
  const { variant, decomposition, nonNegative, n, parameters, last, seasonal, sse } = state;
  return encodeState("theta", FORMAT, {
    scalars: { variant, decomposition, nonNegative, n },
    arrays: { parameters, last, seasonal, sse: new Float64Array([sse]) },
  });
}

/** @throws `model.unknown-format` */
export function loadTheta(bytes: Uint8Array<ArrayBuffer>): ThetaState {
  const { scalars, arrays } = decodeState("theta", FORMAT, bytes);
  return {
    variant: String(scalars["variant"]),
    decomposition: scalars["decomposition"] as Decomposition,
    nonNegative: scalars["nonNegative"] === true,
    n: Number(scalars["n"]),
    parameters: arrays["parameters"]!,
    last: arrays["last"]!,
    seasonal: arrays["seasonal"]!,
    sse: arrays["sse"]![0]!,
  };
}

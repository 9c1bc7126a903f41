import type { Decomposition } from "../../../math/decomposition.ts";
import { decodeState, encodeState } from "../../state-codec.ts";
import type { EtsState } from "./fit.ts";

const FORMAT = 1;

export function saveEts(state: EtsState): Uint8Array<ArrayBuffer> {
  const { form, decomposition, nonNegative, n, chosenOn, parameters, initial, last, indices, scores } = state;
  return encodeState("ets", FORMAT, {
    scalars: { form, decomposition, nonNegative, n, chosenOn },
    arrays: { parameters, initial, last, indices, scores },
  });
}

/** @throws `model.unknown-format` */
export function loadEts(bytes: Uint8Array<ArrayBuffer>): EtsState {
  const { scalars, arrays } = decodeState("ets", FORMAT, bytes);
  return {
    form: String(scalars["form"]),
    decomposition: scalars["decomposition"] as Decomposition,
    nonNegative: scalars["nonNegative"] === true,
    n: Number(scalars["n"]),
    chosenOn: Number(scalars["chosenOn"]),
    parameters: arrays["parameters"]!,
    initial: arrays["initial"]!,
    last: arrays["last"]!,
    indices: arrays["indices"]!,
    scores: arrays["scores"]!,
  };
}

import { decodeState, encodeState } from "../../state-codec.ts";
import type { AlsState } from "./fit.ts";

const FORMAT = 1;

export function saveAls({ factors, alpha, items, gram }: AlsState): Uint8Array<ArrayBuffer> {
  return encodeState("als", FORMAT, {
    scalars: { factors },
    arrays: { alpha: Float64Array.of(alpha), gram },
    words: { items },
  });
}

/** @throws `model.unknown-format` */
export function loadAls(bytes: Uint8Array<ArrayBuffer>): AlsState {
  const { scalars, arrays, words } = decodeState("als", FORMAT, bytes);
  return {
    factors: Number(scalars["factors"]),
    alpha: arrays["alpha"]![0]!,
    items: words["items"] as Float32Array,
    gram: arrays["gram"]!,
  };
}

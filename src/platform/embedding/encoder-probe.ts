import { bytesFromBase64 } from "../../math/kernels/base64.ts";
import { weightsOf, type EmbeddingModel } from "../../domain/embedding-model.ts";

/** A sentence and its known vector: whether an encoder computes rightly here is seen without a second one. */
export interface EncoderProbe {
  readonly text: string;
  /** Of a vector of the text to the known one; -1 where it is not a number. */
  cosine(vector: Float32Array): number;
}

/**
 * Least cosine to the known vector. Rounding in another order costs up to .006 (the graph's 8-bit steps carry it on), the
 * known vector's own 8 bits .0001; a wrong multiplication ends far below.
 */
export const LEAST_PROBE_COSINE = 0.98;

const TEXT = "The girl in the tower lit the lamp and waited for her father's ship.";

/** By SHA-256 of the weights: the vector that onnxruntime 1.32 on x86 gives the text, in 127ths of its largest number. */
const KNOWN: ReadonlyMap<string, string> = new Map([
  [
    "57ffb1dc93790687327eab2eedf74266837f320e4b52cc59936b7fae0bda3948",
    "FBAHMwoGH//wEGXi7Nb/L/rw7ggq6PgL6PkHDB0I6jfER/JNEMQgAPv0Bx/YsBrXC+30xwn1GiI37jX11wEABu8SFKAc5QkUA0q4Cx/r3BrcCcd3ERBGSfIM7724HeDS9eEN419/9hUA+BlB/gYM19Yly/Un69LzTSEgCeW1EwDj6fb5DR0wXsUQv/IG0u7fR+gpOxciCcnjDwUMDg7iS0z6I+QuzMv+tAobNsDvqs07BKkL/BEsKxMEDtTlmhEPDtwGp9Df2hLfCPAs4/vM0CICAhIh+xse2h4KEBTO5QA45ezaR9HW2NUWIdHf6BExC/4hOiHq4w7tEUnv1BXr+ishAGkb9SIRKBA3s8zuJyYhJ+nTM/0a59/H//D+0hTqoQsk/v8MCA/aJTLbuSwN5DsgzugVqU300IsdEgOfDwANBOj7HdYP9qbl6x1A9wn46LcY+C/9EODtPiQY8f4i+dIJ7wgRAzfmIRbcCjIuGgDqHSAN7wrrx0ETBR4OCxzj",
  ],
]);

/** The probe of a model that our own encoder is meant for; null for any other model. */
export function encoderProbe(model: EmbeddingModel): EncoderProbe | null {
  const known = KNOWN.get(weightsOf(model).sha256);
  if (known === undefined) return null;
  const expected = new Int8Array(bytesFromBase64(known).buffer);
  return { text: TEXT, cosine: (vector) => cosineOf(vector, expected) };
}

function cosineOf(a: Float32Array, b: Int8Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let d = 0; d < b.length; d++) {
    dot += a[d]! * b[d]!;
    aa += a[d]! * a[d]!;
    bb += b[d]! * b[d]!;
  }
  const cosine = dot / Math.sqrt(aa * bb);
  return Number.isNaN(cosine) ? -1 : cosine;
}

import { throwIfAborted } from "../../core/errors.ts";
import type { FitContext } from "../model.ts";
import { ragError } from "./errors.ts";
import type { PassageVectors, RagData, RagRequest } from "./task.ts";

/** The door of every fit of a retriever. @throws `core.aborted` */
export function checkContext({ signal }: FitContext, model: string): void {
  throwIfAborted(signal, `Fitting ${model}`);
}

interface CheckedVectors extends Pick<RagData, "vectors"> {
  readonly passages: { readonly length: number };
}

/** @throws `rag.bad-passages` where the vectors are not those of the passages */
export function checkVectors({ passages, vectors }: CheckedVectors): void {
  if (vectors === null) return;
  const { scales, codes, dimension } = vectors.passages;
  const sentences = vectors.sentenceStart.at(-1);
  if (
    scales.length === passages.length &&
    codes.length === passages.length * dimension &&
    vectors.sentenceStart.length === passages.length + 1 &&
    vectors.sentences.scales.length === sentences &&
    vectors.sentences.dimension === dimension
  ) {
    return;
  }
  throw ragError("rag.bad-passages", {
    found: `vectors for ${scales.length} passages and ${vectors.sentences.scales.length} sentences`,
    expected: `those of ${passages.length} passages and of ${sentences ?? 0} sentences, of one dimension`,
  });
}

/** @throws `rag.bad-request` where the request does not suit an index of so many passages */
export function checkRequest(
  { allowed, k, vectors }: RagRequest,
  passages: number,
  known: PassageVectors | null,
): void {
  if (!Number.isInteger(k) || k < 1) {
    throw ragError("rag.bad-request", { found: `k = ${k}`, expected: "a whole number from 1" });
  }
  if (allowed !== null && allowed.length !== passages) {
    throw ragError("rag.bad-request", {
      found: `a filter of ${allowed.length} passages`,
      expected: `one of ${passages}`,
    });
  }
  if (known === null || vectors === null) return;
  const { dimension } = known.passages;
  if (vectors.dimension !== dimension || vectors.vectors.length < dimension) {
    throw ragError("rag.bad-request", {
      found: `a question vector of ${Math.min(vectors.dimension, vectors.vectors.length)} numbers`,
      expected: `one of ${dimension}, from the model that the passages were embedded with`,
    });
  }
}

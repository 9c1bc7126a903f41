import type { TextEmbedder } from "../core/ports.ts";
import type { Passage } from "../domain/document.ts";
import { embeddedSpans } from "../features/passages.ts";
import { passageVectors } from "../models/rag/passage-vectors.ts";
import type { PassageVectors } from "../models/rag/task.ts";

/** What is kept of embedded passages. */
export interface EmbeddedPassages {
  readonly vectors: PassageVectors;
}

/**
 * Embed passages sentence by sentence.
 *
 * @param onBatch called now and then with the passages that are done, about
 * @throws `core.aborted`; `embedding.*`
 */
export async function embedPassageBatch(
  embedder: TextEmbedder,
  passages: readonly Pick<Passage, "kind" | "text">[],
  options: { readonly signal?: AbortSignal | undefined; readonly onBatch?: (done: number) => void } = {},
): Promise<EmbeddedPassages> {
  const spans = passages.map(embeddedSpans);
  const sentences = passages.flatMap(({ text }, i) =>
    spans[i]!.map(({ start, end }) => text.slice(start, end)),
  );
  const { signal, onBatch } = options;
  const embedded = await embedder.embed(sentences, {
    signal,
    tokens: false,
    onBatch: (done) => onBatch?.(Math.floor((done / sentences.length) * passages.length)),
  });
  return {
    vectors: passageVectors(
      spans.map(({ length }) => length),
      embedded,
    ),
  };
}

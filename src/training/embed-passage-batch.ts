import type { TextEmbedder } from "../core/ports.ts";
import type { Passage } from "../domain/document.ts";
import { embeddedSpans } from "../features/passages.ts";
import { passageTokens, type PassageTokens, type TokenProjection } from "../models/rag/passage-tokens.ts";
import { passageVectors } from "../models/rag/passage-vectors.ts";
import type { PassageVectors } from "../models/rag/task.ts";

/** What is kept of embedded passages. */
export interface EmbeddedPassages {
  readonly vectors: PassageVectors;
  /** For the reranker; null of those that are not wanted. */
  readonly tokens: readonly (PassageTokens | null)[];
}

export interface EmbedPassageOptions {
  /** Of the token vectors that are kept; null: none are. */
  readonly projection: TokenProjection | null;
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the passages that are done, about. */
  readonly onBatch?: ((done: number) => void) | undefined;
  /** Waited for before a few sentences each. */
  readonly beforeBatch?: (() => Promise<void>) | undefined;
}

/**
 * Embed passages sentence by sentence.
 *
 * @throws `core.aborted`; `embedding.*`
 */
export async function embedPassageBatch(
  embedder: TextEmbedder,
  passages: readonly Pick<Passage, "kind" | "text">[],
  { projection, signal, onBatch, beforeBatch }: EmbedPassageOptions,
): Promise<EmbeddedPassages> {
  const spans = passages.map(embeddedSpans);
  const sentences = passages.flatMap(({ text }, i) =>
    spans[i]!.map(({ start, end }) => text.slice(start, end)),
  );
  const embedded = await embedder.embed(sentences, {
    signal,
    tokens: projection !== null,
    beforeBatch,
    onBatch: (done) => onBatch?.(Math.floor((done / sentences.length) * passages.length)),
  });
  return {
    vectors: passageVectors(
      spans.map(({ length }) => length),
      embedded,
    ),
    tokens: projection === null ? passages.map(() => null) : passageTokens(spans, embedded, projection),
  };
}

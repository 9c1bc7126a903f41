import type { TextEmbedder } from "../../src/core/ports.ts";
import { seededRandom } from "../../src/core/random.ts";
import type { SourceText } from "../../src/domain/document.ts";
import { percentile } from "../../src/evaluation/answer-metrics.ts";
import { passagesOf } from "../../src/features/passages.ts";
import { encodeRows } from "../../src/math/vectors/code-rows.ts";
import { defaultOptions } from "../../src/models/options.ts";
import { hybridRag, withVectors, type HybridRagOptions } from "../../src/models/rag/hybrid-rag/index.ts";
import type { PassageTokens } from "../../src/models/rag/passage-tokens.ts";
import { answerFromTexts, type TextIndex } from "../../src/training/answer-from-texts.ts";
import { carriedModel } from "../../src/training/answer-model.ts";

/** A catalogue as passages, and how long that took. */
export interface Library {
  readonly index: TextIndex;
  readonly seconds: number;
}

/** Take sources apart into passages and index their words. */
export function indexLibrary(sources: readonly SourceText[]): Library {
  const start = performance.now();
  const passages = sources.flatMap((source) => passagesOf(source));
  const state = hybridRag.fit(
    { passages, vectors: null },
    defaultOptions(hybridRag.options) as HybridRagOptions,
    { random: seededRandom(1) },
  );
  const seconds = (performance.now() - start) / 1000;
  return {
    index: { passages, state, tokensOf: (rows) => Promise.resolve(rows.map(() => null)) },
    seconds,
  };
}

const TOKENS = 40;

/**
 * The library with a vector for every passage and tokens for those that are read, drawn at random: what an answer costs
 * does not depend on the values.
 */
export async function withDrawnVectors({ index, seconds }: Library, dimension: number): Promise<Library> {
  const random = seededRandom(4, "library vectors");
  const { passages } = index;
  const vectors = new Float32Array(passages.length * dimension);
  for (let i = 0; i < vectors.length; i++) vectors[i] = random.next() - 0.5;
  const { projection } = (await carriedModel()).reranker;
  const tokens: PassageTokens = {
    dimension: projection.to,
    places: Uint32Array.from({ length: TOKENS }, (_, t) => 4 * t),
    codes: Int8Array.from({ length: TOKENS * projection.to }, () => random.integer(255) - 127),
    scales: new Float32Array(TOKENS).fill(1 / (73 * Math.sqrt(projection.to))),
  };
  const state = withVectors(index.state, {
    passages: encodeRows(vectors, dimension),
    sentenceStart: new Int32Array(passages.length + 1),
    sentences: encodeRows(new Float32Array(0), dimension),
  });
  return { index: { ...index, state, tokensOf: (rows) => Promise.resolve(rows.map(() => tokens)) }, seconds };
}

export interface AnswerTimes {
  /** Milliseconds from the typed question to its answer, the question's embedding included. */
  readonly p50: number;
  readonly p95: number;
  /** Of the embedding alone. */
  readonly embedding50: number;
  /** Passages that came first, to compare hosts by. */
  readonly first: readonly string[];
}

/** Answer the questions one after another, after a first round that is not timed. */
export async function timeAnswers(
  { index }: Library,
  embedder: TextEmbedder | null,
  questions: readonly string[],
): Promise<AnswerTimes> {
  const model = await carriedModel();
  const times: number[] = [];
  const embedding: number[] = [];
  const first: string[] = [];
  for (const text of [...questions, ...questions]) {
    const start = performance.now();
    const embedded = embedder === null ? null : await embedder.embed([text]);
    embedding.push(performance.now() - start);
    const modelSha256 = embedder?.info.sha256 ?? null;
    const answer = await answerFromTexts(model, index, { text, embedded, modelSha256, allowed: null });
    times.push(performance.now() - start);
    first.push(index.passages[answer.ranked[0]?.row ?? -1]?.passageId ?? "");
  }
  return {
    p50: percentile(times.slice(questions.length), 0.5),
    p95: percentile(times.slice(questions.length), 0.95),
    embedding50: percentile(embedding.slice(questions.length), 0.5),
    first: first.slice(questions.length),
  };
}

/** What readers ask of a library. */
export const LIBRARY_QUESTIONS: readonly string[] = [
  "Who wrote Moby Dick?",
  "a book about a white whale",
  "poems by Emily Dickinson",
  "the declaration of independence of the united states",
  "fairy tales for children with dragons",
  "history of the French revolution",
  "which novels did Jules Verne write",
  "something on bees and honey",
  "the one with the lighthouse",
  "letters of a soldier in the civil war",
  "cookery books from the 19th century",
  "German philosophy Kant",
  "Sherlok Holmes stories",
  "travels in Africa by Livingstone",
  "plays by Shakespeare about kings",
  "Darwin on the origin of species",
  "ghost stories for christmas",
  "a dictionary of slang",
  "books about women and the vote",
  "how to build a boat",
  "Bible in Latin",
  "science fiction set on Mars",
  "history of Rome Gibbon",
  "Kinder und Hausmärchen Grimm",
  "Les Misérables Victor Hugo",
  "memoirs of a slave",
  "adventures at sea with pirates",
  "the life of Napoleon",
  "astronomy for beginners",
  "Finnish folk songs",
  "essays on education",
  "detective stories by Chesterton",
  "What is the wizard of Oz about?",
  "Alice in Wonderland",
  "gardening and flowers",
  "treatise on electricity and magnetism",
  "chess openings",
  "Don Quixote in Spanish",
  "war and peace tolstoy",
  "railway engineering",
];

import type { EmbeddedTexts } from "../../src/core/ports.ts";
import { seededRandom } from "../../src/core/random.ts";
import { embeddedSpans } from "../../src/features/passages.ts";
import type { TextSpan } from "../../src/features/sentences.ts";
import { defaultOptions } from "../../src/models/options.ts";
import { askedQuestion } from "../../src/models/rag/asked-question.ts";
import {
  hybridRag,
  retrieve,
  type HybridRagOptions,
  type HybridRagState,
} from "../../src/models/rag/hybrid-rag/index.ts";
import { matchPassage, readPassage, type ReadPassage } from "../../src/models/rag/passage-match.ts";
import {
  passageTokens,
  type PassageTokens,
  type TokenProjection,
} from "../../src/models/rag/passage-tokens.ts";
import { passageVectors } from "../../src/models/rag/passage-vectors.ts";
import { RERANKED } from "../../src/models/rag/reranker.ts";
import type { TrainingQuestion } from "../../src/training/train-answer-model.ts";
import { embeddedTexts, someTexts, type KeptTexts } from "./embedded-cache.ts";
import { cutSet, type QaSet, type SetCut } from "./qa-sets.ts";

/** A set with its vectors and its index. */
export interface AskedSet {
  readonly set: QaSet;
  readonly state: HybridRagState;
  /** Question `i` of the set, embedded. */
  readonly questionOf: (i: number) => EmbeddedTexts;
  /** Token vectors of all passages. */
  readonly tokens: (projection: TokenProjection) => PassageTokens[];
  readonly reads: readonly ReadPassage[];
}

/** A set embedded whole; corpora are cut from it. */
export interface EmbeddedSet {
  readonly set: QaSet;
  readonly questions: KeptTexts;
  /** The parts of the passages that are embedded by themselves, passage after passage. */
  readonly parts: KeptTexts;
  readonly spans: readonly (readonly TextSpan[])[];
  /** Parts of passage i: [partStart[i], partStart[i + 1]). */
  readonly partStart: Uint32Array;
}

const PASSAGES_AT_ONCE = 64;

export async function embedSet(root: string, set: QaSet, log: (line: string) => void): Promise<EmbeddedSet> {
  const spans = set.passages.map(embeddedSpans);
  const partStart = new Uint32Array(spans.length + 1);
  spans.forEach((each, i) => (partStart[i + 1] = partStart[i]! + each.length));
  const texts = set.passages.flatMap(({ text }, i) =>
    spans[i]!.map(({ start, end }) => text.slice(start, end)),
  );
  const questions = await embeddedTexts(
    root,
    set.questions.map(({ text }) => text),
    log,
  );
  return { set, questions, parts: await embeddedTexts(root, texts, log), spans, partStart };
}

/** A part of a set as a corpus of its own; null: all of it. */
export function openSet(embedded: EmbeddedSet, cut: SetCut | null = null): AskedSet {
  const { set: whole, parts, spans, partStart } = embedded;
  const set = cut === null ? whole : cutSet(whole, cut);
  const rows = cut?.rows ?? [...whole.passages.keys()];
  const asked = cut?.asked ?? [...whole.questions.keys()];
  const partsOf = (some: readonly number[]): number[] =>
    some.flatMap((row) =>
      Array.from({ length: partStart[row + 1]! - partStart[row]! }, (_, k) => partStart[row]! + k),
    );
  const { dimension } = parts;
  const list = partsOf(rows);
  const vectors = new Float32Array(list.length * dimension);
  list.forEach((part, i) =>
    vectors.set(parts.vectors.subarray(part * dimension, (part + 1) * dimension), i * dimension),
  );
  const counts = rows.map((row) => spans[row]!.length);
  const state = hybridRag.fit(
    { passages: set.passages, vectors: passageVectors(counts, { dimension, vectors }) },
    defaultOptions(hybridRag.options) as HybridRagOptions,
    { random: seededRandom(1) },
  );
  return {
    set,
    state,
    questionOf: (i) => someTexts(embedded.questions, [asked[i]!]),
    tokens: (projection) => {
      const all: PassageTokens[] = [];
      for (let first = 0; first < rows.length; first += PASSAGES_AT_ONCE) {
        const some = rows.slice(first, first + PASSAGES_AT_ONCE);
        const made = passageTokens(
          some.map((row) => spans[row]!),
          someTexts(parts, partsOf(some)),
          projection,
        );
        for (const each of made) if (each !== null) all.push(each);
      }
      return all;
    },
    reads: set.passages.map(readPassage),
  };
}

/** Rows of a corpus that lie in a part which answers question `i`. */
export function isGold({ set }: Pick<AskedSet, "set">, i: number): (row: number) => boolean {
  const gold = new Set(set.questions[i]!.gold);
  return (row) => gold.has(set.partOf[row]!);
}

/**
 * Every question with its candidates read.
 *
 * @param withVectors false: as where no vectors are made yet
 */
export function readQuestions(
  opened: AskedSet,
  projection: TokenProjection,
  withVectors = true,
): TrainingQuestion[] {
  const { set, state, reads } = opened;
  const tokens = withVectors ? opened.tokens(projection) : null;
  return set.questions.map(({ text, answers, explicit }, i) => {
    const embedded = withVectors ? opened.questionOf(i) : null;
    const { candidates } = retrieve(state, { question: text, vectors: embedded, allowed: null, k: RERANKED });
    const asked = askedQuestion(state.index, text, embedded, projection);
    return {
      asked,
      text,
      answers,
      explicit,
      candidates: candidates.map((found) => ({
        passage: set.passages[found.row]!,
        match: matchPassage(asked, reads[found.row]!, tokens?.[found.row] ?? null),
        found,
      })),
      gold: Uint8Array.from(candidates, ({ row }) => (isGold(opened, i)(row) ? 1 : 0)),
    };
  });
}

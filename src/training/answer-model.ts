import { bytesFromBase64 } from "../math/kernels/base64.ts";
import type { TreeEnsemble } from "../math/trees/ensemble.ts";
import { CONFIDENCE_FEATURES, type ConfidenceState } from "../models/rag/answer-confidence.ts";
import { RERANK_FEATURES } from "../models/rag/rerank-features.ts";
import type { RerankerState } from "../models/rag/reranker.ts";
import { SENTENCE_FEATURES } from "../models/rag/sentence-features.ts";
import { treeParts, treesOf } from "../models/rag/tree-parts.ts";
import { decodeState, encodeState } from "../models/state-codec.ts";

/** What finds the answering sentences among candidates and says how sure that is. Carried with the program. */
export interface AnswerModel {
  readonly reranker: RerankerState;
  /** LambdaRank over SENTENCE_FEATURES. */
  readonly sentences: TreeEnsemble;
  readonly confidence: ConfidenceState;
  /** A second sentence is said where its score is at most this far below the first's. */
  readonly secondWithin: number;
  /** What it was learned from: data, licence, seed and command, as a sentence. */
  readonly origin: string;
}

const ID = "answer-model";
const FORMAT = 2;
const CODE_LIMIT = 127;

/** The projection is kept in whole numbers of 8 bits with a scale a row: see `roundedModel`. */
export function saveAnswerModel(model: AnswerModel): Uint8Array<ArrayBuffer> {
  const { reranker, sentences, confidence } = model;
  const { from, to, weights } = reranker.projection;
  const scales = rowScales(weights, to);
  const codes = Int8Array.from(weights, (value, i) => Math.round(value / scales[Math.floor(i / to)]!));
  return encodeState(ID, FORMAT, {
    scalars: {
      modelSha256: reranker.modelSha256,
      from,
      to,
      origin: model.origin,
    },
    arrays: {
      numbers: Float64Array.of(
        confidence.slope,
        confidence.intercept,
        confidence.answerFrom,
        confidence.perhapsFrom,
        model.secondWithin,
      ),
      adjustment: reranker.adjustment ?? new Float64Array(0),
    },
    words: {
      codes,
      scales,
      ...treeParts("reranker", reranker.ensemble),
      ...treeParts("sentences", sentences),
      ...treeParts("confidence", confidence.ensemble),
    },
  });
}

/** @throws `model.unknown-format`, `trees.bad-ensemble` */
export function loadAnswerModel(bytes: Uint8Array): AnswerModel {
  const { scalars, arrays, words } = decodeState(ID, FORMAT, bytes);
  const [from, to] = [Number(scalars["from"]), Number(scalars["to"])];
  const codes = words["codes"]!;
  const scales = words["scales"]!;
  const [slope, intercept, answerFrom, perhapsFrom, secondWithin] = arrays["numbers"]!;
  const adjustment = arrays["adjustment"]!;
  const rank = { name: "lambdarank" } as const;
  return {
    reranker: {
      modelSha256: String(scalars["modelSha256"]),
      projection: {
        from,
        to,
        weights: Float32Array.from(codes, (code, i) => code * scales[Math.floor(i / to)]!),
      },
      ensemble: treesOf("reranker", words, RERANK_FEATURES, rank),
      adjustment: adjustment.length === 0 ? null : adjustment,
    },
    sentences: treesOf("sentences", words, SENTENCE_FEATURES, rank),
    confidence: {
      ensemble: treesOf("confidence", words, CONFIDENCE_FEATURES, { name: "binary", sigmoid: 1 }),
      slope: slope!,
      intercept: intercept!,
      answerFrom: answerFrom!,
      perhapsFrom: perhapsFrom!,
    },
    secondWithin: secondWithin!,
    origin: String(scalars["origin"]),
  };
}

/** The model that comes with the program; `origin` says what it was learned from. */
export async function carriedModel(): Promise<AnswerModel> {
  const { carriedAnswerModel } = await import("./carried-answer-model.ts");
  return loadAnswerModel(bytesFromBase64(carriedAnswerModel));
}

/** Step of the codes of each row of the projection. */
function rowScales(weights: Float32Array, to: number): Float32Array {
  return Float32Array.from({ length: weights.length / to }, (_, row) => {
    let largest = 0;
    for (let j = row * to; j < (row + 1) * to; j++) largest = Math.max(largest, Math.abs(weights[j]!));
    return largest === 0 ? 1 : largest / CODE_LIMIT;
  });
}

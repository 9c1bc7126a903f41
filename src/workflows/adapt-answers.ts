import type { AnswerFeedback } from "../domain/ask.ts";
import { askedQuestion } from "../models/rag/asked-question.ts";
import { retrieve } from "../models/rag/hybrid-rag/index.ts";
import { matchPassage, readPassage } from "../models/rag/passage-match.ts";
import { RERANK_FEATURES, type RerankCandidate } from "../models/rag/rerank-features.ts";
import { rerank, RERANKED, type RerankerState } from "../models/rag/reranker.ts";
import { adaptReranker, type FeedbackPair } from "../training/adapt-reranker.ts";
import { adjustmentChange } from "./adjusted-model.ts";
import { answering, listFeedback } from "./answer-feedback.ts";
import { carriedModel } from "./answer-model.ts";
import { openAskData, type AskContext, type AskData } from "./ask-data.ts";
import { openTexts } from "./ask-text.ts";

/** Fewer answers that somebody judged teach nothing but chance. */
const LEAST_FEEDBACK = 8;
/** The latest are looked at: a question takes a tenth of a second. */
const MOST_FEEDBACK = 200;
/** Passages behind a right one that it is compared with. */
const OTHERS = 3;

/**
 * Learn from what people said of a dataset's answers how to rank its passages: small weights beside the carried model,
 * and none where the feedback is little, or ranks no better with them. Starts from the carried model each time, so that
 * feedback that was taken back is forgotten.
 *
 * @returns whether the ranking is another than the carried model's now
 * @throws `import.unknown-dataset`, `storage.*`
 */
export async function adaptAnswers(context: AskContext, datasetId: string): Promise<boolean> {
  const feedback = (await listFeedback(context.database, datasetId)).filter(
    (entry) => answering(entry) !== null,
  );
  const { model } = await carriedModel();
  const pairs: FeedbackPair[] = [];
  if (feedback.length >= LEAST_FEEDBACK) {
    const data = await openAskData(context, datasetId);
    for (const entry of feedback.slice(-MOST_FEEDBACK)) {
      pairs.push(...(await pairsOf(context, data, model.reranker, entry)));
    }
  }
  const { adjustment } = adaptReranker(model.reranker, pairs);
  await context.database.write([await adjustmentChange(datasetId, adjustment)]);
  return adjustment !== null;
}

/** The answering passage beside those that stand before it, or the first ones behind it. */
async function pairsOf(
  context: AskContext,
  data: AskData,
  reranker: RerankerState,
  feedback: AnswerFeedback,
): Promise<FeedbackPair[]> {
  const right = data.rowOf.get(answering(feedback)!);
  if (right === undefined) return [];
  const { index, question } = await openTexts(context, data, feedback.question, null);
  const { embedded, text } = question;
  const { candidates } = retrieve(index.state, {
    question: text,
    vectors: embedded,
    allowed: null,
    k: RERANKED,
  });
  const at = candidates.findIndex(({ row }) => row === right);
  if (at < 0) return [];
  const asked = askedQuestion(index.state.index, text, embedded, reranker.projection);
  const tokens = await index.tokensOf(candidates.map(({ row }) => row));
  const read = candidates.map((found, i): RerankCandidate => {
    const passage = data.passages[found.row]!;
    return { passage, match: matchPassage(asked, readPassage(passage), tokens[i] ?? null), found };
  });
  const { features, order } = rerank(reranker, asked, read);
  const width = RERANK_FEATURES.length;
  const rowOf = (candidate: number): Float64Array =>
    features.slice(candidate * width, (candidate + 1) * width);
  const rank = order.indexOf(at);
  const others = rank === 0 ? order.slice(1, 1 + OTHERS) : order.slice(0, rank);
  return others.map((other) => ({ better: rowOf(at), worse: rowOf(other) }));
}

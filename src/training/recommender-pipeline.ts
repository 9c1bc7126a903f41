import type { RecommenderReport } from "../domain/recommender-report.ts";
import type { FitContext } from "../models/model.ts";
import type { Interactions } from "../models/recommendation/task.ts";
import type { ItemContent } from "../features/item-content.ts";
import { contentRecommender } from "./content-recommender.ts";
import { evaluateRecommender, evaluationSplit } from "./evaluate-recommender.ts";
import { fitRecommender } from "./fit-recommender.ts";
import { readersWith, type GatheredInteractions } from "./gather-interactions.ts";
import { NO_READERS, type LinearChoice } from "./linear-choice.ts";
import type { Recommender } from "./recommender-state.ts";

/** Readers of one title say nothing of what goes with it. */
const LEAST_TITLES = 2;
/** With fewer readers there is nothing to learn from. */
const LEAST_READERS = 2;

export interface RecommenderTraining {
  readonly itemIds: readonly string[];
  /** Of all readers. */
  readonly gathered: GatheredInteractions;
  readonly content: ItemContent;
  /** What sells, from 0 to 1, for a shop without readers to learn from. Shape [itemIds]. */
  readonly popularity: Float32Array;
  /** Choose a linear model and its options by trying them within the interactions given. */
  readonly choose: (interactions: Interactions) => Promise<LinearChoice>;
}

export interface TrainedRecommender {
  readonly recommender: Recommender;
  readonly choice: LinearChoice;
  /** null where too few readers have two titles. */
  readonly report: RecommenderReport | null;
  /** What was learnt from. */
  readonly readers: number;
  readonly pairs: number;
}

/**
 * Choose, evaluate and fit a recommender. Settings are chosen without the titles held back for the evaluation, which
 * are looked at once; then the recommender is fitted to everything with the settings that were chosen.
 *
 * @throws `core.aborted`
 */
export async function trainRecommenderModel(
  { itemIds, gathered, content, popularity, choose }: RecommenderTraining,
  context: FitContext,
): Promise<TrainedRecommender> {
  const useful = readersWith(gathered, LEAST_TITLES);
  const { interactions } = useful;
  const learnt = { readers: interactions.userCount, pairs: interactions.items.length };
  const split = evaluationSplit(useful, context.random.fork("split"));
  if (interactions.userCount < LEAST_READERS) {
    const recommender = contentRecommender(itemIds, content, popularity, context);
    return { recommender, choice: NO_READERS, report: null, ...learnt };
  }
  const earlier = { interactions: split?.train ?? interactions, content };
  const choice = await choose(earlier.interactions);
  let report: RecommenderReport | null = null;
  if (split !== null) {
    const partial = fitRecommender({ itemIds, data: earlier, linear: choice }, context);
    report = await evaluateRecommender(partial.recommender, choice.label, split, content, context);
  }
  const fitted = fitRecommender({ itemIds, data: { interactions, content }, linear: choice }, context);
  return { recommender: fitted.recommender, choice, report, ...learnt };
}

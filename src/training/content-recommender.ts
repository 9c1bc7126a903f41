import type { ItemContent } from "../features/item-content.ts";
import type { FitContext } from "../models/model.ts";
import { completeOptions } from "../models/options.ts";
import {
  content as contentModel,
  contentOptions,
  weighTerms,
} from "../models/recommendation/content/index.ts";
import { CONTENT_TOP, scaled, tellingTerms } from "./fit-recommender.ts";
import { NO_READERS } from "./linear-choice.ts";
import type { Blend, Recommender } from "./recommender-state.ts";

/** There are no readers to learn it from: likeness decides, and what sells where there is none. */
const BLEND: Blend = { supportHalf: 1, contentKnown: 0, contentCold: 1, popular: 0.05, recency: 0 };

/**
 * A recommender for a shop of whose readers nothing is known: what the catalogue says, and what sells.
 *
 * @param popularity from 0 to 1, shape [itemIds]
 * @param quick leave out runs of letters, the many terms that take most of the time
 * @throws `core.aborted`
 */
export function contentRecommender(
  itemIds: readonly string[],
  content: ItemContent,
  popularity: Float32Array,
  context: FitContext,
  quick = false,
): Recommender {
  const options = completeOptions(contentOptions, { topK: CONTENT_TOP, ...(quick ? { letters: 0 } : {}) });
  const interactions = {
    userCount: 0,
    itemCount: itemIds.length,
    rowStart: new Int32Array(1),
    items: new Int32Array(0),
    strengths: new Float32Array(0),
    ordered: false,
  };
  return {
    itemIds,
    modelId: NO_READERS.modelId,
    collaborative: NO_READERS.fit(interactions),
    content: scaled(contentModel.fit({ interactions, content }, options, context).matrix),
    popularity,
    support: new Int32Array(itemIds.length),
    readers: 0,
    terms: tellingTerms(content, weighTerms(content, options)),
    blend: BLEND,
  };
}

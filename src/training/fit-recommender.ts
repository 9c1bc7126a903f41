import type { FitContext } from "../models/model.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import {
  content as contentModel,
  contentOptions,
  weighTerms,
} from "../models/recommendation/content/index.ts";
import { completeOptions } from "../models/options.ts";
import type { Interactions, RecommendationData } from "../models/recommendation/task.ts";
import type { ItemContent } from "../features/item-content.ts";
import type { Blend, Recommender, TitleTerms } from "./recommender-state.ts";

/** Where the item–item weights of a recommender come from: any linear model, with its options chosen. */
export interface LinearFit {
  /** Its id in `catalog.ts`. */
  readonly modelId: string;
  /** The title t from the end of a history counts (t + 1)^-recency; 0 where the model has no such option. */
  readonly recency: number;
  /** Row: title of the history; column: title recommended; top-N sparse. Called again with a part of the readers. */
  readonly fit: (interactions: Interactions) => CsrMatrix;
}

export interface RecommenderInput {
  /** Of the interactions' items; titles that only the catalogue has stand there with no reader. */
  readonly itemIds: readonly string[];
  readonly data: RecommendationData;
  readonly linear: LinearFit;
}

const START_BLEND: Blend = { supportHalf: 2, contentKnown: 0.1, contentCold: 0.3, popular: 0.05, recency: 0 };
const TERMS_KEPT = 12;
const CONTENT_TOP = 30;

/**
 * Fit the parts, learn how to weigh them, and put them together.
 *
 * @throws `core.aborted`; what the linear model throws
 */
export function fitRecommender(
  { itemIds, data, linear }: RecommenderInput,
  context: FitContext,
): Recommender {
  const options = completeOptions(contentOptions, { topK: CONTENT_TOP });
  const support = supportOf(data.interactions);
  return {
    itemIds,
    modelId: linear.modelId,
    collaborative: scaled(linear.fit(data.interactions)),
    content: scaled(contentModel.fit(data, options, context).matrix),
    popularity: popularityOf(support),
    support,
    readers: data.interactions.userCount,
    terms:
      data.content === null
        ? NO_TERMS(itemIds.length)
        : tellingTerms(data.content, weighTerms(data.content, options)),
    blend: { ...START_BLEND, recency: linear.recency },
  };
}

/** Readers who chose each title. */
export function supportOf({ itemCount, items }: Interactions): Int32Array {
  const support = new Int32Array(itemCount);
  for (const item of items) support[item]!++;
  return support;
}

function popularityOf(support: Int32Array): Float32Array {
  const most = support.reduce((max, count) => Math.max(max, count), 1);
  return Float32Array.from(support, (count) => count / most);
}

/** The matrix times a number that makes the largest weight of a row 1 on average, over rows that have one. */
export function scaled(matrix: CsrMatrix): CsrMatrix {
  let sum = 0;
  let rows = 0;
  for (let row = 0; row < matrix.rowCount; row++) {
    let largest = 0;
    for (let at = matrix.rowStart[row]!; at < matrix.rowStart[row + 1]!; at++)
      largest = Math.max(largest, matrix.values[at]!);
    sum += largest;
    if (largest > 0) rows++;
  }
  return sum === 0 ? matrix : { ...matrix, values: matrix.values.map((value) => (value * rows) / sum) };
}

/** The heaviest terms of each title. */
function tellingTerms({ termNames }: ItemContent, weighted: CsrMatrix): TitleTerms {
  const rowStart = new Int32Array(weighted.rowCount + 1);
  const kept: number[] = [];
  for (let row = 0; row < weighted.rowCount; row++) {
    const start = weighted.rowStart[row]!;
    const places = Array.from({ length: weighted.rowStart[row + 1]! - start }, (_, i) => start + i);
    places.sort((a, b) => weighted.values[b]! - weighted.values[a]! || a - b);
    kept.push(...places.slice(0, TERMS_KEPT).sort((a, b) => a - b));
    rowStart[row + 1] = kept.length;
  }
  const used = [...new Set(kept.map((at) => weighted.columns[at]!))].sort((a, b) => a - b);
  const place = new Map(used.map((column, i) => [column, i]));
  return {
    names: used.map((column) => termNames[column]!.replaceAll("\n", " ")),
    weights: {
      rowCount: weighted.rowCount,
      columnCount: used.length,
      rowStart,
      columns: Int32Array.from(kept, (at) => place.get(weighted.columns[at]!)!),
      values: Float32Array.from(kept, (at) => weighted.values[at]!),
    },
  };
}

const NO_TERMS = (titles: number): TitleTerms => ({
  names: [],
  weights: {
    rowCount: titles,
    columnCount: 0,
    rowStart: new Int32Array(titles + 1),
    columns: new Int32Array(0),
    values: new Float32Array(0),
  },
});

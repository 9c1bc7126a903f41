import type { FitContext } from "../models/model.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import {
  content as contentModel,
  contentOptions,
  weighTerms,
} from "../models/recommendation/content/index.ts";
import { completeOptions } from "../models/options.ts";
import type { Interactions, RecommendationData } from "../models/recommendation/task.ts";
import { CONTENT_FIELDS, SILENT_FIELDS, type ItemContent } from "../features/item-content.ts";
import { throwIfAborted } from "../core/errors.ts";
import { holdOutSlice } from "./blend-cases.ts";
import { fitBlend, type LearnedBlend, type RecommenderParts } from "./fit-blend.ts";
import { likesOf, liftedPopularity, liftedWeights, mixedColumns } from "./lift-content.ts";
import type { Recommender, TitleTerms } from "./recommender-state.ts";
import { knownShare } from "./score-titles.ts";

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

const TERMS_KEPT = 12;
/** Neighbours of a title in the catalogue, over which weights are lifted. */
const LIKE_TOP = 200;
/** Lifted weights computed: of each title, and of all, to bound memory. */
const LIFT_TOP = { least: 100, most: 400, entries: 1e7 };
/**
 * Content weights published of each title, of well-known ones more where there are few titles, of others up to `most`,
 * and of all; a weight takes some 2.5 bytes of the file.
 */
export const CONTENT_TOP = { known: 40, wellKnown: 200, most: 400, entries: 1.2e6 };
/** Readers from which on choices say more of a title than the catalogue. */
const WELL_KNOWN = 5;
/** Scores computed for one trial of a blend, about; more readers are held out where there are fewer titles. */
const SCORES_A_TRIAL = 2e7;
/** Held-out readers of either kind, at most: their gains differ by a few hundredths of a rank's. */
const MOST_CASES = 1500;

/** A recommender, and how well its blend placed the titles of the held-out slice. */
export interface FittedRecommender {
  readonly recommender: Recommender;
  readonly gains: LearnedBlend["gains"];
}

/**
 * Fit the parts, learn how to weigh them on a slice of the readers held out, and put them together.
 *
 * @throws `core.aborted`; what the linear model throws
 */
export function fitRecommender(
  { itemIds, data, linear }: RecommenderInput,
  context: FitContext,
): FittedRecommender {
  const { interactions, content } = data;
  const options = completeOptions(contentOptions, { topK: LIKE_TOP });
  const likeness = contentModel.fit(data, options, context).matrix;
  const cases = Math.min(MOST_CASES, Math.max(200, Math.round(SCORES_A_TRIAL / (4 * itemIds.length))));
  const slice = holdOutSlice(interactions, cases, context.random.fork("blend"));
  const learned = fitBlend(
    fitParts(slice.interactions, likeness, linear),
    slice,
    linear.recency,
    context.signal,
  );
  throwIfAborted(context.signal, "The training");
  const parts = fitParts(interactions, likeness, linear);
  const recommender: Recommender = {
    itemIds,
    modelId: linear.modelId,
    collaborative: parts.collaborative,
    content: mixedColumns(
      parts.direct,
      parts.lifted,
      directShare(learned, parts.support),
      contentTop(parts.support),
    ),
    popularity: parts.popularity,
    support: parts.support,
    readers: interactions.userCount,
    terms: content === null ? noTerms(itemIds.length) : tellingTerms(content, weighTerms(content, options)),
    blend: learned.blend,
  };
  return { recommender, gains: learned.gains };
}

function fitParts(interactions: Interactions, likeness: CsrMatrix, linear: LinearFit): RecommenderParts {
  const support = supportOf(interactions);
  const collaborative = scaled(linear.fit(interactions));
  const likes = likesOf(likeness, support);
  return {
    collaborative,
    direct: scaled(likeness),
    lifted: scaled(
      liftedWeights(collaborative, likes, support, within(LIFT_TOP.entries / support.length, LIFT_TOP)),
    ),
    popularity: liftedPopularity(popularityOf(support), likes, support),
    support,
  };
}

/** The share of likeness itself in the content weight of a pair: all of it where both titles are known. */
function directShare(
  { direct, blend: { supportHalf } }: LearnedBlend,
  support: Int32Array,
): (row: number, column: number) => number {
  const known = Float64Array.from(support, (n) => knownShare(n, supportHalf));
  return (row, column) => direct + (1 - direct) * known[row]! * known[column]!;
}

/** Content weights to publish of each title: most of those of which little else is known. */
function contentTop(support: Int32Array): (title: number) => number {
  const unknown = support.reduce((sum, n) => sum + (n < WELL_KNOWN ? 1 : 0), 0);
  const half = CONTENT_TOP.entries / 2;
  const known = within(half / support.length, { least: CONTENT_TOP.known, most: CONTENT_TOP.wellKnown });
  const left = CONTENT_TOP.entries - known * (support.length - unknown);
  const most = within(left / Math.max(1, unknown), { least: 20, most: CONTENT_TOP.most });
  return (title) => (support[title]! < WELL_KNOWN ? most : known);
}

const within = (value: number, { least, most }: { readonly least: number; readonly most: number }): number =>
  Math.floor(Math.min(most, Math.max(least, value)));

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

const SILENT = new Set(SILENT_FIELDS.map((field) => CONTENT_FIELDS.indexOf(field)));

/** The heaviest terms of each title that a person reads. */
export function tellingTerms({ termNames, termFields }: ItemContent, weighted: CsrMatrix): TitleTerms {
  const rowStart = new Int32Array(weighted.rowCount + 1);
  const kept: number[] = [];
  for (let row = 0; row < weighted.rowCount; row++) {
    const start = weighted.rowStart[row]!;
    const all = Array.from({ length: weighted.rowStart[row + 1]! - start }, (_, i) => start + i);
    const places = all.filter((at) => !SILENT.has(termFields[weighted.columns[at]!]!));
    places.sort((a, b) => weighted.values[b]! - weighted.values[a]! || a - b);
    kept.push(...places.slice(0, TERMS_KEPT).sort((a, b) => a - b));
    rowStart[row + 1] = kept.length;
  }
  const used = [...new Set(kept.map((at) => weighted.columns[at]!))].sort((a, b) => a - b);
  const place = new Map(used.map((column, i) => [column, i]));
  return {
    names: used.map((column) => termNames[column]!),
    weights: {
      rowCount: weighted.rowCount,
      columnCount: used.length,
      rowStart,
      columns: Int32Array.from(kept, (at) => place.get(weighted.columns[at]!)!),
      values: Float32Array.from(kept, (at) => weighted.values[at]!),
    },
  };
}

const noTerms = (titles: number): TitleTerms => ({
  names: [],
  weights: {
    rowCount: titles,
    columnCount: 0,
    rowStart: new Int32Array(titles + 1),
    columns: new Int32Array(0),
    values: new Float32Array(0),
  },
});

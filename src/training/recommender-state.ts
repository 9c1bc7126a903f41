import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import type { Interactions } from "../models/recommendation/task.ts";
import { packMatrix, unpackMatrix, type PackedArrays } from "./packed-matrix.ts";

/**
 * The published recommender: everything that serving needs, so that a reader is folded in and never retrained.
 *
 *   score(j) = Σ_h s_h [ e · collaborative(h, j) + (contentKnown · e + contentCold · (1 − e)) · content(h, j) ]
 *              + popular · popularity(j) / max(1, Σ_h |s_h|)
 *   e = known(h) · known(j),  known(i) = n_i / (n_i + supportHalf)
 *
 * over the titles h of a history with strengths s_h, n_i readers of title i, and the weights of `Blend`: content counts
 * where choices say little, be it of the title read or of the one recommended.
 * The sum grows with the history and popularity shrinks with it: it counts for a reader with few titles. Plain data.
 */
export interface Recommender {
  /** Every title it can score, in the order of all rows and columns. */
  readonly itemIds: readonly string[];
  /** The model of `catalog.ts` whose weights `collaborative` holds. */
  readonly modelId: string;
  /** Row: title of the history; column: title recommended. Scaled so that the rows' largest weight is 1 on average. */
  readonly collaborative: CsrMatrix;
  /** The same by what the catalogue says; empty where it says nothing. */
  readonly content: CsrMatrix;
  /** From 0 to 1, the most read title 1. Shape [itemIds]. */
  readonly popularity: Float32Array;
  /** Readers who chose each title. Shape [itemIds]. */
  readonly support: Int32Array;
  /** Readers it was trained on. */
  readonly readers: number;
  /** The few most telling terms of each title, to say why two are alike. */
  readonly terms: TitleTerms;
  readonly blend: Blend;
}

export interface TitleTerms {
  readonly names: readonly string[];
  /** Titles by terms: weight of each kept term. */
  readonly weights: CsrMatrix;
}

/** How the parts are weighed; learned on a held-out slice by `fit-blend.ts`. */
export interface Blend {
  /** Readers at which the choices of a title are half believed. */
  readonly supportHalf: number;
  /** Weight of content where choices say everything, and where they say nothing. */
  readonly contentKnown: number;
  readonly contentCold: number;
  /** Weight of popularity for a reader of one title. */
  readonly popular: number;
  /** The title t from the end of a history counts (t + 1)^-recency; 0 where the order says nothing. */
  readonly recency: number;
}

/** A shop's loyalty customers and what each chose; kept beside the recommender and never exported. */
export interface UserItemMatrix {
  readonly itemIds: readonly string[];
  /** The shop's own identifiers. Shape [interactions.userCount]. */
  readonly customers: readonly string[];
  readonly interactions: Interactions;
  /** Day of each customer's last purchase, -1 where unknown. Shape [interactions.userCount]. */
  readonly lastDay: Int32Array;
}

/** Folder of the recommender in the artifact tree. */
export const RECOMMENDATION_ENGINE = "recommendation_engine";
/** Kind and version of `similarity_matrix.bin`. */
export const RECOMMENDER_FORMAT = { kind: "similarity-matrix", version: 3 } as const;
/** Kind and version of `user_item_matrix.bin`. */
export const USER_ITEM_FORMAT = { kind: "user-item-matrix", version: 2 } as const;

interface Parts<TData> {
  readonly data: TData;
  readonly arrays: Readonly<Record<string, PackedArrays[string]>>;
}
interface StoredParts {
  readonly data: unknown;
  readonly arrays: Readonly<Record<string, unknown>>;
}

const MATRICES = ["collaborative", "content", "terms"] as const;

type RecommenderData = {
  readonly modelId: string;
  readonly readers: number;
  readonly items: number;
  readonly terms: number;
  readonly blend: { readonly [K in keyof Blend]: number };
};

/** The recommender as named arrays beside one JSON value, ready for `encodeArtifact`; weights become 8-bit. */
export function recommenderParts(recommender: Recommender): Parts<RecommenderData> {
  const { itemIds, modelId, collaborative, content, popularity, support, readers, terms, blend } =
    recommender;
  return {
    data: { modelId, readers, items: itemIds.length, terms: terms.names.length, blend: { ...blend } },
    arrays: {
      itemIds: joined(itemIds),
      termNames: joined(terms.names),
      popularity,
      support,
      ...packMatrix("collaborative", collaborative),
      ...packMatrix("content", content),
      ...packMatrix("terms", terms.weights),
    },
  };
}

/** The inverse of `recommenderParts`, to 8-bit weights; the caller has checked kind, version and hash. */
export function recommenderFromParts(parts: StoredParts): Recommender {
  const data = parts.data as RecommenderData;
  const arrays = parts.arrays as Readonly<Record<string, never>>;
  const [collaborative, content, weights] = MATRICES.map((name) =>
    unpackMatrix(name, name === "terms" ? data.terms : data.items, arrays),
  ) as [CsrMatrix, CsrMatrix, CsrMatrix];
  return {
    itemIds: split(arrays["itemIds"]!),
    modelId: data.modelId,
    collaborative,
    content,
    popularity: arrays["popularity"]!,
    support: arrays["support"]!,
    readers: data.readers,
    terms: { names: split(arrays["termNames"]!), weights },
    blend: data.blend,
  };
}

type UserItemData = {
  readonly items: number;
  readonly customers: number;
  readonly ordered: boolean;
};

/** The matrix as named arrays beside one JSON value, ready for `encodeArtifact`; nothing is rounded. */
export function userItemParts({
  itemIds,
  customers,
  interactions,
  lastDay,
}: UserItemMatrix): Parts<UserItemData> {
  const { rowStart, items, strengths, ordered } = interactions;
  return {
    data: { items: itemIds.length, customers: customers.length, ordered },
    arrays: {
      itemIds: joined(itemIds),
      customers: joined(customers),
      rowStart,
      interactionItems: items,
      strengths,
      lastDay,
    },
  };
}

/** The inverse of `userItemParts`; the caller has checked kind, version and hash. */
export function userItemFromParts(parts: StoredParts): UserItemMatrix {
  const data = parts.data as UserItemData;
  const arrays = parts.arrays as Readonly<Record<string, never>>;
  return {
    itemIds: split(arrays["itemIds"]!),
    customers: split(arrays["customers"]!),
    lastDay: arrays["lastDay"]!,
    interactions: {
      userCount: data.customers,
      itemCount: data.items,
      rowStart: arrays["rowStart"]!,
      items: arrays["interactionItems"]!,
      strengths: arrays["strengths"]!,
      ordered: data.ordered,
    },
  };
}

/** The texts as JSON: whatever characters they hold come back. */
function joined(texts: readonly string[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(texts));
}

function split(bytes: Uint8Array): readonly string[] {
  return JSON.parse(new TextDecoder().decode(bytes)) as string[];
}

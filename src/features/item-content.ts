import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";

/**
 * What a term stands for. The content model weighs each field by its own option. "letters" are runs of four of title
 * and series: they see that "Kushiel" and "Kushiel's" are one. "publisher" is the start of the ISBN.
 */
export const CONTENT_FIELDS = [
  "title",
  "authors",
  "series",
  "genre",
  "language",
  "decade",
  "price",
  "description",
  "letters",
  "publisher",
] as const;
/** Fields whose terms say nothing, or too little, to a person who asks why. */
export const SILENT_FIELDS: readonly ContentField[] = ["language", "decade", "price", "letters", "publisher"];
export type ContentField = (typeof CONTENT_FIELDS)[number];

/** What the catalogue says of the titles, as a bag of terms each; `features/title-terms.ts` makes it. */
export interface ItemContent {
  /** Titles by terms, every entry > 0: how often, or how much, the term stands in its field. Shape [itemCount, terms]. */
  readonly terms: CsrMatrix;
  /** Each term as a person reads it: "Jane Austen", "hunger", "1810s". Shape [terms]. */
  readonly termNames: readonly string[];
  /** Index into CONTENT_FIELDS. Shape [terms]. */
  readonly termFields: Uint8Array;
  /** Text embeddings where a caller has them; a title without one has a row of zeros. */
  readonly vectors: DenseVectors | null;
}

/** One row of numbers a title, row-major. Shape [itemCount, dimension]. */
export interface DenseVectors {
  readonly dimension: number;
  readonly values: Float32Array;
}

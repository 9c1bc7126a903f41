/** What the screens show of features. */

/** A definition as a list shows it. */
export interface ListedFeature {
  readonly name: string;
  readonly type: "int32" | "float64" | "bool";
  readonly unit: string;
  readonly description: string;
  readonly owner: string;
  /** Columns that it is made of: of the sales, "catalogue.genre" of the catalogue. */
  readonly sources: readonly string[];
  /** Largest relative difference between evaluators; 0 where they agree to the bit. */
  readonly tolerance: number;
  /** The kind of formula: "rolling". */
  readonly kind: string;
  /** SHA-256 in hexadecimal: the definition's version. */
  readonly hash: string;
}

/** One column of a snapshot. */
export interface SnapshotFeature {
  readonly name: string;
  /** Version of the definition. */
  readonly hash: string;
}

/** Which rows a table of features has, as text: "selling-days", "every-day", or the one day "2026-03-14". */
export type SnapshotRows = string;

/** A table of features, frozen. Keys as in `snapshot.json`. */
export interface SnapshotRecord {
  readonly name: string;
  /** SHA-256 over definitions, rows, target, source and values: equal content, equal hash, whatever name and time. */
  readonly hash: string;
  readonly created_at: string;
  readonly rows: number;
  readonly titles: number;
  readonly kept_rows: SnapshotRows;
  readonly first_day: string;
  readonly last_day: string;
  /** Days of the target column `units_next_N`, the row's own first; null where there is none. */
  readonly target_days: number | null;
  readonly features: readonly SnapshotFeature[];
  /** What it was made from: a file, or a dataset and its revision. */
  readonly source: string;
  /** SHA-256 of sales and catalogue as they were read. */
  readonly source_sha256: string;
  /** SHA-256 of `features.bin`. */
  readonly values_sha256: string;
}

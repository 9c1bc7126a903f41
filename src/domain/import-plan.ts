import type { ImportKind, ImportRecord, RejectedRow } from "./dataset.ts";

/** What a column can mean. Which of them matter depends on the kind of file. */
export const COLUMN_ROLES = {
  sales: ["date", "item", "quantity", "price", "title", "store", "customer", "receipt", "stockOut"],
  catalogue: [
    "item",
    "title",
    "authors",
    "year",
    "genre",
    "price",
    "description",
    "isbn",
    "pages",
    "language",
    "series",
    "seriesNumber",
    "ageFrom",
    "format",
    "publisher",
    "subjects",
    "availability",
    "rating",
    "ratings",
    "removed",
  ],
  stock: ["item", "onHand", "onOrder", "reserved", "leadTimeDays", "packSize"],
} as const satisfies Record<ImportKind, readonly string[]>;
export type ColumnRole = (typeof COLUMN_ROLES)[ImportKind][number];

/** Roles that must be mapped before an import can start. */
export const REQUIRED_ROLES = {
  sales: ["date", "item"],
  catalogue: ["item", "title"],
  stock: ["item", "onHand"],
} as const satisfies Record<ImportKind, readonly ColumnRole[]>;

/** Role -> index of the file's column. A role that is absent is not in the file. */
export type ColumnMapping = { readonly [R in ColumnRole]?: number };

export type DateOrder = "YMD" | "DMY" | "MDY";
export type DecimalSign = "." | ",";
export type FileFormat = "csv" | "xlsx" | "parquet" | "onix";

/** How the file is to be read; guessed by `inspect`, editable before `import`. */
export interface ImportPlan {
  readonly kind: ImportKind;
  readonly mapping: ColumnMapping;
  /** Text encoding of a CSV, as the Encoding Standard names it: "utf-8", "windows-1252", "utf-16le", … */
  readonly encoding: string;
  readonly delimiter: string;
  readonly hasHeader: boolean;
  /** Line of the header where it is not the first row; the rows above it are skipped. */
  readonly headerLine?: number;
  readonly dateOrder: DateOrder;
  readonly decimal: DecimalSign;
  /** Identical lines within one file: "keep" counts each (two customers, same minute), "once" counts one. */
  readonly identicalLines: "keep" | "once";
}

/** What a file looks like, before anything is imported. */
export interface FilePreview {
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly format: FileFormat;
  readonly gzip: boolean;
  /** Header cells, or "Column 1", … when there is no header. */
  readonly columns: readonly string[];
  /** The first rows as text, at most 50. */
  readonly rows: readonly (readonly string[])[];
  readonly plan: ImportPlan;
  /** Where the guess is unsure, as sentences: "03/04/2011 could be 3 April or 4 March." */
  readonly doubts: readonly string[];
}

/** What an import found and did. */
export interface ImportReport {
  readonly record: ImportRecord;
  /** First few rejected rows; the rest are in store `rejects`. */
  readonly firstRejects: readonly RejectedRow[];
}

import type { SourceKind } from "../../domain/document.ts";

const LABELS: Readonly<Record<SourceKind, string>> = {
  record: "catalogue records",
  description: "descriptions",
  review: "reviews",
  note: "staff notes",
  document: "documents",
};

export const SOURCE_KINDS: readonly SourceKind[] = ["record", "description", "review", "note", "document"];

/** A kind of source in the plural: "staff notes". */
export const sourceKindLabel = (kind: SourceKind): string => LABELS[kind];

const ONE: Readonly<Record<SourceKind, string>> = {
  record: "catalogue record",
  description: "description",
  review: "review",
  note: "staff note",
  document: "document",
};

/** A kind of source in the singular: "staff note". */
export const sourceKindName = (kind: SourceKind): string => ONE[kind];

/** What kind of thing a text was taken from. */
export type SourceKind = "record" | "description" | "review" | "note" | "document";

/** One part of a text: what stands under a heading. */
export interface Section {
  /** Headings above it, outermost first; empty where there is none. */
  readonly headings: readonly string[];
  /** Plain text: paragraphs divided by a blank line, no markup, NFC. */
  readonly text: string;
  /** Page of a PDF, from 1; null where there are no pages. */
  readonly page: number | null;
}

/** A text that can be asked: a document that was dropped, or what the catalogue says of a title. */
export interface SourceText {
  /** "title/<itemId>", "description/<itemId>", "document/<documentId>", "review/<…>", "note/<…>". */
  readonly sourceId: string;
  readonly kind: SourceKind;
  /** Title of the document or the book. */
  readonly title: string;
  /** The book it speaks of, or null. */
  readonly itemId: string | null;
  /** As `TitleRecord.language`; null where unknown. */
  readonly language: string | null;
  readonly sections: readonly Section[];
}

export type DocumentFormat = "text" | "markdown" | "html" | "epub" | "pdf" | "csv" | "onix";

/** A document as it is listed; its text is a `SourceText` apart. */
export interface DocumentRecord {
  readonly documentId: string;
  readonly fileName: string;
  readonly format: DocumentFormat;
  readonly title: string;
  readonly language: string | null;
  readonly bytes: number;
  /** Of the file, lower-case hexadecimal: the same file twice is one document. */
  readonly sha256: string;
  readonly addedAt: string;
  readonly sections: number;
  readonly passages: number;
  /** What was left out or could not be read, as sentences. */
  readonly doubts: readonly string[];
}

/** A piece of a source that answers are cited from. */
export interface Passage {
  /** `<sourceId>#<number from 0>`. */
  readonly passageId: string;
  readonly sourceId: string;
  readonly kind: SourceKind;
  readonly title: string;
  readonly itemId: string | null;
  readonly language: string | null;
  readonly headings: readonly string[];
  readonly page: number | null;
  readonly text: string;
  /** Section of the source, and where the passage's text starts in that section's text, in UTF-16 units. */
  readonly section: number;
  readonly start: number;
}

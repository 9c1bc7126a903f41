import type { DayNumber } from "./dataset.ts";

/** One book of `public/demo/catalogue.json`: facts, and a description written for this project. */
export interface DemoTitle {
  readonly title: string;
  readonly authors: readonly string[];
  readonly year: number;
  readonly genre: string;
  readonly pages: number;
  /** Original language, ISO 639-1 or -3. */
  readonly language: string;
  readonly series: { readonly name: string; readonly number: number } | null;
  readonly description: string;
}

/** One entry of `public/demo/notes.json`: an invented note of the staff, or a review, of a title named as in the catalogue. */
export interface DemoNote {
  readonly title: string;
  readonly kind: "note" | "review";
  readonly text: string;
}

/** One line of the simulated till. */
export interface DemoSale {
  readonly day: DayNumber;
  /** Minute of the day. */
  readonly minute: number;
  readonly receipt: string;
  /** Index of the title. */
  readonly title: number;
  /** 0 marks a day without stock, negative a return. */
  readonly quantity: number;
  readonly priceCents: number;
  /** Loyalty card, or "" for a stranger. */
  readonly customer: string;
  readonly stockOut: boolean;
}

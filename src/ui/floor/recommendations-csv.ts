import { csvRow } from "../../domain/csv-row.ts";
import type { Recommendation } from "../../domain/recommendation.ts";
import { whyOf } from "../format/reasons.ts";

const COLUMNS = ["rank", "item", "title", "authors", "year", "price", "on_hand", "because", "note"];

/** The list as a table for a spreadsheet. Titles of the reader stand in it only as reasons. */
export function recommendationsCsv(items: readonly Recommendation[]): Blob {
  const rows = items.map((item, i) => [
    String(i + 1),
    item.itemId,
    item.title,
    item.authors.join("; "),
    String(item.year ?? ""),
    item.priceCents === null ? "" : (item.priceCents / 100).toFixed(2),
    String(item.onHand ?? ""),
    whyOf(item.reasons)
      .because.map((title) => `${title.title} (${Math.round(100 * title.share)} %)`)
      .join("; "),
    item.note ?? "",
  ]);
  return new Blob([csvRow(COLUMNS), ...rows.map((row) => csvRow(row))], {
    type: "text/csv;charset=utf-8",
  });
}

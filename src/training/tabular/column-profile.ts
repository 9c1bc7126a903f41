import type { ColumnProfile } from "../../domain/table-training.ts";
import { guessKind, isMissing, numberIn, readableKinds, type CellTable } from "./table-schema.ts";

const FIRST_CELLS = 20;

/** What is seen of each column of a table before anything is learned from it. */
export function columnProfiles(table: CellTable): ColumnProfile[] {
  const comma = table.decimalComma === true;
  return table.columns.map((name, c) => {
    const cells = table.cells[c]!;
    const present = cells.filter((text) => !isMissing(text));
    const readable = readableKinds(present, comma);
    return {
      name,
      kind: guessKind(cells, comma),
      readable,
      missing: cells.length - present.length,
      distinct: new Set(present).size,
      range: present.length > 0 && readable.includes("numeric") ? rangeOf(present, comma) : null,
      first: cells.slice(0, FIRST_CELLS),
    };
  });
}

function rangeOf(cells: readonly string[], comma: boolean): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const text of cells) {
    const value = numberIn(text, comma);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

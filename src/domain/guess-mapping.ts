import type { ColumnShape } from "./column-shape.ts";
import type { ImportKind } from "./dataset.ts";
import { headerFit } from "./header-words.ts";
import { COLUMN_ROLES, type ColumnMapping, type ColumnRole } from "./import-plan.ts";

/**
 * Which column means what: headers that are names of a role and cells that look like it speak for a column. Every
 * role gets at most one column and every column one role, best fits first; only a catalogue's ISBN may be its item
 * number as well, and its subjects its genre.
 *
 * @param headers null when the file has none: then only the cells speak
 */
export function guessMapping(
  kind: ImportKind,
  headers: readonly string[] | null,
  shapes: readonly ColumnShape[],
): ColumnMapping {
  const fits = COLUMN_ROLES[kind].flatMap((role: ColumnRole) =>
    shapes.map((shape, column) => ({
      role,
      column,
      fit: fitOf(kind, role, headers?.[column] ?? "", shape, headers === null),
    })),
  );
  const mapping: Partial<Record<ColumnRole, number>> = {};
  const taken = new Set<number>();
  for (const { role, column, fit } of fits.sort((a, b) => b.fit - a.fit || a.column - b.column)) {
    if (fit < 0.25 || mapping[role] !== undefined || taken.has(column)) continue;
    mapping[role] = column;
    taken.add(column);
  }
  if (kind === "catalogue") {
    joinIsbn(mapping, headers, shapes);
    // A file that has subjects and no genre is sorted by its subjects.
    if (mapping.genre === undefined && mapping.subjects !== undefined) mapping.genre = mapping.subjects;
  }
  if (kind === "sales") fill(mapping, "date", taken, shapes, (shape) => shape.dates > 0.9);
  fill(mapping, "item", taken, shapes, (shape) => isKey(kind, shape));
  return mapping;
}

/** Give a role that no header names the first free column whose cells look like it. */
function fill(
  mapping: Partial<Record<ColumnRole, number>>,
  role: ColumnRole,
  taken: Set<number>,
  shapes: readonly ColumnShape[],
  looksRight: (shape: ColumnShape) => boolean,
): void {
  if (mapping[role] !== undefined) return;
  const column = shapes.findIndex((shape, i) => !taken.has(i) && shape.filled > 0.9 && looksRight(shape));
  if (column < 0) return;
  mapping[role] = column;
  taken.add(column);
}

/** In a catalogue and a stock list an item number occurs once, in sales again and again. */
function isKey(kind: ImportKind, shape: ColumnShape): boolean {
  return shape.codes > 0.9 && shape.dates < 0.5 && (kind === "sales" || shape.distinct > 0.9);
}

/** A column of ISBNs may be the item number too, when no other is; and the other way round. */
function joinIsbn(
  mapping: Partial<Record<ColumnRole, number>>,
  headers: readonly string[] | null,
  shapes: readonly ColumnShape[],
): void {
  if (mapping.item === undefined && mapping.isbn !== undefined) mapping.item = mapping.isbn;
  if (mapping.item === undefined) return;
  const isbnFit = (column: number): number =>
    headerFit(headers?.[column] ?? "", "isbn") + (shapes[column]!.isbns > 0.5 ? 0.5 : 0);
  const ofItem = isbnFit(mapping.item);
  if (ofItem >= 0.5 && (mapping.isbn === undefined || ofItem > isbnFit(mapping.isbn)))
    mapping.isbn = mapping.item;
}

function fitOf(
  kind: ImportKind,
  role: ColumnRole,
  header: string,
  shape: ColumnShape,
  isHeaderless: boolean,
): number {
  const named = headerFit(header, role);
  const looks = lookOf(role, shape);
  if (isHeaderless) return kind === "sales" ? looks.alone : looks.alone * 0.9;
  if (named === 0 || shape.filled === 0) return named * 0.9;
  // In a catalogue "description" is the text about the book, not its name.
  const damped =
    kind === "catalogue" && role === "title" && headerFit(header, "description") > named - 0.15 ? 0.5 : 1;
  return named * damped * (looks.isPossible ? 1 : 0.3) + 0.05 * looks.alone;
}

/** Whether cells could mean the role, and how much they speak for it without a header. */
function lookOf(role: ColumnRole, shape: ColumnShape): { isPossible: boolean; alone: number } {
  const isNumber = shape.numbers > 0.7;
  switch (role) {
    case "date":
      // Serial numbers of a spreadsheet need the header's word for it.
      return {
        isPossible: shape.dates > 0.3 || (isNumber && shape.medianNumber > 20000),
        alone: shape.dates,
      };
    case "item":
      return {
        isPossible: shape.phrases < 0.5 && shape.dates < 0.8,
        alone: shape.isbns > 0.5 ? 0.95 : shape.dates > 0.3 ? 0 : codeLook(shape),
      };
    case "quantity":
    case "onHand":
      return {
        isPossible: isNumber && shape.isbns < 0.3,
        alone: shape.integers > 0.95 && Math.abs(shape.medianNumber) < 100 && shape.meanLength < 4 ? 0.6 : 0,
      };
    case "price":
      return {
        isPossible: isNumber && shape.isbns < 0.3,
        alone: isNumber && shape.integers < 0.7 && shape.medianNumber < 1000 ? 0.7 : 0,
      };
    case "title":
      return {
        isPossible: shape.numbers < 0.9,
        alone: shape.phrases > 0.5 && shape.numbers < 0.5 ? 0.5 + shape.phrases / 10 : 0,
      };
    case "description":
      return { isPossible: shape.numbers < 0.9, alone: shape.meanLength > 120 ? 0.8 : 0 };
    case "isbn":
      return { isPossible: shape.isbns > 0.2 || shape.numbers > 0.5, alone: shape.isbns * 0.9 };
    case "seriesNumber":
      return { isPossible: isNumber, alone: 0 };
    case "rating":
    case "ratings":
      return { isPossible: isNumber && shape.isbns < 0.3, alone: 0 };
    case "onOrder":
    case "reserved":
    case "leadTimeDays":
    case "packSize":
      return { isPossible: isNumber || shape.dates > 0.5, alone: 0 };
    default:
      return { isPossible: true, alone: 0 };
  }
}

function codeLook(shape: ColumnShape): number {
  if (shape.codes < 0.9 || shape.phrases > 0.2 || shape.meanLength < 3) return 0;
  return shape.integers < 0.7 || shape.meanLength >= 5 ? 0.55 : 0.3;
}

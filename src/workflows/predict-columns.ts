import { predictError } from "./predict-errors.ts";
import type { TextTable } from "./text-table.ts";

/** A header this much like a role's names is taken for it. */
const FITS = 0.4;

/**
 * The column of a role: as named, else the one whose header fits best, else the only one there is.
 *
 * @param fit how well a header names the role, 0 to 1
 * @throws `predict.column`
 */
export function columnFitting(
  { fileName, columns }: TextTable,
  named: string | undefined,
  option: string,
  fit: (header: string) => number,
): string {
  if (named !== undefined) return named;
  const best = bestFitting(columns, fit);
  if (best !== null) return best;
  if (columns.length === 1) return columns[0]!;
  throw predictError("predict.column", {
    file: fileName,
    columns: columns.join(", "),
    expected: "a usual name",
    option,
  });
}

/** The column whose header fits a role best; null where none does. */
export function bestFitting(columns: readonly string[], fit: (header: string) => number): string | null {
  const fits = columns.map(fit);
  const best = Math.max(0, ...fits);
  return best > FITS ? columns[fits.indexOf(best)]! : null;
}

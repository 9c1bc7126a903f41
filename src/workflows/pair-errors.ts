import { errorCatalogue, errorText } from "../core/errors.ts";

/** What can be wrong with a file of choices or of recommendations. */
export const pairError = errorCatalogue({
  "pairs.no-rows": errorText(
    "data",
    (d: { file: string; expected: string }) => `${d.file} has no rows; expected ${d.expected}.`,
    () => "Check that the file is the right one, and that its first row names the columns.",
  ),
  "pairs.no-guess": errorText(
    "input",
    (d: { file: string; columns: string; what: string; usual: string }) =>
      `${d.file} has columns ${d.columns}; expected one for the ${d.what}, called for example ${d.usual}.`,
    (d) => `Name it with --${d.what}.`,
  ),
  "pairs.no-column": errorText(
    "input",
    (d: { file: string; option: string; found: string; columns: string; nearest: string }) =>
      `${d.file} has no column "${d.found}" (${d.option}); its columns are ${d.columns}.`,
    (d) => (d.nearest === "" ? `Name one of them with ${d.option}.` : `Did you mean "${d.nearest}"?`),
  ),
  "pairs.same-column": errorText(
    "input",
    (d: { file: string; column: string; first: string; second: string }) =>
      `Column "${d.column}" of ${d.file} is named for both the ${d.first} and the ${d.second}; expected two columns.`,
    () => "Name another column for one of them.",
  ),
  "pairs.ragged-row": errorText(
    "data",
    (d: { file: string; line: number; found: number; expected: number }) =>
      `${d.file}, line ${d.line}: found ${d.found} cells, expected ${d.expected} as in the header.`,
    () => "Put quotes around cells that hold the delimiter, or mend that line.",
  ),
  "pairs.bad-cell": errorText(
    "data",
    (d: { file: string; line: number; column: string; found: string; expected: string }) =>
      `${d.file}, line ${d.line}: found "${d.found}" in column "${d.column}", expected ${d.expected}.`,
    () => "Mend or remove that line, or name another column.",
  ),
  "pairs.no-user": errorText(
    "data",
    (d: { recommendations: string; actual: string; example: string; other: string }) =>
      `No user of ${d.actual} (${d.other}, …) has recommendations in ${d.recommendations} (${d.example}, …).`,
    () => "Check that users mean the same in both files.",
  ),
  "pairs.bad-items": errorText(
    "data",
    (d: { file: string; column: string; example: string; other: string }) =>
      `No item of ${d.file} (column "${d.column}": ${d.example}, …) was chosen in the interactions (${d.other}, …).`,
    () => "Give a catalogue whose item column holds the same numbers.",
  ),
});

import { errorCatalogue, errorText } from "../core/errors.ts";

export const tableError = errorCatalogue({
  "table.no-rows": errorText(
    "data",
    (d: { file: string }) => `${d.file} has no rows; expected one row a series and time.`,
    () => "Check that the file is the right one.",
  ),
  "table.ragged-row": errorText(
    "data",
    (d: { file: string; line: number; found: number; expected: number }) =>
      `${d.file}, line ${d.line}: found ${d.found} cells, expected ${d.expected} as in the header.`,
    () => "Put quotes around cells that hold the delimiter, or mend that line.",
  ),
  "table.no-column": errorText(
    "input",
    (d: { file: string; option: string; found: string; columns: string; nearest: string }) =>
      `${d.file} has no column "${d.found}" (${d.option}); its columns are ${d.columns}.`,
    (d) => (d.nearest === "" ? `Name one of them with ${d.option}.` : `Did you mean "${d.nearest}"?`),
  ),
  "table.column-twice": errorText(
    "input",
    (d: { file: string; option: string; name: string; found: number }) =>
      `${d.file} has ${d.found} columns called "${d.name}" (${d.option}); expected one.`,
    () => "Give each column of the file a name of its own.",
  ),
  "table.no-guess": errorText(
    "input",
    (d: { file: string; option: string; columns: string; usual: string }) =>
      `${d.file} has columns ${d.columns}; expected one called ${d.usual}.`,
    (d) => `Name the column with ${d.option}.`,
  ),
  "table.not-a-number": errorText(
    "data",
    (d: { file: string; column: string; row: number; found: string }) =>
      `${d.file}, row ${d.row}: found "${d.found}" in column "${d.column}", expected a number.`,
    () => "Mend or remove that row, or leave the cell empty where the value is unknown.",
  ),
  "table.bad-time": errorText(
    "data",
    (d: { file: string; column: string; row: number; says: string }) =>
      `${d.file}, row ${d.row}, column "${d.column}": ${d.says}`,
    () =>
      "Write every time the same way: dates, months (2011-03), quarters (2011Q1), ISO weeks (2011-W05) or integers.",
  ),
  "table.empty-cell": errorText(
    "data",
    (d: { file: string; column: string; row: number }) =>
      `${d.file}, row ${d.row}: found an empty cell in column "${d.column}", expected a value.`,
    () => "Mend or remove that row.",
  ),
  "table.frequency-too-coarse": errorText(
    "input",
    (d: { file: string; id: string; first: string; second: string; frequency: string; fits: string }) =>
      `${d.file} has ${d.first} and ${d.second} for "${d.id}", two times in one period of --freq ${d.frequency}.`,
    (d) => `Use --freq ${d.fits}, or sum the file to one row a period first.`,
  ),
  "table.frequency-too-fine": errorText(
    "input",
    (d: { file: string; first: string; second: string; frequency: string; fits: string }) =>
      `${d.file} steps from ${d.first} to ${d.second} and never by less; --freq ${d.frequency} expects finer times.`,
    (d) => `Use --freq ${d.fits}.`,
  ),
  "table.gap": errorText(
    "data",
    (d: { file: string; id: string; after: string; before: string; missing: number }) =>
      `${d.file} misses ${d.missing} ${d.missing === 1 ? "period" : "periods"} of "${d.id}" between ${d.after} and ${d.before}; --fill error expects none.`,
    () => "Add the rows, or choose --fill zero or --fill interpolate.",
  ),
  "table.span-too-long": errorText(
    "data",
    (d: { file: string; first: string; last: string; periods: number; limit: number }) =>
      `${d.file} spans ${d.periods} periods, from ${d.first} to ${d.last}; expected at most ${d.limit}.`,
    () => "Look for a mistyped time, or choose a coarser --freq.",
  ),
  "table.no-match": errorText(
    "data",
    (d: { forecast: string; actual: string; example: string; other: string }) =>
      `No row of ${d.forecast} (${d.example}, …) has an actual value in ${d.actual} (${d.other}, …).`,
    () => "Check that ids and times mean the same in both files.",
  ),
  "table.no-train": errorText(
    "data",
    (d: { train: string; id: string; forecast: string }) =>
      `${d.train} has no row for "${d.id}", which ${d.forecast} forecasts; the scaled errors need its history.`,
    () => "Give the file from which the forecast was made as --train.",
  ),
  "table.train-too-short": errorText(
    "data",
    (d: { train: string; longest: number; season: number }) =>
      `The longest series of ${d.train} has ${d.longest} values; --season ${d.season} needs more than ${d.season}.`,
    () => "Give the whole history as --train, or a smaller --season.",
  ),
  "table.not-kept": errorText(
    "input",
    (d: { table: string }) => `The table ${d.table} is not on this device any more.`,
    () => "Choose its file again.",
  ),
  "table.kept-damaged": errorText(
    "data",
    (d: { file: string }) => `The copy of ${d.file} on this device is damaged or incomplete.`,
    () => "Remove it, and choose the file again.",
  ),
  "table.repeated-row": errorText(
    "data",
    (d: { file: string; id: string; time: string }) =>
      `${d.file} has two rows for "${d.id}" at ${d.time}; expected one.`,
    () => "Remove one of them, or give --freq to sum the rows of one period.",
  ),
});

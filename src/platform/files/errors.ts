import { errorCatalogue, errorText } from "../../core/errors.ts";

/** Why a file cannot be read as a table at all. Rows that cannot be read are not errors; they are rejected one by one. */
export const fileError = errorCatalogue({
  "file.empty": errorText(
    "input",
    (d: { name: string }) => `"${d.name}" holds no rows.`,
    () => "Choose a file with a header and at least one row.",
  ),
  "file.wrong-kind": errorText(
    "input",
    (d: { name: string; found: string }) =>
      `"${d.name}" is ${d.found}; expected CSV, TSV, CSV packed with gzip, XLSX, Parquet or ONIX 3.0.`,
    () => "Export the data again as CSV or XLSX, then choose that file.",
  ),
  "file.gzip-broken-off": errorText(
    "data",
    (d: { name: string }) => `"${d.name}" breaks off in the middle: the packed data has no proper end.`,
    () => "Copy or download the file again; nothing of it was imported.",
  ),
  "file.gzip-damaged": errorText(
    "data",
    (d: { name: string; reason: string }) => `"${d.name}" cannot be unpacked: ${d.reason}.`,
    () =>
      "Copy or download the file again. If it was joined from several gzip files, unpack it first and choose the CSV.",
  ),
  "file.damaged": errorText(
    "data",
    (d: { name: string; format: string; reason: string }) =>
      `"${d.name}" looks like ${d.format} but cannot be read: ${d.reason}.`,
    () => "Open it in the program that made it, save it again or export it as CSV, then choose that file.",
  ),
  "file.too-large": errorText(
    "input",
    (d: { name: string; what: string; found: number; limit: number }) =>
      `"${d.name}" has ${d.found.toLocaleString("en")} ${d.what}; at most ${d.limit.toLocaleString("en")} can be read.`,
    () => "Export the data as CSV, which is read piece by piece and may be of any size, or split the file.",
  ),
  "file.row-too-long": errorText(
    "data",
    (d: { name: string; line: number; limit: number }) =>
      `Line ${d.line} of "${d.name}" is longer than ${d.limit.toLocaleString("en")} characters.`,
    () => "This is no table of one row a line; check that the right file was chosen.",
  ),
  "file.unknown-encoding": errorText(
    "input",
    (d: { encoding: string }) => `"${d.encoding}" is no text encoding that can be read.`,
    () => "Choose utf-8, windows-1252 or utf-16le.",
  ),
  "file.bad-delimiter": errorText(
    "input",
    (d: { delimiter: string }) =>
      `The delimiter "${d.delimiter}" is not one character, or is a quote or line end.`,
    () => "Choose a comma, semicolon, tab or vertical bar.",
  ),
  "file.unreadable": errorText(
    "input",
    (d: { name: string; reason: string }) => `"${d.name}" could not be read: ${d.reason}.`,
    () => "Check that the file is still there and not open in another program, then choose it again.",
  ),
});

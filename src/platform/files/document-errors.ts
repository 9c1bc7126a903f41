import { errorCatalogue, errorText } from "../../core/errors.ts";

/** Why a document cannot be read. Nothing of it is kept then. */
export const documentError = errorCatalogue({
  "document.empty": errorText(
    "input",
    (d: { name: string }) => `"${d.name}" is empty.`,
    () => "Choose a file with text in it.",
  ),
  "document.wrong-kind": errorText(
    "input",
    (d: { name: string; found: string }) =>
      `"${d.name}" is ${d.found}; expected text, Markdown, HTML, EPUB, PDF, a table (CSV, XLSX, Parquet) or ONIX 3.0.`,
    () => "Save it as one of these in the program that made it, then choose that file.",
  ),
  "document.too-large": errorText(
    "input",
    (d: { name: string; what: string; found: number; limit: number }) =>
      `"${d.name}" has ${d.found.toLocaleString("en")} ${d.what}; at most ${d.limit.toLocaleString("en")} can be read.`,
    () => "Split the document, then add the parts.",
  ),
  "document.damaged": errorText(
    "data",
    (d: { name: string; format: string; reason: string }) =>
      `"${d.name}" looks like ${d.format} but cannot be read: ${d.reason}.`,
    () => "Copy or download the file again, or save it again in the program that made it.",
  ),
  "document.no-text": errorText(
    "data",
    (d: { name: string; format: string; reason: string }) =>
      `"${d.name}" is ${d.format} without text: ${d.reason}.`,
    () => "Choose a document with text; pictures of pages need a text recognition program (OCR) first.",
  ),
  "document.locked": errorText(
    "input",
    (d: { name: string; format: string; reason: string }) =>
      `"${d.name}" is a locked ${d.format}: ${d.reason}.`,
    () => "Ask whoever sold or sent it for a copy without protection.",
  ),
  "document.no-column": errorText(
    "input",
    (d: { name: string; role: string; found: string; columns: string }) =>
      d.found === ""
        ? `"${d.name}" has no column that looks like the ${d.role}; it has ${d.columns}.`
        : `"${d.name}" has no column "${d.found}" for the ${d.role}; it has ${d.columns}.`,
    () => "Name one of the file's columns, as its header writes it.",
  ),
  "document.row-ids": errorText(
    "data",
    (d: { name: string; row: number; id: string }) =>
      d.id === ""
        ? `Row ${d.row} of "${d.name}" has no id.`
        : `Row ${d.row} of "${d.name}" has the id "${d.id}", which an earlier row has, too.`,
    () => "Give every row an id of its own, or name another column for it.",
  ),
});

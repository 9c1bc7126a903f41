import { errorCatalogue, errorText } from "../core/errors.ts";

/** Why an import as a whole cannot be done. Nothing was changed when one is thrown. */
export const importError = errorCatalogue({
  "import.unknown-dataset": errorText(
    "input",
    (d: { datasetId: string }) => `There is no shop "${d.datasetId}".`,
    () => "Choose one of the shops in the list, or create a new one.",
  ),
  "import.unknown-import": errorText(
    "input",
    (d: { importId: string }) => `There is no import "${d.importId}" to take back.`,
    () => "Reload the list of imports: it may have been taken back already.",
  ),
  "import.not-undoable": errorText(
    "input",
    (d: { fileName: string; kind: string }) =>
      `"${d.fileName}" is a ${d.kind} import: it changed entries in place and kept no older ones.`,
    () => "Import a file with the right entries; the last file wins.",
  ),
  "import.role-missing": errorText(
    "input",
    (d: { kind: string; missing: readonly string[] }) =>
      `No column is chosen for ${d.missing.join(" and ")}; a ${d.kind} file needs one.`,
    () => "Choose the column in the preview, then import.",
  ),
  "import.no-such-column": errorText(
    "input",
    (d: { role: string; column: number; columns: number }) =>
      `Column ${d.column + 1} is chosen for ${d.role}, but the file has ${d.columns} columns.`,
    () => "Look at the file again and choose one of its columns.",
  ),
  "import.no-header": errorText(
    "input",
    (d: { name: string; line: number }) =>
      `"${d.name}" has no row on line ${d.line}, where its header should be.`,
    () => "Look at the file again and choose the line of the header.",
  ),
  "import.too-many-rejects": errorText(
    "data",
    (d: { name: string; found: number; reason: string }) =>
      `${d.found.toLocaleString("en")} rows of "${d.name}" cannot be read; the last one: ${d.reason}`,
    () => "Check the chosen columns, the delimiter and the order of day and month, then import again.",
  ),
  "import.bad-currency": errorText(
    "input",
    (d: { found: string }) => `"${d.found}" is no currency code; three capital letters are expected.`,
    () => "Choose a currency from the list, or none.",
  ),
  "import.name-missing": errorText(
    "input",
    (d: { found: number; limit: number }) =>
      `The shop's name has ${d.found} characters; 1 to ${d.limit} are needed.`,
    () => "Type a name for the shop.",
  ),
});

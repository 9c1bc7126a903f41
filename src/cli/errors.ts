import { errorCatalogue, errorText } from "../core/errors.ts";

/** Errors of the command line itself. All are wrong usage (exit code 2) but for `cli.write-failed`. */
export const cliError = errorCatalogue({
  "cli.unknown-command": errorText(
    "input",
    (d: { found: string; commands: string; nearest: string }) =>
      `Found the command "${d.found}"; expected one of ${d.commands}.`,
    (d) => (d.nearest === "" ? "See soma --help." : `Did you mean "soma ${d.nearest}"?`),
  ),
  "cli.unknown-option": errorText(
    "input",
    (d: { found: string; command: string; options: string; nearest: string }) =>
      `soma ${d.command} has no option ${d.found}; its options are ${d.options}.`,
    (d) => (d.nearest === "" ? `See soma ${d.command} --help.` : `Did you mean ${d.nearest}?`),
  ),
  "cli.no-value": errorText(
    "input",
    (d: { option: string; value: string; example: string }) =>
      `${d.option} stands without its value; expected ${d.option} ${d.value}.`,
    (d) => `Write for example ${d.option} ${d.example}.`,
  ),
  "cli.unwanted-value": errorText(
    "input",
    (d: { option: string; found: string }) => `${d.option} takes no value; found "${d.found}".`,
    (d) => `Write ${d.option} alone.`,
  ),
  "cli.repeated": errorText(
    "input",
    (d: { option: string }) => `${d.option} is given twice; expected it once.`,
    () => "Leave out one of them.",
  ),
  "cli.unexpected-argument": errorText(
    "input",
    (d: { found: string; command: string }) =>
      `Found "${d.found}" where soma ${d.command} expects an option that starts with --.`,
    (d) => `Put quotes around a value with spaces, or see soma ${d.command} --help.`,
  ),
  "cli.missing": errorText(
    "input",
    (d: { command: string; missing: string; example: string }) =>
      `soma ${d.command} needs ${d.missing}, which ${d.missing.includes(",") ? "are" : "is"} missing.`,
    (d) => `For example: ${d.example}`,
  ),
  "cli.bad-value": errorText(
    "input",
    (d: { option: string; found: string; expected: string; example: string }) =>
      `Found ${d.option} "${d.found}"; expected ${d.expected}.`,
    (d) => `Write for example ${d.option} ${d.example}.`,
  ),
  "cli.no-file": errorText(
    "input",
    (d: { option: string; path: string; why: string; nearest: string }) =>
      `${d.option} names ${d.path}, ${d.why}; expected a CSV, TSV, XLSX or Parquet file.`,
    (d) => (d.nearest === "" ? "Check the path." : `Did you mean ${d.nearest}?`),
  ),
  "cli.no-folder": errorText(
    "input",
    (d: { option: string; path: string; folder: string; why: string }) =>
      `${d.option} names ${d.path}, but ${d.why === "is a file" ? "" : "the folder "}${d.folder} ${d.why}; expected a folder that can be written.`,
    () => "Create the folder, or choose another path.",
  ),
  "cli.same-file": errorText(
    "input",
    (d: { option: string; other: string; path: string }) =>
      `${d.option} and ${d.other} are the same file, ${d.path}; expected two.`,
    (d) => `Choose another path for ${d.option}: one would replace the other.`,
  ),
  "cli.no-documents": errorText(
    "data",
    (d: { option: string; path: string }) =>
      `${d.option} ${d.path} holds no text; expected a table with a text in each row, a document, or a folder of them.`,
    () => "Check the path; for a table, name the column of the texts with --text.",
  ),
  "cli.no-questions": errorText(
    "data",
    (d: { option: string; path: string }) =>
      `${d.option} ${d.path} holds no question; expected one a line (.txt), or a table with a column "question".`,
    () => "Check that the file is the right one.",
  ),
  "cli.long-question": errorText(
    "input",
    (d: { where: string; found: number; most: number }) =>
      `${d.where} has ${d.found.toLocaleString("en")} characters; expected at most ${d.most.toLocaleString("en")}.`,
    () => "Ask in a sentence or two; give what it is about with --documents.",
  ),
  "cli.one-of-two": errorText(
    "input",
    (d: { command: string; first: string; second: string; found: string }) =>
      `soma ${d.command} expects either ${d.first} or ${d.second}; found ${d.found}.`,
    (d) => `Give ${d.first} alone, or ${d.second} alone.`,
  ),
  "cli.write-failed": errorText(
    "storage",
    (d: { path: string; reason: string }) =>
      `${d.path} could not be written: ${d.reason}; nothing was left behind.`,
    () => "Check free space and permissions, then run it again.",
  ),
});

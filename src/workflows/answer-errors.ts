import { errorCatalogue, errorText } from "../core/errors.ts";

/** What is wrong with answers or with what they are measured by. */
export const answerError = errorCatalogue({
  "answers.bad-line": errorText(
    "data",
    (d: { name: string; line: number; reason: string }) =>
      `${d.name}, line ${d.line}: ${d.reason}; expected a line as soma ask writes it.`,
    () => "Give the file that soma ask wrote, as it was written.",
  ),
  "answers.none": errorText(
    "data",
    (d: { name: string }) => `${d.name} holds no answers; expected one JSON object a line.`,
    () => "Check that the file is the right one.",
  ),
  "answers.no-actual": errorText(
    "data",
    (d: { name: string }) => `${d.name} holds no questions; expected a row each.`,
    () => "Check that the file is the right one.",
  ),
  "answers.long-question": errorText(
    "data",
    (d: { name: string; start: string; found: number; most: number }) =>
      `The question "${d.start}…" of ${d.name} has ${d.found.toLocaleString("en")} characters; expected at most ${d.most.toLocaleString("en")}.`,
    () => "Ask in a sentence or two, or take that question out of the file.",
  ),
  "answers.no-question": errorText(
    "data",
    (d: { example: string; other: string }) =>
      `No question was both answered ("${d.example}", …) and is known ("${d.other}", …).`,
    () => "Check that both files are about the same questions, written the same way.",
  ),
  "answers.nothing-judged": errorText(
    "input",
    (d: { found: number }) =>
      `There is nothing to measure by: ${d.found} answers were judged, and none of them says which source answers.`,
    () => "Say of some answers that they are right, or which source is better; or give a file of questions.",
  ),
});

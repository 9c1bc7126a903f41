import { errorCatalogue, errorText } from "../core/errors.ts";

/** What can go wrong with any model, whatever its task. */
export const modelError = errorCatalogue({
  "model.unknown-id": errorText(
    "input",
    (d: { id: string; known: readonly string[] }) =>
      `There is no model "${d.id}"; the models are ${d.known.join(", ")}.`,
    () => "Choose one of the listed models.",
  ),
  "model.unknown-format": errorText(
    "model",
    (d: { found: string; expected: string }) =>
      `The saved model is in format ${d.found}; this version reads ${d.expected}.`,
    () => "Train the model again, or open it with the version that saved it.",
  ),
  "model.unknown-option": errorText(
    "input",
    (d: { option: string; known: readonly string[] }) =>
      `There is no option "${d.option}"; the options are ${d.known.join(", ")}.`,
    () => "Check the spelling, or leave the option out.",
  ),
  "model.bad-option": errorText(
    "input",
    (d: { option: string; found: string; expected: string }) =>
      `Option "${d.option}" is ${d.found}; expected ${d.expected}.`,
    (d) => `Give ${d.expected}, or leave the option out.`,
  ),
});

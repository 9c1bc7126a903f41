import { errorCatalogue, errorText } from "../../core/errors.ts";

export const tuningError = errorCatalogue({
  "tuning.bad-space": errorText(
    "input",
    (d: { option: string; found: string; expected: string }) =>
      `The search space of ${d.option} is ${d.found}; expected ${d.expected}.`,
    () => "Correct the option's search, or leave it out to keep its default.",
  ),
  "tuning.bad-budget": errorText(
    "input",
    (d: { what: string; found: number; expected: string }) =>
      `${d.what} is ${d.found}; expected ${d.expected}.`,
    () => "Choose another number.",
  ),
  "tuning.large-grid": errorText(
    "input",
    (d: { found: number; most: number }) =>
      `The grid has ${d.found.toLocaleString("en")} points; expected at most ${d.most.toLocaleString("en")}.`,
    () => "Give fewer values, or choose random or tpe.",
  ),
  "tuning.other-history": errorText(
    "data",
    (d: { trial: number; found: string; expected: string }) =>
      `Trial ${d.trial} of the history tried ${d.found}; this search would have tried ${d.expected}.`,
    () => "Go on with the same space, method, seed and data, or begin anew without the history.",
  ),
  "tuning.nothing-worked": errorText(
    "model",
    (d: { trials: number; reason: string }) =>
      `None of the ${d.trials} trials gave a number to compare; the first said: ${d.reason}`,
    () => "Look at the reason; widen the search space, or check the data.",
  ),
});

import { errorCatalogue, errorText } from "../../core/errors.ts";

/** What a retriever may refuse. */
export const ragError = errorCatalogue({
  "rag.bad-passages": errorText(
    "data",
    (d: { found: string; expected: string }) => `The passages have ${d.found}; expected ${d.expected}.`,
    () => "Make passages and vectors anew from the same texts.",
  ),
  "rag.bad-request": errorText(
    "input",
    (d: { found: string; expected: string }) => `The request has ${d.found}; expected ${d.expected}.`,
    () => "Ask with a filter of one number a passage, vectors of the index's model, and k from 1.",
  ),
});

import { errorCatalogue, errorText } from "../core/errors.ts";

export const askError = errorCatalogue({
  "ask.empty-question": errorText(
    "input",
    (_: Record<string, never>) => "The question is empty; expected some words.",
    () => "Type a question, or tap one of the examples.",
  ),
  "ask.question-too-long": errorText(
    "input",
    (d: { found: number; most: number }) =>
      `The question has ${d.found.toLocaleString("en")} characters; at most ${d.most.toLocaleString("en")} are read.`,
    () => "Ask in a sentence or two. To ask about a text, add it as a document.",
  ),
  "ask.unknown-passage": errorText(
    "input",
    (d: { passageId: string }) => `There is no passage "${d.passageId}" any more.`,
    () => "Ask again: its title or document was changed or removed since the answer.",
  ),
  "ask.index-unreadable": errorText(
    "storage",
    (d: { datasetId: string }) =>
      `The index of questions of "${d.datasetId}" cannot be read, made anew though it was.`,
    () => "Close other tabs of this app and try again; if it comes back, restart the browser.",
  ),
  "ask.unknown-feedback": errorText(
    "input",
    (d: { feedbackId: string }) => `There is no feedback "${d.feedbackId}" to take back.`,
    () => "Reload the page: it may have been taken back already.",
  ),
  "ask.other-document": errorText(
    "input",
    (d: { documentId: string }) => `Record and text of document "${d.documentId}" do not belong together.`,
    () => "Add the file again.",
  ),
  "index-file.no-vectors": errorText(
    "input",
    (d: { modelId: string }) => `No vectors of the model ${d.modelId} are made yet: the file would be empty.`,
    () => "Make vectors first, then save the index.",
  ),
  "index-file.wrong-kind": errorText(
    "input",
    (d: { name: string; found: string }) =>
      `"${d.name}" is no index file of this app: it begins with ${d.found}.`,
    () => 'Choose the file that "Save the index" made on the other device.',
  ),
  "index-file.damaged": errorText(
    "data",
    (d: { name: string; reason: string }) => `"${d.name}" is damaged: ${d.reason}. Nothing was imported.`,
    () => "Copy the file again from the device that exported it.",
  ),
  "index-file.other-version": errorText(
    "data",
    (d: { name: string; found: string; expected: string }) =>
      `"${d.name}" has format ${d.found}; this copy of the app reads ${d.expected}. Nothing was imported.`,
    () => "Update the app on both devices, then export and import again.",
  ),
  "index-file.other-model": errorText(
    "data",
    (d: { name: string; found: string; expected: string }) =>
      `"${d.name}" holds vectors of the model ${d.found}; this device uses ${d.expected}. Nothing was imported.`,
    () => "Choose the same embedding model on both devices, then export and import again.",
  ),
});

import { errorCatalogue, errorText } from "../../core/errors.ts";

export const embeddingError = errorCatalogue({
  "embedding.missing": errorText(
    "device",
    (d: { model: string; path: string; reason: string }) =>
      `${d.path} of the embedding model ${d.model} could not be read: ${d.reason}.`,
    () => "Connect once and try again: the model is then kept on this device. Words are searched without it.",
  ),
  "embedding.damaged": errorText(
    "data",
    (d: { model: string; path: string; found: string; expected: string }) =>
      `${d.path} of the embedding model ${d.model} is damaged: its SHA-256 is ${d.found}, expected ${d.expected}.`,
    () => "Fetch the model again. If it comes back, the server hands out another file than it should.",
  ),
  "embedding.unreadable": errorText(
    "data",
    (d: { model: string; reason: string }) => `The embedding model ${d.model} cannot be used: ${d.reason}.`,
    () => "Choose a model with config.json, tokenizer.json and an ONNX graph as transformers.js takes them.",
  ),
  "embedding.wrong-dimension": errorText(
    "data",
    (d: { model: string; found: number; expected: number }) =>
      `The embedding model ${d.model} gives vectors of ${d.found} numbers; its description says ${d.expected}.`,
    () => "Add the model again with the config.json that belongs to its graph.",
  ),
  "embedding.out-of-memory": errorText(
    "device",
    (d: { model: string; texts: number }) =>
      `The memory is not enough to embed ${d.texts} texts at once with ${d.model}.`,
    () => "Close other tabs and go on; what is done is kept.",
  ),
  "embedding.device-lost": errorText(
    "device",
    (d: { reason: string }) => `The graphics processor was lost: ${d.reason}.`,
    () => "Embedding goes on without it; nothing is lost.",
  ),
  "embedding.failed": errorText(
    "device",
    (d: { model: string; reason: string }) => `The embedding model ${d.model} failed: ${d.reason}.`,
    () => "Try again; finished parts are kept. If it comes back, reload the page.",
  ),
});

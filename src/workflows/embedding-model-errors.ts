import { errorCatalogue, errorText } from "../core/errors.ts";

/** What can go wrong when an embedding model is added. */
export const embeddingModelError = errorCatalogue({
  "embedding-model.missing-file": errorText(
    "input",
    (d: { wanted: string; found: readonly string[] }) =>
      `There is no ${d.wanted} among the files (${d.found.join(", ") || "none"}).`,
    () => "Choose config.json, tokenizer.json and the .onnx file of one model together.",
  ),
  "embedding-model.bad-config": errorText(
    "data",
    (d: { file: string; reason: string }) => `${d.file} cannot be used: ${d.reason}.`,
    () => "Take the file again from where the model comes from.",
  ),
  "embedding-model.bad-url": errorText(
    "input",
    (d: { url: string; expected: string }) =>
      `"${d.url}" is no address to fetch a model from; expected ${d.expected}.`,
    () => "Give an https address, or put the model's files beside the app.",
  ),
  "embedding-model.offline": errorText(
    "device",
    (d: { model: string }) => `${d.model} cannot be fetched: there is no network.`,
    () => "Connect and try again, or add the model from files. What has arrived is kept.",
  ),
  "embedding-model.interrupted": errorText(
    "device",
    (d: { url: string; arrived: number; reason: string }) =>
      `Fetching ${d.url} stopped after ${d.arrived.toLocaleString("en")} bytes: ${d.reason}.`,
    () =>
      "Try again: it goes on from there. A server may also not allow pages of other sites to read its files.",
  ),
  "embedding-model.wrong-hash": errorText(
    "data",
    (d: { path: string; found: string; expected: string; pinned: boolean }) =>
      `${d.path} is not what it should be: its SHA-256 is ${d.found}, ${d.pinned ? "at the first fetch it was" : "expected"} ${d.expected}.`,
    () => "Nothing of it was kept. Fetch it again; if it stays so, the file was changed at its source.",
  ),
  "embedding-model.unknown": errorText(
    "input",
    (d: { model: string }) => `There is no model "${d.model}" on this device.`,
    () => "Add it first, or choose one of those that are listed.",
  ),
  "embedding-model.built-in": errorText(
    "input",
    (d: { model: string }) => `${d.model} comes with the app and cannot be replaced or removed.`,
    () => "Give the model another name.",
  ),
});

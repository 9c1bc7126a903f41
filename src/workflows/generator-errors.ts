import { errorCatalogue, errorText } from "../core/errors.ts";

/** What can go wrong with models that put answers into words. */
export const generatorError = errorCatalogue({
  "generator.wrong-kind": errorText(
    "input",
    (d: { name: string }) => `"${d.name}" is no language model in the GGUF format.`,
    () => "Choose one .gguf file, such as SmolLM2-135M-Instruct.Q4_1.gguf.",
  ),
  "generator.too-large": errorText(
    "input",
    (d: { name: string; found: number; most: number }) =>
      `"${d.name}" has ${d.found.toLocaleString("en")} bytes; at most ${d.most.toLocaleString("en")} are kept on a device.`,
    () => "Choose a smaller model, or one with fewer bits a weight.",
  ),
  "generator.none": errorText(
    "input",
    (_: Record<string, never>) => "There is no language model on this device to put answers into words.",
    () => "Add one under Train, Question index, or leave the answers in the words of their sources.",
  ),
  "generator.no-passages": errorText(
    "input",
    (_: Record<string, never>) => "The answer has no passages that it could be put into words from.",
    () => "Ask again: its titles or documents were changed or removed since the answer.",
  ),
});

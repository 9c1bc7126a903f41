import { errorCatalogue, errorText } from "../../core/errors.ts";

export const neuralNetError = errorCatalogue({
  "neural-net.diverged": errorText(
    "model",
    (d: { steps: number; device: string }) =>
      `The net's loss was no number any more after ${d.steps} steps on ${d.device}; expected one that falls.`,
    () => "Lower the learning rate.",
  ),
});

import type { RagModel } from "../task.ts";
import { loadDense, saveDense } from "./artifact.ts";
import { fitDense, type DenseState } from "./fit.ts";
import { denseOptions, type DenseOptions } from "./options.ts";
import { predictDense } from "./predict.ts";

export type { DenseState };
export { denseOptions, type DenseOptions };

/** Passages that are near the question in meaning, by the vectors of a sentence embedder. */
export const dense: RagModel<DenseOptions, DenseState> = {
  id: "dense",
  task: "rag",
  label: "Dense (meaning of passages and sentences)",
  options: denseOptions,
  fit: fitDense,
  predict: predictDense,
  save: saveDense,
  load: loadDense,
};

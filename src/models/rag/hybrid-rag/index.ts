import type { RagModel } from "../task.ts";
import { loadHybridRag, saveHybridRag } from "./artifact.ts";
import { fitHybridRag, type HybridRagState } from "./fit.ts";
import { hybridRagOptions, type HybridRagOptions } from "./options.ts";
import { retrieve } from "./retrieve.ts";

export type { HybridRagState };
export { changeHybridRag, withVectors } from "./fit.ts";
export { hybridRagOptions, type HybridRagOptions };
export { retrieve, type Candidate, type Candidates } from "./retrieve.ts";

/** Passages by words and meaning together. */
export const hybridRag: RagModel<HybridRagOptions, HybridRagState> = {
  id: "hybrid-rag",
  task: "rag",
  label: "Hybrid (words and meaning)",
  options: hybridRagOptions,
  fit: fitHybridRag,
  predict(state, request) {
    const { candidates } = retrieve(state, request);
    return {
      rows: Uint32Array.from(candidates, ({ row }) => row),
      scores: Float32Array.from(candidates, ({ score }) => score),
    };
  },
  save: saveHybridRag,
  load: loadHybridRag,
};

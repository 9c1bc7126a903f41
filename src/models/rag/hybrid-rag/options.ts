import type { OptionsOf, OptionsSchema } from "../../model.ts";
import { meaningOptions, wordOptions } from "../search-options.ts";

export const hybridRagOptions = {
  ...wordOptions,
  ...meaningOptions,
  meaningWeight: {
    type: "number",
    default: 1.3,
    min: 0,
    max: 10,
    help: "What a cosine of 1 counts beside all words of the question being in the passage.",
  },
  coverageWeight: {
    type: "number",
    default: 0.4,
    min: 0,
    max: 10,
    help: "What the share of the question's words counts that stand in the passage, however often.",
  },
} as const satisfies OptionsSchema;
export type HybridRagOptions = OptionsOf<typeof hybridRagOptions>;

import type { OptionsOf, OptionsSchema } from "../../model.ts";

export const thetaOptions = {
  variant: {
    type: "choice",
    default: "DOTM",
    choices: ["STM", "OTM", "DSTM", "DOTM"],
    help: "Standard (theta 2) or optimised theta; D: intercept and slope follow the series instead of one straight line.",
  },
  decomposition: {
    type: "choice",
    default: "multiplicative",
    choices: ["multiplicative", "additive", "none"],
    help: "How a seasonal series is adjusted first. Ratios need positive values; otherwise differences are taken.",
  },
} as const satisfies OptionsSchema;
export type ThetaOptions = OptionsOf<typeof thetaOptions>;

import type { OptionsOf, OptionsSchema } from "../../model.ts";

/**
 * The forms of the taxonomy that are numerically stable: error, trend (d: damped), season; A additive, M
 * multiplicative, N none. Additive errors with a multiplicative season are left out, as is a multiplicative trend.
 *
 * @see Hyndman et al. (2008), section 2.5
 */
export const ETS_FORMS = [
  "ANN", "AAN", "AAdN", "ANA", "AAA", "AAdA",
  "MNN", "MAN", "MAdN", "MNA", "MAA", "MAdA", "MNM", "MAM", "MAdM",
] as const; // prettier-ignore

export const etsOptions = {
  form: {
    type: "choice",
    default: "auto",
    choices: ["auto", ...ETS_FORMS],
    help: "Error, trend, season (A additive, M multiplicative, N none, d damped), or auto: the least AICc.",
  },
  maxSeasonLength: {
    type: "integer",
    default: 24,
    min: 1,
    max: 400,
    unit: "steps",
    help: "Longer seasons are adjusted for by classical decomposition instead of one smoothed state a position.",
  },
} as const satisfies OptionsSchema;
export type EtsOptions = OptionsOf<typeof etsOptions>;

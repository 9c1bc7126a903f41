import type { Preset } from "../domain/training.ts";

/** One way to forecast a series: a model, and what it is fitted on. */
export interface Candidate {
  /** Id of a model in `models/catalog.ts`. */
  readonly id: string;
  /**
   * "step": fitted on the series as it is.
   * "season": fitted on sums of whole seasons (weeks), then spread over the steps by the profile of the group and the
   *    series. A title's level moves slowly and its single days are mostly noise: there is more to see in weeks.
   */
  readonly grain: "step" | "season";
  /** "none" hides the season from the model; only for grain "step". Default "own". */
  readonly season?: "own" | "none";
  /** Options other than the model's defaults. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/** Step sizes of a training. More origins cost time and judge the candidates better. */
export interface BacktestPreset {
  readonly candidates: readonly Candidate[];
  /** Origins besides the final one, newest first; the newest is held out from selection as the test. */
  readonly origins: number;
  /** Days from one origin to the next. */
  readonly originStep: number;
}

const spread = { weekdayProfile: true } as const;

const DEMAND_CANDIDATES: readonly Candidate[] = [
  { id: "seasonal-naive", grain: "step" },
  { id: "weekday-profile", grain: "step" },
  { id: "ets", grain: "season" },
  { id: "theta", grain: "season" },
  { id: "croston", grain: "step", options: spread },
  { id: "sba", grain: "step", options: spread },
  { id: "tsb", grain: "step", options: spread },
  { id: "adida", grain: "step", options: spread },
];

/** How each preset trains the titles of a shop with enough history. */
export const DEMAND_PRESETS: Readonly<Record<Preset, BacktestPreset>> = {
  fast: { candidates: DEMAND_CANDIDATES, origins: 3, originStep: 28 },
  balanced: { candidates: DEMAND_CANDIDATES, origins: 5, originStep: 28 },
  best: { candidates: DEMAND_CANDIDATES, origins: 8, originStep: 21 },
};

/** What is tried on titles with too little history to tell methods apart. */
export const SPARSE_CANDIDATES: readonly Candidate[] = [
  { id: "weekday-profile", grain: "step" },
  { id: "tsb", grain: "step", options: spread },
];

/** The median of the candidates that do best on similar series takes part in the selection under this id. */
export const MEDIAN_ID = "median";

/** How the command line's presets backtest general series. */
export const SERIES_PRESETS: Readonly<
  Record<
    Preset,
    {
      readonly origins: number;
      /** Step between origins as a share of the horizon. */ readonly stepShare: number;
    }
  >
> = {
  fast: { origins: 2, stepShare: 1 },
  balanced: { origins: 4, stepShare: 0.5 },
  best: { origins: 8, stepShare: 0.5 },
};

/** What stands in for a series that a deadline left uncompared. */
export const NAIVE_CANDIDATES: readonly Candidate[] = [{ id: "seasonal-naive", grain: "step" }];

/**
 * What is tried on general series: each model with the season and, where there is one, without; slow-demand methods
 * where the series are counts with many zeros.
 */
export function generalCandidates(countDemand: boolean, seasonLength: number): readonly Candidate[] {
  if (countDemand) {
    const flat: readonly Candidate[] = ["croston", "sba", "tsb", "adida"].map((id) => ({
      id,
      grain: "step",
      options: spread,
    }));
    const profile: Candidate = { id: "weekday-profile", grain: "step" };
    return [
      ...NAIVE_CANDIDATES,
      profile,
      ...flat,
      { id: "ets", grain: "step", season: "none" },
      { id: "theta", grain: "step" },
    ];
  }
  const seasonal: readonly Candidate[] = ["ets", "theta"].map((id) => ({ id, grain: "step" }));
  if (seasonLength === 1) return [...NAIVE_CANDIDATES, ...seasonal];
  const plain: readonly Candidate[] = ["seasonal-naive", "ets", "theta"].map((id) => ({
    id,
    grain: "step",
    season: "none",
  }));
  return [...NAIVE_CANDIDATES, ...seasonal, ...plain];
}

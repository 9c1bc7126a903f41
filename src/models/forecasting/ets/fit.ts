import { throwIfAborted } from "../../../core/errors.ts";
import { decompose, isSeasonal, type Decomposition } from "../../../math/decomposition.ts";
import { nelderMead } from "../../../math/nelder-mead.ts";
import type { FitContext } from "../../model.ts";
import { checkLength, checkSeries, isConstant, type Series } from "../task.ts";
import { filterEts, parseForm, type EtsForm } from "./filter.ts";
import { initialStates, type InitialStates } from "./initial-states.ts";
import { ETS_FORMS, type EtsOptions } from "./options.ts";

/** Two parameters and a variance leave AICc one degree of freedom at 5; two more keep the choice from being noise. */
const MIN_LENGTH = 7;
/** Bounds of the smoothing weights and of the damping, as in the reference implementations. */
const WEIGHT = [1e-4, 0.9999] as const;
const PHI = [0.8, 0.98] as const;
/** Evaluations of the likelihood for each parameter: to rank the forms, to finish those in the lead, to refit. */
const FIRST_EVALUATIONS = 70;
const POLISH_EVALUATIONS = 120;
const REFIT_EVALUATIONS = 80;
/** A series this much longer than when its form was chosen has its form chosen anew. */
const OUTGROWN = 1.5;
/** AICc behind the leader up to which a form may still win when its search is finished. */
const CONTENDER_MARGIN = 10;

export interface EtsState {
  /** The form chosen, one of ETS_FORMS. */
  readonly form: string;
  /** How a season longer than `maxSeasonLength` was taken out first. */
  readonly decomposition: Decomposition;
  readonly nonNegative: boolean;
  /** Observations fitted. */
  readonly n: number;
  /** Observations that the form was chosen on; 0 when a constant series left nothing to choose. */
  readonly chosenOn: number;
  /** [alpha, beta, gamma, phi]; 0, 0, 1 for the last three where the form has none. */
  readonly parameters: Float64Array;
  /** Before the first observation: [level, slope, seasonal by position…] */
  readonly initial: Float64Array;
  /** After the last observation, in the same layout. */
  readonly last: Float64Array;
  /** Indices of the decomposition, index 0 at y[0]; empty without. */
  readonly indices: Float64Array;
  /** [AICc, -2 log likelihood up to a constant]; Infinity where AICc is not defined */
  readonly scores: Float64Array;
}

/**
 * Fit the asked form, or every form that suits the series, and keep the one with the least AICc.
 *
 * Forms with multiplicative parts are tried on positive series only. A season of up to `maxSeasonLength` steps is part
 * of the form; a longer one is taken out first where the series is clearly seasonal.
 *
 * @throws `forecasting.too-short` under 7 observations, `forecasting.empty`, `forecasting.not-finite`,
 *   `forecasting.bad-season`
 * @see Hyndman et al. (2002); Hyndman and Khandakar (2008), section 2
 */
export function fitEts(series: Series, options: EtsOptions, context: FitContext): EtsState {
  const prepared = prepare(series, options, context);
  if (isConstant(prepared.adjusted)) return constantState(prepared);
  const wanted = options.form === "auto" ? suitableForms(prepared) : [suitedForm(options.form, prepared)];
  const searches: Search[] = [];
  for (const name of wanted) {
    throwIfAborted(context.signal, "Fitting ets");
    const search = beginSearch(prepared, parseForm(name), null);
    if (!search) continue;
    runSearch(search, 1, FIRST_EVALUATIONS);
    searches.push(search);
  }
  // A form of too many parameters for the series drops out; ANN has the fewest and always stays.
  if (searches.length === 0) return fitEts(series, { ...options, form: "ANN" }, context);
  const leader = Math.min(...searches.map((search) => search.aicc));
  for (const search of searches) {
    if (search.aicc > leader + CONTENDER_MARGIN) continue;
    throwIfAborted(context.signal, "Fitting ets");
    runSearch(search, -0.3, POLISH_EVALUATIONS);
  }
  return stateOf(prepared, best(searches), prepared.adjusted.length);
}

/**
 * Fit the form that `previous` chose to another stretch of the series, starting from its parameters.
 *
 * Where the series has outgrown that choice (half as long again), or shows a season or sales that it did not then, this
 * is `fitEts`.
 */
export function refitEts(
  previous: EtsState,
  series: Series,
  options: EtsOptions,
  context: FitContext,
): EtsState {
  const prepared = prepare(series, options, context);
  if (isConstant(prepared.adjusted)) return constantState(prepared);
  const outgrown = series.y.length >= OUTGROWN * previous.chosenOn;
  const form = parseForm(previous.form);
  const sameStates =
    previous.initial.length === 2 + seasonStates(form, prepared) &&
    previous.decomposition === prepared.decomposition;
  if (outgrown || !sameStates || !suits(form.name, prepared)) return fitEts(series, options, context);
  const search = beginSearch(prepared, form, previous);
  if (!search) return fitEts(series, options, context);
  runSearch(search, 0.6, REFIT_EVALUATIONS);
  return stateOf(prepared, search, previous.chosenOn);
}

/** A series at the door of the search. */
interface Prepared {
  readonly adjusted: Float64Array;
  readonly decomposition: Decomposition;
  readonly indices: Float64Array;
  /** Season of the forms: 1 when there is none or it was taken out. */
  readonly m: number;
  readonly positive: boolean;
  readonly nonNegative: boolean;
}

function prepare(series: Series, options: EtsOptions, context: FitContext): Prepared {
  const nonNegative = checkSeries(series, "ets", context);
  checkLength(series, "ets", MIN_LENGTH);
  const { y, seasonLength } = series;
  const long = seasonLength > options.maxSeasonLength;
  const takeOut = long && isSeasonal(y, seasonLength);
  const { kind, indices, adjusted } = decompose(y, seasonLength, takeOut ? "multiplicative" : "none");
  return {
    adjusted,
    decomposition: kind,
    indices,
    m: long || y.length <= seasonLength ? 1 : seasonLength,
    positive: adjusted.every((value) => value > 0),
    nonNegative,
  };
}

/** Forms that the series allows, fewest parameters first among equals. */
function suitableForms(prepared: Prepared): readonly string[] {
  return ETS_FORMS.filter((name) => suits(name, prepared));
}

function suits(name: string, { m, positive }: Prepared): boolean {
  const form = parseForm(name);
  if (form.season !== 0 && m === 1) return false;
  return positive || !(form.multiplicativeError || form.season === 2);
}

/** The form, or its nearest relative that the series allows: additive for multiplicative, N for a season it lacks. */
function suitedForm(name: string, prepared: Prepared): string {
  if (suits(name, prepared)) return name;
  const form = parseForm(name);
  const season =
    prepared.m === 1 || form.season === 0 ? "N" : form.season === 2 && prepared.positive ? "M" : "A";
  const error = form.multiplicativeError && prepared.positive ? "M" : "A";
  return `${error}${form.trend ? (form.damped ? "Ad" : "A") : "N"}${season}`;
}

const seasonStates = (form: EtsForm, prepared: Prepared): number => (form.season === 0 ? 1 : prepared.m);

/** The likelihood of one form over [weights, damping, level, slope, season but for its first position]. */
interface Search {
  readonly form: EtsForm;
  readonly objective: (x: Float64Array) => number;
  readonly steps: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly observations: number;
  x: Float64Array;
  likelihood: number;
  aicc: number;
}

/** Null when the form has as many parameters as the series has observations. */
function beginSearch(prepared: Prepared, form: EtsForm, warm: EtsState | null): Search | null {
  const y = prepared.adjusted;
  const m = seasonStates(form, prepared);
  const weights = 1 + (form.trend ? 1 : 0) + (form.season ? 1 : 0) + (form.damped ? 1 : 0);
  const d = weights + 1 + (form.trend ? 1 : 0) + (form.season ? m - 1 : 0);
  if (d >= y.length - 1) return null;

  const scale = scaleOf(y);
  const x = new Float64Array(d);
  const steps = new Float64Array(d);
  const lower = new Float64Array(d).fill(-Infinity);
  const upper = new Float64Array(d).fill(Infinity);
  let k = 0;
  const put = (value: number, step: number, low: number, high: number): void => {
    x[k] = value;
    steps[k] = step;
    lower[k] = low;
    upper[k] = high;
    k++;
  };
  const firstAlpha = WEIGHT[0] + (0.2 * (WEIGHT[1] - WEIGHT[0])) / m;
  const [alpha = 0, beta = 0, gamma = 0, phi = 0] = warm?.parameters ?? [
    firstAlpha,
    0.1 * firstAlpha,
    0.05 * (1 - firstAlpha),
    0.978,
  ];
  const guess = warm ? statesOf(warm) : initialStates(y, form, m);
  put(alpha, 0.1, ...WEIGHT);
  if (form.trend) put(beta, 0.02, ...WEIGHT);
  if (form.season) put(gamma, 0.05, ...WEIGHT);
  if (form.damped) put(phi, -0.05, ...PHI);
  put(guess.level, 0.2 * scale, -Infinity, Infinity);
  if (form.trend) put(guess.slope, 0.015 * scale, -Infinity, Infinity);
  for (let j = 1; form.season && j < m; j++) {
    if (form.season === 2) put(guess.seasonal[j]!, 0.1, 0, Infinity);
    else put(guess.seasonal[j]!, 0.2 * scale, -Infinity, Infinity);
  }

  const parameters = new Float64Array(4);
  const states = new Float64Array(2);
  const seasonal = new Float64Array(m);
  const squares = new Float64Array(1);
  const objective = (point: Float64Array): number => {
    unpack(point, form, parameters, states, seasonal);
    if (form.season === 2 && seasonal[0]! < 0) return Infinity;
    return filterEts(y, form, parameters, states, seasonal, squares);
  };
  return {
    form,
    objective,
    steps,
    lower,
    upper,
    observations: y.length,
    x,
    likelihood: Infinity,
    aicc: Infinity,
  };
}

/** Search on from where the search stands, with a first simplex of `stride` times the usual steps. */
function runSearch(search: Search, stride: number, evaluationsPerDimension: number): void {
  const { objective, lower, upper } = search;
  const d = search.x.length;
  const found = nelderMead(objective, search.x, {
    steps: search.steps.map((step) => step * stride),
    lower,
    upper,
    maxEvaluations: evaluationsPerDimension * d,
    tolerance: 1e-4,
  });
  search.x = found.x;
  search.likelihood = found.value;
  search.aicc = aiccOf(found.value, d + 1, search.observations);
}

/** Least AICc, the earlier of equals; on series too short for any AICc, the fewest parameters. */
function best(searches: readonly Search[]): Search {
  return searches.reduce((a, b) => (b.aicc < a.aicc ? b : a));
}

/**
 * Search point to model: weights clamped to the usual region (beta <= alpha, gamma <= 1 - alpha), and the season's
 * first state from the others, since together they sum to 0 or average 1.
 */
function unpack(
  x: Float64Array,
  form: EtsForm,
  parameters: Float64Array,
  states: Float64Array,
  seasonal: Float64Array,
): void {
  let k = 0;
  const alpha = x[k++]!;
  parameters[0] = alpha;
  parameters[1] = form.trend ? Math.min(x[k++]!, alpha) : 0;
  parameters[2] = form.season ? Math.min(x[k++]!, 1 - alpha) : 0;
  parameters[3] = form.damped ? x[k++]! : 1;
  states[0] = x[k++]!;
  states[1] = form.trend ? x[k++]! : 0;
  if (!form.season) return;
  const m = seasonal.length;
  let rest = form.season === 2 ? m : 0;
  for (let j = 1; j < m; j++) {
    seasonal[j] = x[k++]!;
    rest -= seasonal[j]!;
  }
  seasonal[0] = rest;
}

/** AICc with `count` parameters, the variance among them; Infinity when too few observations are left over. */
function aiccOf(likelihood: number, count: number, n: number): number {
  if (n - count - 1 <= 0) return Infinity;
  return likelihood + 2 * count + (2 * count * (count + 1)) / (n - count - 1);
}

function statesOf({ initial }: EtsState): InitialStates {
  return { level: initial[0]!, slope: initial[1]!, seasonal: initial.slice(2) };
}

function joined(states: Float64Array, seasonal: Float64Array): Float64Array {
  const all = new Float64Array(2 + seasonal.length);
  all.set(states);
  all.set(seasonal, 2);
  return all;
}

function stateOf(prepared: Prepared, search: Search, chosenOn: number): EtsState {
  const { form, x, aicc, likelihood } = search;
  const parameters = new Float64Array(4);
  const states = new Float64Array(2);
  const seasonal = new Float64Array(seasonStates(form, prepared));
  unpack(x, form, parameters, states, seasonal);
  const initial = joined(states, seasonal);
  filterEts(prepared.adjusted, form, parameters, states, seasonal, new Float64Array(1));
  return {
    form: form.name,
    decomposition: prepared.decomposition,
    nonNegative: prepared.nonNegative,
    n: prepared.adjusted.length,
    chosenOn,
    parameters,
    initial,
    last: joined(states, seasonal),
    indices: prepared.indices,
    scores: new Float64Array([aicc, likelihood]),
  };
}

/** A constant needs no search: its level is its forecast. */
function constantState(prepared: Prepared): EtsState {
  const states = new Float64Array([prepared.adjusted[0]!, 0, 0]);
  return {
    form: "ANN",
    decomposition: prepared.decomposition,
    nonNegative: prepared.nonNegative,
    n: prepared.adjusted.length,
    chosenOn: 0,
    parameters: new Float64Array([WEIGHT[1], 0, 0, 1]),
    initial: states,
    last: states.slice(),
    indices: prepared.indices,
    scores: new Float64Array([-Infinity, -Infinity]),
  };
}

/** Standard deviation of the first differences: how far the level may move. */
function scaleOf(y: Float64Array): number {
  let sum = 0;
  for (let t = 1; t < y.length; t++) sum += (y[t]! - y[t - 1]!) * (y[t]! - y[t - 1]!);
  return Math.sqrt(sum / (y.length - 1));
}

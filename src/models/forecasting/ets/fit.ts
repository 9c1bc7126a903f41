import { throwIfAborted } from "../../../core/errors.ts";
import { decompose, isSeasonal, type Decomposition } from "../../../math/decomposition.ts";
import { nelderMead } from "../../../math/nelder-mead.ts";
import type { FitContext } from "../../model.ts";
import { checkLength, checkSeries, isConstant, type Series } from "../task.ts";
import { filterEts, parseForm, type EtsForm } from "./filter.ts";
import { initialStates } from "./initial-states.ts";
import { ETS_FORMS, type EtsOptions } from "./options.ts";

/** Two parameters and a variance leave AICc one degree of freedom at 5; two more keep the choice from being noise. */
const MIN_LENGTH = 7;
/** Bounds of the smoothing weights and of the damping, as in the reference implementations. */
const WEIGHT = [1e-4, 0.9999] as const;
const PHI = [0.8, 0.98] as const;

export interface EtsState {
  /** The form chosen, one of ETS_FORMS. */
  readonly form: string;
  /** How a season longer than `maxSeasonLength` was taken out first. */
  readonly decomposition: Decomposition;
  readonly nonNegative: boolean;
  /** Observations fitted. */
  readonly n: number;
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
  let best: FittedForm | null = null;
  for (const name of wanted) {
    throwIfAborted(context.signal, "Fitting ets");
    const fitted = fitForm(prepared, parseForm(name), null);
    if (fitted && (best === null || fitted.aicc < best.aicc)) best = fitted;
  }
  return stateOf(prepared, best ?? fitForm(prepared, parseForm("ANN"), null)!);
}

/** Fit the form that `previous` chose to another stretch of the series, starting from its parameters. */
export function refitEts(
  previous: EtsState,
  series: Series,
  options: EtsOptions,
  context: FitContext,
): EtsState {
  const prepared = prepare(series, options, context);
  if (isConstant(prepared.adjusted)) return constantState(prepared);
  const form = parseForm(suitedForm(previous.form, prepared));
  const warm = form.name === previous.form && previous.initial.length === 2 + seasonStates(form, prepared);
  const fitted = fitForm(prepared, form, warm ? previous : null);
  return stateOf(prepared, fitted ?? fitForm(prepared, parseForm("ANN"), null)!);
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

/** Forms that the series allows, seasonal ones first only where there is a season. */
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

interface FittedForm {
  readonly form: EtsForm;
  readonly aicc: number;
  readonly likelihood: number;
  readonly parameters: Float64Array;
  readonly initial: Float64Array;
  readonly last: Float64Array;
}

const seasonStates = (form: EtsForm, prepared: Prepared): number => (form.season === 0 ? 1 : prepared.m);

/**
 * Maximum likelihood of one form over smoothing weights, damping and initial states; null when it has as many
 * parameters as the series has observations.
 */
function fitForm(prepared: Prepared, form: EtsForm, warm: EtsState | null): FittedForm | null {
  const y = prepared.adjusted;
  const n = y.length;
  const m = seasonStates(form, prepared);
  const weights = 1 + (form.trend ? 1 : 0) + (form.season ? 1 : 0) + (form.damped ? 1 : 0);
  const d = weights + 1 + (form.trend ? 1 : 0) + (form.season ? m - 1 : 0);
  if (d >= n - 1) return null;

  const scale = scaleOf(y);
  const lower = new Float64Array(d).fill(-Infinity);
  const upper = new Float64Array(d).fill(Infinity);
  const start = new Float64Array(d);
  const steps = new Float64Array(d);
  const guess = warm ? null : initialStates(y, form, m);
  const before = warm?.parameters ?? new Float64Array([0, 0, 0, 0.978]);
  const alpha = warm ? before[0]! : WEIGHT[0] + (0.2 * (WEIGHT[1] - WEIGHT[0])) / m;
  let k = 0;
  const put = (value: number, step: number, low: number, high: number): void => {
    start[k] = value;
    steps[k] = step;
    lower[k] = low;
    upper[k] = high;
    k++;
  };
  const small = warm ? 0.3 : 1;
  put(alpha, 0.1 * small, ...WEIGHT);
  if (form.trend) put(warm ? before[1]! : 0.1 * alpha, 0.02 * small, ...WEIGHT);
  if (form.season) put(warm ? before[2]! : 0.05 * (1 - alpha), 0.05 * small, ...WEIGHT);
  if (form.damped) put(before[3]!, -0.05 * small, ...PHI);
  put(warm ? warm.initial[0]! : guess!.level, 0.2 * scale * small, -Infinity, Infinity);
  if (form.trend)
    put(warm ? warm.initial[1]! : guess!.slope, (0.05 * scale * small) / 3, -Infinity, Infinity);
  for (let j = 1; form.season && j < m; j++) {
    const value = warm ? warm.initial[2 + j]! : guess!.seasonal[j]!;
    put(value, (form.season === 2 ? 0.1 : 0.2 * scale) * small, form.season === 2 ? 0 : -Infinity, Infinity);
  }

  const parameters = new Float64Array(4);
  const states = new Float64Array(2);
  const seasonal = new Float64Array(m);
  const squares = new Float64Array(1);
  const objective = (x: Float64Array): number => {
    unpack(x, form, parameters, states, seasonal);
    if (form.season === 2 && seasonal[0]! < 0) return Infinity;
    return filterEts(y, form, parameters, states, seasonal, squares);
  };
  let found = nelderMead(objective, start, {
    steps,
    lower,
    upper,
    maxEvaluations: warm ? 40 + 30 * d : 150 * d,
    tolerance: 1e-4,
  });
  if (!warm) {
    for (let i = 0; i < d; i++) steps[i]! *= -0.3;
    found = nelderMead(objective, found.x, { steps, lower, upper, maxEvaluations: 80 * d, tolerance: 1e-4 });
  }
  unpack(found.x, form, parameters, states, seasonal);
  const initial = joined(states, seasonal);
  const likelihood = filterEts(y, form, parameters, states, seasonal, squares);
  return {
    form,
    aicc: aiccOf(likelihood, d + 1, n),
    likelihood,
    parameters,
    initial,
    last: joined(states, seasonal),
  };
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

function joined(states: Float64Array, seasonal: Float64Array): Float64Array {
  const all = new Float64Array(2 + seasonal.length);
  all.set(states);
  all.set(seasonal, 2);
  return all;
}

function stateOf(prepared: Prepared, fitted: FittedForm): EtsState {
  return {
    form: fitted.form.name,
    decomposition: prepared.decomposition,
    nonNegative: prepared.nonNegative,
    n: prepared.adjusted.length,
    parameters: fitted.parameters,
    initial: fitted.initial,
    last: fitted.last,
    indices: prepared.indices,
    scores: new Float64Array([fitted.aicc, fitted.likelihood]),
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

import type { NetHost } from "../core/net-device.ts";
import type { MetricSink } from "../core/ports.ts";
import type { ProgressSink } from "../core/progress.ts";
import type { Random } from "../core/random.ts";
import type { SharedThreads } from "../math/trees/kernel-team.ts";

export type ModelTask = "forecasting" | "recommendation" | "rag" | "classification" | "regression";

export type OptionValue = number | string | boolean | null;

/** What of an option a tuner tries: some values, or a range; a range of an integer holds whole numbers. */
export type OptionSearch = (
  | { readonly values: readonly OptionValue[] }
  | { readonly min: number; readonly max: number; readonly scale: "linear" | "log" }
) & {
  /** Only where another option, declared before this one, has one of these values. */
  readonly when?: { readonly option: string; readonly is: readonly OptionValue[] };
};

/** One option of a model. This alone feeds the workshop form, the command line, validation and the tuner. */
export interface NumberOption {
  readonly type: "number" | "integer";
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  readonly help: string;
  readonly search?: OptionSearch;
}
export interface ChoiceOption {
  readonly type: "choice";
  readonly default: string;
  readonly choices: readonly string[];
  readonly help: string;
  readonly search?: OptionSearch;
}
export interface BooleanOption {
  readonly type: "boolean";
  readonly default: boolean;
  readonly help: string;
  readonly search?: OptionSearch;
}
export type OptionSpec = NumberOption | ChoiceOption | BooleanOption;
export type OptionsSchema = Readonly<Record<string, OptionSpec>>;

type ValueOf<S extends OptionSpec> = S extends NumberOption
  ? number
  : S extends ChoiceOption
    ? S["choices"][number]
    : boolean;
/** The values of a schema, every option present. */
export type OptionsOf<S extends OptionsSchema> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** Everything a fit takes besides data and options. */
export interface FitContext {
  readonly random: Random;
  readonly progress?: ProgressSink | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told what the fit measures as it goes: the loss after a round, after an epoch. */
  readonly metrics?: MetricSink | undefined;
  /** More threads for kernels that can use them: the result is the same without. */
  readonly threads?: SharedThreads | undefined;
  readonly nets?: NetHost | undefined;
}

/**
 * A model is plain functions over plain data. `State` is typed arrays and JSON: it can be stored, posted and hashed.
 *
 * `fit` of a model whose training runs in a kernel gives a promise: such a task names it as `TFitted`.
 *
 * Every model of `catalog.ts` passes `test/contract/model.contract.ts` unasked.
 */
export interface Model<TData, TOptions, TState, TRequest, TPrediction, TFitted = TState> {
  readonly id: string;
  readonly task: ModelTask;
  /** Short name for a screen: "Theta (dynamic optimised)". */
  readonly label: string;
  readonly options: OptionsSchema;
  /** @throws AppError of kind `data` when the data does not suit the model */
  fit(data: TData, options: TOptions, context: FitContext): TFitted;
  /**
   * Fit to other data of the same source (another origin of a backtest), keeping the structure that `previous` chose
   * and starting from its parameters: cheaper than `fit`, which stands in where a model has no `refit`. Walk from the
   * earliest origin to the latest, so that no parameter has seen the future.
   */
  refit?(previous: TState, data: TData, options: TOptions, context: FitContext): TState;
  predict(state: TState, request: TRequest): TPrediction;
  /** State as bytes, with a format version; `load` gives back an equal state. */
  save(state: TState): Uint8Array<ArrayBuffer>;
  /** @throws `model.unknown-format` naming the version found and expected */
  load(bytes: Uint8Array<ArrayBuffer>): TState;
}

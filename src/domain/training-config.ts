import {
  isOneOf,
  isRecordOf,
  isText,
  isWhole,
  readConfig,
  refuseValue,
  type ConfigRule,
} from "./config-rules.ts";

/** How much is tried, ending in an ensemble; or "custom", as the other settings say. */
export const TABLE_PRESETS = ["custom", "fast", "balanced", "best"] as const;
export type TablePreset = (typeof TABLE_PRESETS)[number];

/** How a table's column is read. */
export const COLUMN_KINDS = ["numeric", "category", "date", "ignore"] as const;
export type ColumnKind = (typeof COLUMN_KINDS)[number];

/** How categories become numbers; "native": as each method has it itself. */
export const CATEGORY_ENCODINGS = ["native", "one-hot", "label", "target", "hashed"] as const;
export type CategoryEncoding = (typeof CATEGORY_ENCODINGS)[number];

/** How options are searched: over a grid, by chance, or by what was learned of the trials before. */
export const TUNING_METHODS = ["grid", "random", "tpe", "gaussian-process", "hyperband"] as const;
export type TuningMethod = (typeof TUNING_METHODS)[number];

/** How a model of a table is trained. Keys as in the JSON file. */
export interface TrainingConfig {
  /** Folder of the artifacts: letters, digits, "_" and "-". Default: the task's name. */
  readonly model_name: string;
  /** The file trained from, for the record. Default: the file that was given. */
  readonly data_source: string;
  /** Share of rows held back for the last look. Default 0.2. */
  readonly test_size: number;
  /** Share of rows held back to judge while choosing. Default 0.1. */
  readonly validation_size: number;
  /** Seed of everything drawn. Default 42. */
  readonly random_state: number;
  /**
   * "fast", "balanced" or "best" judge a few, some or many methods with options known to do well, and blend those that
   * help each other; `model` must then be "auto", and nothing else is tuned. "custom": what the settings below say.
   * Default "custom".
   */
  readonly preset: TablePreset;
  /**
   * Whether the published model is fitted anew on all rows, those of the test part too, once it has been tested; with a
   * preset other than "custom" it always is. Default false.
   */
  readonly refit: boolean;
  /**
   * Whether methods are compared by cross-validation where `model` is "auto" (else boosted trees), and the options of
   * the chosen one searched, unless `model_options` are given. Default true.
   */
  readonly hyperparameter_tuning: boolean;
  /** How options are searched. Default "tpe". */
  readonly tuning_method: TuningMethod;
  /** Trials of that search at most; 0: the defaults. Hyperband judges on all rows from its 13th on. Default 20. */
  readonly tuning_trials: number;
  /** Folds of that comparison and of calibration. Default 5. */
  readonly cross_validation_folds: number;
  /** Id of a method, or "auto". Default "auto". */
  readonly model: string;
  /** Options of that method; only with one named. Default none. */
  readonly model_options: Readonly<Record<string, number | string | boolean>>;
  /** Classification: how probabilities are mended from out-of-fold ones. Default "none". */
  readonly calibration: "none" | "platt" | "isotonic";
  /** How rows are held back: "stratified" by the target's classes, "random", by "group", or the latest by "time". Default stratified for classes, random for numbers; group or time where such a column is named. */
  readonly split: "auto" | "stratified" | "random" | "group" | "time";
  /** Column whose rows must stay together. Default none. */
  readonly group_column: string;
  /** Column of times; later rows test earlier ones. Default none. */
  readonly time_column: string;
  /**
   * Whether the report shows the losses by the share of the training rows, for which the chosen method is fitted four
   * more times. Default true.
   */
  readonly learning_curve: boolean;
  /**
   * Classification: how much rows count by their class while fitting: all alike ("none"), in inverse proportion to how
   * many there are ("balanced"), or as given by the classes' names, others 1. Judging counts all alike. Default "none".
   */
  readonly class_weights: "none" | "balanced" | Readonly<Record<string, number>>;
  /**
   * How categories become numbers, learned in each fit: "native", as each method has it (trees part them into sets,
   * linear models and nets give the frequent ones a term each); "one-hot" columns; "label", numbers in the order of the
   * words; "target", smoothed means of the target, out-of-fold for the rows fitted to; "hashed" into 16 columns.
   * Default "native".
   */
  readonly category_encoding: CategoryEncoding;
  /** The same for single columns, by name. Default none. */
  readonly column_encodings: Readonly<Record<string, CategoryEncoding>>;
  /** Corrections of what columns were taken for. Default none. */
  readonly column_types: Readonly<Record<string, ColumnKind>>;
}

const isShare = (value: unknown): boolean => typeof value === "number" && value > 0 && value <= 0.9;
const isSetting = (value: unknown): boolean =>
  typeof value === "boolean" ||
  typeof value === "string" ||
  (typeof value === "number" && Number.isFinite(value));

const CALIBRATIONS = ["none", "platt", "isotonic"];
const SPLITS = ["auto", "stratified", "random", "group", "time"];
const RULES: Readonly<Record<keyof TrainingConfig, ConfigRule>> = {
  model_name: {
    default: "",
    expected: 'letters, digits, "_" and "-"',
    accepts: (value) => typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value),
  },
  data_source: { default: "", expected: "a text", accepts: isText },
  test_size: { default: 0.2, expected: "a number above 0, to 0.9", accepts: isShare },
  validation_size: { default: 0.1, expected: "a number above 0, to 0.9", accepts: isShare },
  random_state: {
    default: 42,
    expected: "a whole number from 0 to 4294967295",
    accepts: (value) => isWhole(value, 0, 2 ** 32 - 1),
  },
  preset: {
    default: "custom",
    expected: `one of ${TABLE_PRESETS.join(", ")}`,
    accepts: isOneOf(TABLE_PRESETS),
  },
  refit: {
    default: false,
    expected: "true or false",
    accepts: (value) => typeof value === "boolean",
  },
  hyperparameter_tuning: {
    default: true,
    expected: "true or false",
    accepts: (value) => typeof value === "boolean",
  },
  tuning_method: {
    default: "tpe",
    expected: `one of ${TUNING_METHODS.join(", ")}`,
    accepts: isOneOf(TUNING_METHODS),
  },
  tuning_trials: {
    default: 20,
    expected: "a whole number from 0 to 10000",
    accepts: (value) => isWhole(value, 0, 10_000),
  },
  cross_validation_folds: {
    default: 5,
    expected: "a whole number from 2 to 20",
    accepts: (value) => isWhole(value, 2, 20),
  },
  model: { default: "auto", expected: 'the id of a method, or "auto"', accepts: isText },
  model_options: { default: {}, expected: "an object of options", accepts: isRecordOf(isSetting) },
  calibration: {
    default: "none",
    expected: `one of ${CALIBRATIONS.join(", ")}`,
    accepts: isOneOf(CALIBRATIONS),
  },
  split: { default: "auto", expected: `one of ${SPLITS.join(", ")}`, accepts: isOneOf(SPLITS) },
  group_column: { default: "", expected: "the name of a column", accepts: isText },
  time_column: { default: "", expected: "the name of a column", accepts: isText },
  learning_curve: {
    default: true,
    expected: "true or false",
    accepts: (value) => typeof value === "boolean",
  },
  class_weights: {
    default: "none",
    expected: '"none", "balanced" or an object of weights of 0 or more by class',
    accepts: (value) =>
      isOneOf(["none", "balanced"])(value) ||
      isRecordOf((weight) => typeof weight === "number" && weight >= 0 && weight < 1e9)(value),
  },
  category_encoding: {
    default: "native",
    expected: `one of ${CATEGORY_ENCODINGS.join(", ")}`,
    accepts: isOneOf(CATEGORY_ENCODINGS),
  },
  column_encodings: {
    default: {},
    expected: `an object of columns, each one of ${CATEGORY_ENCODINGS.join(", ")}`,
    accepts: isRecordOf(isOneOf(CATEGORY_ENCODINGS)),
  },
  column_types: {
    default: {},
    expected: `an object of columns, each one of ${COLUMN_KINDS.join(", ")}`,
    accepts: isRecordOf(isOneOf(COLUMN_KINDS)),
  },
};

/**
 * A configuration with its defaults, every key checked.
 *
 * @param text of a JSON file; "{}" for all defaults
 * @throws `config.not-json`, `config.unknown-key` with the nearest known name, `config.bad-value`
 */
export function readTrainingConfig(
  text: string,
  defaults: { readonly model_name: string; readonly data_source: string },
): TrainingConfig {
  const config = readConfig<TrainingConfig>(text, RULES, defaults);
  if (config.test_size + config.validation_size > 0.9) {
    refuseValue(
      "validation_size",
      config.validation_size,
      "a share that leaves a tenth of the rows for training",
    );
  }
  if (config.preset === "custom") return config;
  if (config.model !== "auto") {
    refuseValue("model", config.model, `"auto" with the preset ${config.preset}`);
  }
  return config;
}

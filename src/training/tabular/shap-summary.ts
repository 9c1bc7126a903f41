import { isEnsemble } from "./ensemble-method.ts";
import type { Random } from "../../core/random.ts";
import { likeliest } from "../../evaluation/classification-metrics.ts";
import { sampledContributions } from "../../evaluation/shapley-sampling.ts";
import { tableRows, type Contributions, type TabularTable } from "../../models/tabular.ts";
import type { TrainedTable } from "./trained-table.ts";

/**
 * What moves a method's scores away from their expectation, by SHAP values of rows of the test part; of a classifier
 * before calibration.
 */
export interface ShapSummary {
  /** Exact for trees (by the training rows of each branch) and linear scores (columns taken as independent), else sampled. */
  readonly method: "tree" | "linear" | "sampling";
  /** What contributions are in: the target's unit, the log of odds, or a probability. */
  readonly unit: Contributions["unit"];
  /** Rows explained. */
  readonly rows: number;
  /** Whose score `sample` is of: the target's, a class's, or, where there are more than two, the class's that the row is given. */
  readonly score_of: string;
  /** The score of a row of which nothing is known; one a class where there are more than two. */
  readonly expected: readonly number[];
  /** By falling mean of the contributions' sizes, over rows and classes. */
  readonly features: readonly {
    readonly feature: string;
    readonly mean_absolute: number;
    /** Of each class's score, in the order of the report's classes; where there are more than two. */
    readonly by_class?: readonly number[];
  }[];
  /** For a plot of the first features: a row's value and its contribution. */
  readonly sample: readonly {
    readonly feature: string;
    readonly points: readonly (readonly [value: number | string | null, contribution: number])[];
  }[];
}

const MOST_ROWS = 500;
const LEAST_ROWS = 50;
/** Steps of an exact explanation, about two seconds of them. */
const MOST_STEPS = 4e6;
/** Rows that a model is asked for a sampled one, those of an ensemble together. */
const MOST_ASKED = 4e5;
const SAMPLED_ROWS = 200;
const LEAST_SAMPLED_ROWS = 20;
const BACKGROUND_ROWS = 16;
const SHOWN_FEATURES = 20;
const SHOWN_ROWS = 200;

/**
 * Explain rows of the test part.
 *
 * @param background rows trained on, of which some stand for "not known" where contributions are sampled
 * @throws `core.aborted`
 * @see Lundberg et al. (2020), "From local explanations to global understanding with explainable AI for trees"
 */
export function shapSummary(
  trained: TrainedTable,
  test: TabularTable,
  background: TabularTable,
  random: Random,
  signal?: AbortSignal,
): ShapSummary {
  const { table, method, contributions } = explained(trained, test, background, random, signal);
  const { scores, values, unit, expected } = contributions;
  const { classes, target } = trained;
  const width = table.columns.length;
  const at = (row: number, k: number, c: number): number => values[(row * scores + k) * width + c]!;
  const sizes = table.columns.map((_, c) =>
    Array.from({ length: scores }, (__, k) => {
      let sum = 0;
      for (let row = 0; row < table.rows; row++) sum += Math.abs(at(row, k, c));
      return sum / table.rows;
    }),
  );
  const features = table.columns.map(({ name }, c) => ({
    feature: name,
    mean_absolute: sizes[c]!.reduce((sum, size) => sum + size, 0) / scores,
    ...(scores > 1 && { by_class: sizes[c]! }),
    column: c,
  }));
  features.sort((a, b) => b.mean_absolute - a.mean_absolute || a.column - b.column);
  const said = scores > 1 ? likeliest(trained.method.outputs(trained.state, table), scores) : null;
  const shown = spread(table.rows, SHOWN_ROWS);
  return {
    method,
    unit,
    rows: table.rows,
    score_of: scores > 1 ? "the class given" : (classes[1] ?? target),
    expected: Array.from(expected),
    features: features.map(({ column: _, ...feature }) => feature),
    sample: features.slice(0, SHOWN_FEATURES).map(({ feature, column: c }) => ({
      feature,
      points: shown.map((row) => [cell(table, c, row), short(at(row, said?.[row] ?? 0, c))] as const),
    })),
  };
}

/** Exactly where the method can and it does not take too long, else by sampling. */
function explained(
  { method, state, classes }: TrainedTable,
  test: TabularTable,
  background: TabularTable,
  random: Random,
  signal: AbortSignal | undefined,
): {
  readonly table: TabularTable;
  readonly method: ShapSummary["method"];
  readonly contributions: Contributions;
} {
  const { explainer } = method;
  if (explainer !== undefined) {
    const affordable = Math.floor(MOST_STEPS / Math.max(1, explainer.stepsPerRow(state)));
    if (affordable >= Math.min(LEAST_ROWS, test.rows)) {
      const table = tableRows(test, spread(test.rows, Math.min(MOST_ROWS, affordable)));
      return {
        table,
        method: explainer.method,
        contributions: explainer.contributions(state, table, signal),
      };
    }
  }
  const members = isEnsemble(method) ? method.members.length : 1;
  const askedPerRow = 2 * BACKGROUND_ROWS * (test.columns.length + 1);
  const rows = Math.max(
    LEAST_SAMPLED_ROWS,
    Math.min(SAMPLED_ROWS, Math.floor(MOST_ASKED / members / askedPerRow)),
  );
  const table = tableRows(test, spread(test.rows, rows));
  const known = tableRows(background, spread(background.rows, BACKGROUND_ROWS));
  const scoresOf = (asked: TabularTable): Float64Array => {
    const outputs = method.outputs(state, asked);
    return classes.length === 2 ? outputs.filter((_, i) => i % 2 === 1) : outputs;
  };
  const unit = classes.length > 0 ? "probability" : "value";
  const contributions = { unit, ...sampledContributions(scoresOf, table, known, random, signal) } as const;
  return { table, method: "sampling", contributions };
}

/** At most so many of the numbers below `count`, evenly spread. */
function spread(count: number, most: number): number[] {
  const taken = Math.min(count, most);
  return Array.from({ length: taken }, (_, i) => Math.floor(((i + 0.5) * count) / taken));
}

function cell(table: TabularTable, c: number, row: number): number | string | null {
  const column = table.columns[c]!;
  const value = column.values[row]!;
  if (column.kind === "category") return column.categories[value] ?? null;
  return Number.isNaN(value) ? null : value;
}

/** Six digits are enough for a plot. */
const short = (value: number): number => Number(value.toPrecision(6));

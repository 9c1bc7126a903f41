import { gainImportance } from "../math/trees/importance.ts";
import type { TreeEnsemble, TreeObjective } from "../math/trees/ensemble.ts";
import { checkTreeEnsemble, iterationCount } from "../math/trees/ensemble.ts";
import type { FeatureMatrix } from "../math/trees/feature-matrix.ts";
import { modelError } from "./errors.ts";
import { decodeState, encodeState } from "./state-codec.ts";
import { explainRows } from "../math/trees/explain.ts";
import {
  checkTabularTable,
  columnShapes,
  type ColumnShape,
  type Contributions,
  type Explainer,
  type TabularTable,
} from "./tabular.ts";

/** A fitted ensemble of trees over the columns of a table. */
export interface TreeTableState {
  readonly columns: readonly ColumnShape[];
  readonly ensemble: TreeEnsemble;
}

/** A table as trees are trained on it: categories are numbers, NaN is missing. Shape [columns][rows]. */
export function treeMatrix(table: TabularTable): FeatureMatrix {
  const { rows, columns } = table;
  const values = new Float64Array(rows * columns.length);
  columns.forEach((column, c) => {
    if (column.kind === "numeric") values.set(column.values, c * rows);
    else column.values.forEach((category, row) => (values[c * rows + row] = category < 0 ? NaN : category));
  });
  return { rows, features: columns.length, values, order: "column" };
}

/** Which columns are categories. */
export function categoryColumns({ columns }: TabularTable): number[] {
  return columns.flatMap(({ kind }, c) => (kind === "category" ? [c] : []));
}

/**
 * Rows as trees predict them, row-major. Shape [rows, columns].
 *
 * @throws `tabular.other-columns`, `tabular.bad-column`
 */
export function treeRows(table: TabularTable, expected: readonly ColumnShape[]): Float64Array {
  checkTabularTable(table, expected);
  const width = table.columns.length;
  const values = new Float64Array(table.rows * width);
  table.columns.forEach((column, c) => {
    const isCategory = column.kind === "category";
    for (let row = 0; row < table.rows; row++) {
      const value = column.values[row]!;
      values[row * width + c] = isCategory && value < 0 ? NaN : value;
    }
  });
  return values;
}

/** The state of an ensemble trained on a table. */
export function treeTableState(table: TabularTable, ensemble: TreeEnsemble): TreeTableState {
  return { columns: columnShapes(table), ensemble };
}

/** The training loss that each column's splits took away. */
export function treeTableImportance({ ensemble }: TreeTableState): Float64Array {
  return gainImportance(ensemble);
}

/** Exact Shapley values of the trees: `explainRows`. */
export function treeExplainer(unit: Contributions["unit"]): Explainer<TreeTableState> {
  return {
    method: "tree",
    stepsPerRow: ({ ensemble }) => ensemble.leafValue.length,
    contributions: ({ ensemble, columns }, table, signal) => {
      const all = explainRows(ensemble, treeRows(table, columns), signal);
      const scores = ensemble.classCount;
      const width = columns.length;
      // A forest's scores are means of its trees.
      const share = ensemble.averageOutput ? 1 / iterationCount(ensemble) : 1;
      const values = new Float64Array(table.rows * scores * width);
      for (let i = 0; i < table.rows * scores; i++) {
        for (let c = 0; c < width; c++) values[i * width + c] = share * all[i * (width + 1) + c]!;
      }
      const expected = Float64Array.from({ length: scores }, (_, k) => share * all[k * (width + 1) + width]!);
      return { unit, scores, expected, values };
    },
  };
}

const FLOATS = [
  "shrinkage",
  "threshold",
  "splitGain",
  "internalValue",
  "internalWeight",
  "leafValue",
  "leafWeight",
] as const;
const WORDS = [
  "treeNodeStart",
  "treeLeafStart",
  "splitFeature",
  "decisionType",
  "leftChild",
  "rightChild",
  "internalCount",
  "leafCount",
  "catStart",
] as const;

/** The state as bytes, whole and exact. */
export function saveTreeTable(model: string, format: number, state: TreeTableState): Uint8Array<ArrayBuffer> {
  const { ensemble } = state;
  return encodeState(model, format, {
    scalars: {
      columns: JSON.stringify(state.columns),
      featureNames: JSON.stringify(ensemble.featureNames),
      objective: JSON.stringify(ensemble.objective),
      classCount: ensemble.classCount,
      averageOutput: ensemble.averageOutput,
    },
    arrays: Object.fromEntries(FLOATS.map((name) => [name, ensemble[name]])),
    words: {
      ...Object.fromEntries(WORDS.map((name) => [name, ensemble[name]])),
      catBits: Int32Array.from(ensemble.catBits),
    },
  });
}

/** @throws `model.unknown-format` */
export function loadTreeTable(model: string, format: number, bytes: Uint8Array<ArrayBuffer>): TreeTableState {
  const { scalars, arrays, words } = decodeState(model, format, bytes);
  const columns = JSON.parse(String(scalars["columns"])) as ColumnShape[];
  const ints = (name: string): Int32Array => words[name] as Int32Array;
  const floats = (name: (typeof FLOATS)[number]): Float64Array => arrays[name]!;
  const ensemble: TreeEnsemble = {
    featureCount: columns.length,
    featureNames: JSON.parse(String(scalars["featureNames"])) as string[],
    classCount: Number(scalars["classCount"]),
    objective: JSON.parse(String(scalars["objective"])) as TreeObjective,
    averageOutput: scalars["averageOutput"] === true,
    treeNodeStart: ints("treeNodeStart"),
    treeLeafStart: ints("treeLeafStart"),
    shrinkage: floats("shrinkage"),
    splitFeature: ints("splitFeature"),
    threshold: floats("threshold"),
    decisionType: words["decisionType"] as Uint8Array,
    leftChild: ints("leftChild"),
    rightChild: ints("rightChild"),
    splitGain: floats("splitGain"),
    internalValue: floats("internalValue"),
    internalWeight: floats("internalWeight"),
    internalCount: ints("internalCount"),
    leafValue: floats("leafValue"),
    leafWeight: floats("leafWeight"),
    leafCount: ints("leafCount"),
    catStart: ints("catStart"),
    catBits: Uint32Array.from(ints("catBits")),
  };
  try {
    checkTreeEnsemble(ensemble);
  } catch (cause) {
    const expected = `${model} version ${format}`;
    throw modelError("model.unknown-format", { found: `${expected}, damaged`, expected }, { cause });
  }
  return { columns, ensemble };
}

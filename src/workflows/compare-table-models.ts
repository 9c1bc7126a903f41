import { throwIfAborted } from "../core/errors.ts";
import type { Database } from "../core/ports.ts";
import type { TrainingConfig } from "../domain/training-config.ts";
import type { Json } from "../registry/artifact.ts";
import { registryError } from "../registry/errors.ts";
import { fileKey, isMetadata, METADATA_FILE, parseJson, type ModelMetadata } from "../registry/index-file.ts";
import { compareOutputs, type MeasuredComparison } from "../training/tabular/compare-outputs.ts";
import { tableParts } from "../training/tabular/table-parts.ts";
import { isMissing, numbersOf, tableFeatures } from "../training/tabular/table-schema.ts";
import type { TestPredictions } from "../training/tabular/test-predictions.ts";
import { tableOutputs } from "../training/tabular/trained-table.ts";
import { openTableModel, type PublishedTableModel } from "./predict-table.ts";
import { tableHash } from "./table-checkpoints.ts";
import { tableModelError } from "./table-model-errors.ts";
import { readTestPredictions } from "./test-predictions-file.ts";
import { columnNamed, type TextTable } from "./text-table.ts";

/** One of the two, as its training left it. */
export interface ComparedVersion {
  readonly name: string;
  readonly version: string;
  readonly method: string;
  readonly trained_at: string;
  /** On its own test part. */
  readonly test_metrics: Readonly<Record<string, number | null>>;
}

/** What differs in how the two were made; null where one has no such thing. */
export interface VersionDifference {
  readonly name: string;
  readonly a: Json;
  readonly b: Json;
}

/**
 * Which rows were looked at: those held back from both trainings, those held back from the one that was trained on this
 * table, or all of a table that neither was trained on.
 */
export type ComparedRows = "held back by both" | "held back by a" | "held back by b" | "all";

/** Two published models side by side, as plain data. */
export interface TableComparison {
  readonly task: string;
  readonly target: string;
  readonly a: ComparedVersion;
  readonly b: ComparedVersion;
  readonly differences: readonly VersionDifference[];
  /** By the greater of both; null where a model does not have the feature. */
  readonly feature_importance: readonly {
    readonly feature: string;
    readonly a: number | null;
    readonly b: number | null;
  }[];
  /** Both on the same rows; null without a table, where they were not trained on the same one or it was elsewhere. */
  readonly measured: (MeasuredComparison & { readonly chosen: ComparedRows }) | null;
}

const LEAST_ROWS = 20;

/**
 * Put two published models of one target side by side: what differs in their making, their metrics and importances, and
 * both on the same rows with tests of whether the difference is real. Of a table that a model was trained on only the
 * rows it held back are looked at, as it predicted them before it learned from them, so that neither is judged by what
 * it knows.
 *
 * @param requests "NAME" for the champion, or "NAME@VERSION": a, then b
 * @param table to measure both on; null: the rows that both held back of the table that both were trained on
 * @throws as `openTableModel`, and `table-model.not-comparable`, `table-model.same-version`, `table-model.too-few-rows`,
 *   `table.no-column`, `table-training.*`, `core.aborted`
 */
export async function compareTableModels(
  database: Database,
  requests: readonly [a: string, b: string],
  table: TextTable | null,
  signal?: AbortSignal,
): Promise<TableComparison> {
  const [a, b] = [await openVersion(database, requests[0]), await openVersion(database, requests[1])];
  const names = [a, b].map(({ model }) => `${model.name} ${model.version}`) as [string, string];
  if (names[0] === names[1]) throw tableModelError("table-model.same-version", { version: names[0] });
  const { task, target } = a.model.trained;
  for (const what of ["task", "target"] as const) {
    const [one, other] = [a.model.trained[what], b.model.trained[what]];
    if (one === other) continue;
    const found = `${one} and ${other}`;
    throw tableModelError("table-model.not-comparable", { first: names[0], second: names[1], what, found });
  }
  throwIfAborted(signal, "Comparing");
  return {
    task,
    target,
    a: versionOf(a),
    b: versionOf(b),
    differences: differencesOf(a.metadata, b.metadata),
    feature_importance: importancesOf(a.importance, b.importance),
    measured: await measuredOn(database, table, a, b, signal),
  };
}

interface OpenVersion {
  readonly model: PublishedTableModel;
  readonly metadata: ModelMetadata;
  readonly importance: ReadonlyMap<string, number>;
}

async function openVersion(database: Database, request: string): Promise<OpenVersion> {
  const model = await openTableModel(database, request);
  const read = async (file: string): Promise<unknown> =>
    parseJson(await database.read("artifacts", fileKey(model.name, model.version, file)));
  const metadata = await read(METADATA_FILE);
  if (!isMetadata(metadata)) {
    const what = `${METADATA_FILE} of ${model.name} ${model.version}`;
    throw registryError("artifact.damaged", { what, reason: "it is missing or cannot be read" });
  }
  const report = (await read("evaluation.json")) as
    | { readonly feature_importance?: readonly { readonly feature: string; readonly importance: number }[] }
    | undefined;
  const importance = new Map(
    report?.feature_importance?.map((each) => [each.feature, each.importance] as const),
  );
  return { model, metadata, importance };
}

const versionOf = ({ model, metadata }: OpenVersion): ComparedVersion => ({
  name: model.name,
  version: model.version,
  method: model.trained.method.id,
  trained_at: metadata.trained_at,
  test_metrics: metadata.metrics,
});

function differencesOf(a: ModelMetadata, b: ModelMetadata): VersionDifference[] {
  const [one, other] = [factsOf(a), factsOf(b)];
  return [...new Set([...one.keys(), ...other.keys()])]
    .map((name) => ({ name, a: one.get(name) ?? null, b: other.get(name) ?? null }))
    .filter((each) => JSON.stringify(each.a) !== JSON.stringify(each.b));
}

function factsOf({ hyperparameters, feature_columns, lineage }: ModelMetadata): Map<string, Json> {
  const config = (lineage["config"] ?? {}) as Readonly<Record<string, Json>>;
  return new Map<string, Json>([
    ...Object.entries(config).map(([name, value]) => [name, value] as const),
    ["data_sha256", lineage["data_sha256"] ?? null],
    ["feature_columns", feature_columns],
    ...Object.entries(hyperparameters).map(([name, value]) => [`option ${name}`, value] as const),
  ]);
}

function importancesOf(
  a: ReadonlyMap<string, number>,
  b: ReadonlyMap<string, number>,
): TableComparison["feature_importance"] {
  const most = (each: { readonly a: number | null; readonly b: number | null }): number =>
    Math.max(each.a ?? -Infinity, each.b ?? -Infinity);
  return [...new Set([...a.keys(), ...b.keys()])]
    .map((feature) => ({ feature, a: a.get(feature) ?? null, b: b.get(feature) ?? null }))
    .sort((x, y) => most(y) - most(x) || (x.feature < y.feature ? -1 : 1));
}

/** How one side predicts: of rows it held back as its training kept it, else from the table. */
interface ComparedSide {
  /** Rows that may be looked at; null: all. */
  readonly held: ReadonlySet<number> | null;
  readonly outputs: (rows: Int32Array) => Float64Array;
}

async function measuredOn(
  database: Database,
  table: TextTable | null,
  a: OpenVersion,
  b: OpenVersion,
  signal: AbortSignal | undefined,
): Promise<TableComparison["measured"]> {
  const keptA = await readTestPredictions(database, a.model.name, a.model.version);
  const keptB = await readTestPredictions(database, b.model.name, b.model.version);
  const [dataA, dataB] = [a.metadata.lineage["data_sha256"], b.metadata.lineage["data_sha256"]];
  if (table === null && (keptA === null || keptB === null || dataA !== dataB)) return null;
  const hash = table === null ? dataA : await tableHash(table);
  const sideA = sideOf(table, hash === dataA, keptA, a);
  const sideB = sideOf(table, hash === dataB, keptB, b);
  const known =
    table === null
      ? [...keptA!.rows]
      : rowsWithTarget(columnNamed(table, a.model.trained.target, "the target"));
  const rows = Int32Array.from(
    known.filter((row) => sideA.held?.has(row) !== false && sideB.held?.has(row) !== false),
  );
  const chosen =
    sideA.held === null
      ? sideB.held === null
        ? "all"
        : "held back by b"
      : sideB.held === null
        ? "held back by a"
        : "held back by both";
  if (rows.length < LEAST_ROWS) {
    throw tableModelError("table-model.too-few-rows", {
      file: table?.fileName ?? "The table of both",
      found: rows.length,
      needed: LEAST_ROWS,
      held: chosen !== "all",
    });
  }
  const measured = compareOutputs(
    {
      task: a.model.trained.task,
      rows,
      actual: table === null ? keptTargets(keptA!, rows, a) : targetsOf(table, rows, a),
      a: { classes: a.model.trained.classes, outputs: sideA.outputs(rows) },
      b: { classes: b.model.trained.classes, outputs: sideB.outputs(rows) },
      unit: unitOf(table, keptB, rows, b),
    },
    signal,
  );
  return { ...measured, chosen };
}

function sideOf(
  table: TextTable | null,
  isItsTable: boolean,
  kept: TestPredictions | null,
  { model, metadata }: OpenVersion,
): ComparedSide {
  const { trained } = model;
  if (isItsTable && kept !== null) {
    const width = kept.outputs.length / Math.max(1, kept.rows.length);
    const places = new Map(Array.from(kept.rows, (row, i) => [row, i]));
    const outputs = (rows: Int32Array): Float64Array =>
      Float64Array.from({ length: rows.length * width }, (_, at) => {
        return kept.outputs[places.get(rows[Math.floor(at / width)]!)! * width + (at % width)]!;
      });
    return { held: new Set(kept.rows), outputs };
  }
  const outputs = (rows: Int32Array): Float64Array =>
    tableOutputs(trained, tableFeatures(pickedRows(table!, rows), trained.schema));
  const config = metadata.lineage["config"] as unknown as TrainingConfig | undefined;
  if (!isItsTable || config === undefined) return { held: null, outputs };
  // Brought to this device without what its training kept: its test part is found again, unless it has learned it since.
  if (config.refit || config.preset !== "custom") return { held: new Set(), outputs };
  return { held: new Set(tableParts(trained.task, table!, trained.target, config).testRows), outputs };
}

const rowsWithTarget = (cells: readonly string[]): number[] =>
  cells.flatMap((text, row) => (isMissing(text) ? [] : [row]));

const pickedRows = (table: TextTable, rows: Int32Array): TextTable => ({
  ...table,
  cells: table.cells.map((cells) => Array.from(rows, (row) => cells[row]!)),
});

function targetsOf(
  table: TextTable,
  rows: Int32Array,
  { model }: OpenVersion,
): readonly string[] | Float64Array {
  const { task, target } = model.trained;
  const cells = columnNamed(pickedRows(table, rows), target, "the target");
  return task === "classification" ? cells : numbersOf(target, cells, table.decimalComma === true);
}

function keptTargets(
  kept: TestPredictions,
  rows: Int32Array,
  { model }: OpenVersion,
): string[] | Float64Array {
  const places = new Map(Array.from(kept.rows, (row, i) => [row, i]));
  const found = Float64Array.from(rows, (row) => kept.target[places.get(row)!]!);
  const { task, classes } = model.trained;
  return task === "classification" ? Array.from(found, (k) => classes[k]!) : found;
}

/** By b's configuration: its group, else its time. */
function unitOf(
  table: TextTable | null,
  kept: TestPredictions | null,
  rows: Int32Array,
  { metadata }: OpenVersion,
): { readonly column: string; readonly values: ArrayLike<string | number> } | null {
  const config = metadata.lineage["config"] as unknown as Partial<TrainingConfig> | undefined;
  const column = [config?.group_column, config?.time_column].find(
    (name) => name !== undefined && name !== "",
  );
  if (column === undefined) return null;
  if (table !== null) {
    const cells = table.cells[table.columns.indexOf(column)];
    return cells === undefined ? null : { column, values: Array.from(rows, (row) => cells[row]!) };
  }
  const units = new Map(Array.from(kept!.rows, (row, i) => [row, kept!.units[i]!]));
  return { column, values: Array.from(rows, (row) => units.get(row)!) };
}

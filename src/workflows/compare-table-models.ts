import { throwIfAborted } from "../core/errors.ts";
import type { Database } from "../core/ports.ts";
import type { TrainingConfig } from "../domain/training-config.ts";
import type { Json } from "../registry/artifact.ts";
import { registryError } from "../registry/errors.ts";
import { fileKey, isMetadata, METADATA_FILE, parseJson, type ModelMetadata } from "../registry/index-file.ts";
import { compareTrained, type MeasuredComparison } from "../training/tabular/compare-trained.ts";
import { tableParts } from "../training/tabular/table-parts.ts";
import { isMissing } from "../training/tabular/table-schema.ts";
import { openTableModel, type PublishedTableModel } from "./predict-table.ts";
import { tableHash } from "./table-checkpoints.ts";
import { tableModelError } from "./table-model-errors.ts";
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
  /** Both on the same rows; null without a table. */
  readonly measured: (MeasuredComparison & { readonly chosen: ComparedRows }) | null;
}

const LEAST_ROWS = 20;

/**
 * Put two published models of one target side by side: what differs in their making, their metrics and importances, and,
 * given a table, both on the same rows with tests of whether the difference is real. Rows of a table that a model was
 * trained on are left out, so that neither is judged by what it knows.
 *
 * @param requests "NAME" for the champion, or "NAME@VERSION": a, then b
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
    measured: table === null ? null : await measuredOn(table, a, b, signal),
  };
}

interface OpenVersion {
  readonly model: PublishedTableModel;
  readonly metadata: ModelMetadata;
  readonly importance: ReadonlyMap<string, number>;
}

async function openVersion(database: Database, request: string): Promise<OpenVersion> {
  const model = await openTableModel(database, request, "tested");
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

async function measuredOn(
  table: TextTable,
  a: OpenVersion,
  b: OpenVersion,
  signal: AbortSignal | undefined,
): Promise<TableComparison["measured"]> {
  const { target } = a.model.trained;
  const cells = columnNamed(table, target, "the target");
  const hash = await tableHash(table);
  const held = [a, b].map((each) => heldBack(table, hash, each));
  const known = cells.flatMap((text, row) => (isMissing(text) ? [] : [row]));
  const rows = known.filter((row) => held.every((part) => part === null || part.has(row)));
  const chosen =
    held[0] === null
      ? held[1] === null
        ? "all"
        : "held back by b"
      : held[1] === null
        ? "held back by a"
        : "held back by both";
  if (rows.length < LEAST_ROWS) {
    throw tableModelError("table-model.too-few-rows", {
      file: table.fileName,
      found: rows.length,
      needed: LEAST_ROWS,
      held: chosen !== "all",
    });
  }
  const config = b.metadata.lineage["config"] as unknown as Partial<TrainingConfig> | undefined;
  const unit = [config?.group_column, config?.time_column].find((name) => name !== undefined && name !== "");
  const measured = compareTrained(
    a.model.trained,
    b.model.trained,
    table,
    Int32Array.from(rows),
    unit ?? "",
    signal,
  );
  return { ...measured, chosen };
}

/** The rows that a training held back of this very table; null where it was trained on another. */
function heldBack(table: TextTable, hash: string, { model, metadata }: OpenVersion): Set<number> | null {
  const { data_sha256: trainedOn, config } = metadata.lineage;
  if (trainedOn !== hash || config === undefined) return null;
  const { task, target } = model.trained;
  return new Set(tableParts(task, table, target, config as unknown as TrainingConfig).testRows);
}

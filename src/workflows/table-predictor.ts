import type { Database } from "../core/ports.ts";
import { nearestWord } from "../domain/nearest-word.ts";
import { isMissing } from "../training/tabular/table-schema.ts";
import type { TrainedTable } from "../training/tabular/trained-table.ts";
import type { ModelVersion } from "./model-version.ts";
import { openTableModel, predictTable, type PredictionColumn } from "./predict-table.ts";
import {
  inputText,
  movedBy,
  UnknownCounter,
  type Prediction,
  type Predictor,
  type UnknownCells,
} from "./predictor.ts";
import { MODEL_FILE } from "./table-model.ts";
import { columnNamed, type TextTable } from "./text-table.ts";

/** Few enough that a batch is soon predicted, many enough that it is worth keeping. */
const BATCH_ROWS = 8192;

/**
 * A model of a table as a predictor of files.
 *
 * @param keep columns of the file that are written beside the predictions; "*": all
 */
export async function tablePredictor(
  database: Database,
  found: ModelVersion,
  type: string,
  keep: readonly string[] | "*",
): Promise<Predictor> {
  const model = await openTableModel(database, `${found.name}@${found.entry.version}`);
  const needed = model.trained.schema.filter(({ kind }) => kind !== "ignore").map(({ name }) => name);
  const unknownIn = unknownFinder(model.trained);
  const make = (part: TextTable): Prediction => ({
    columns: predictTable(model, part),
    unknown: unknownIn(part),
  });
  return {
    model: { name: model.name, version: model.version, type },
    cached: { datasetId: found.entry.datasetId, key: `${model.name} ${found.entry.sha256[MODEL_FILE]}` },
    batchRows: BATCH_ROWS,
    expected: `a row with ${needed.join(", ")} for each prediction`,
    notices: () => [],
    async *predict(parts, cache) {
      for await (const part of parts) {
        const names = keep === "*" ? part.columns : keep;
        const kept = names.map((name) => ({ name, values: columnNamed(part, name, "--keep") }));
        const has = needed.filter((name) => part.columns.includes(name));
        const used = has.map((name) => columnNamed(part, name, "--data"));
        const rows = part.cells[0]?.length ?? 0;
        const input = inputText([has, [String(part.decimalComma)], ...used]);
        // Without all its columns, or without rows, there is nothing that could have been kept.
        const whole = rows > 0 && has.length === needed.length;
        const { value, kept: before } = whole
          ? await cache.of(input, () => make(part))
          : { value: make(part), kept: false };
        yield {
          rows,
          kept: before,
          columns: [...kept, ...value.columns.map((column) => besides(column, names))],
          unknown: movedBy(value.unknown, part.firstRow ?? 0),
        };
      }
    },
  };
}

/** Finds words that training has not seen; rows count from the start of the part. */
function unknownFinder({ schema }: TrainedTable): (part: TextTable) => readonly UnknownCells[] {
  const columns = schema.flatMap((column) =>
    column.kind === "category"
      ? [{ name: column.name, words: column.categories, known: new Set(column.categories) }]
      : [],
  );
  return (part) => {
    const unknown = new UnknownCounter();
    for (const { name, words, known } of columns) {
      part.cells[part.columns.indexOf(name)]!.forEach((text, row) => {
        if (!known.has(text) && !isMissing(text)) {
          unknown.add(name, row, text, (found) => nearestWord(found, words));
        }
      });
    }
    return unknown.all();
  };
}

/** The file may hold the target already: what was predicted then says so. */
function besides(column: PredictionColumn, keep: readonly string[]): PredictionColumn {
  return keep.includes(column.name) ? { ...column, name: `${column.name}_predicted` } : column;
}

import type { Clock, Database, StoreChange } from "../core/ports.ts";
import type { Progress, ProgressSink } from "../core/progress.ts";
import type { Json } from "../registry/artifact.ts";
import {
  fileKey,
  isMetadata,
  jsonBytes,
  METADATA_FILE,
  parseJson,
  readIndex,
} from "../registry/index-file.ts";

/** What one training did, as it is kept beside the models. */
export interface TrainingLog {
  /** Hand this to the workflows of the run; each new phase becomes a line. */
  readonly progress: ProgressSink;
  /** A line of its own: what was done, and figures of it. */
  readonly note: (event: string, details?: Readonly<Record<string, Json>>) => void;
  /** The dataset's version in use of a model was just published: its metrics go into a file of their own. */
  readonly published: (database: Database, modelName: string, datasetId: string) => Promise<void>;
  /** Write the log and the metrics in one write: also after an error, so that what failed can be read. */
  readonly keep: (database: Database) => Promise<void>;
}

const LOGS_FOLDER = "artifacts/logs/";
const METRICS_FOLDER = "artifacts/metrics/";

const encoder = new TextEncoder();

/**
 * Begin the log of a training: `artifacts/logs/<start>-<name>.jsonl`, a line {seconds, event, ...} per phase, and
 * `artifacts/metrics/<model>/<version>.json`. Models never depend on either: both may be deleted.
 *
 * @param onLine called with each line as it comes
 */
export function trainingLog(
  clock: Clock,
  name: string,
  forward?: ProgressSink,
  onLine?: (line: string) => void,
): TrainingLog {
  const startedAt = clock.isoNow();
  const begin = clock.monotonicMs();
  const lines: string[] = [];
  const metrics: StoreChange[] = [];
  let phase = "";
  const note: TrainingLog["note"] = (event, details = {}) => {
    const seconds = Math.round(clock.monotonicMs() - begin) / 1000;
    const line = JSON.stringify({ seconds, event, ...details });
    lines.push(line);
    onLine?.(line);
  };
  note("started", { at: startedAt });
  return {
    note,
    progress: (progress: Progress) => {
      if (progress.phase !== phase) note(progress.phase, { total: progress.total, unit: progress.unit });
      phase = progress.phase;
      forward?.(progress);
    },
    published: async (database, modelName, datasetId) => {
      const version = (await readIndex(database, modelName)).index.champion[datasetId];
      if (version === undefined) return;
      const stored = parseJson(await database.read("artifacts", fileKey(modelName, version, METADATA_FILE)));
      if (!isMetadata(stored)) return;
      const { model_name, model_type, trained_at, training_duration, metrics: values, lineage } = stored;
      note("published", { model_name, version, training_duration, metrics: values });
      const measured = {
        model_name,
        model_type,
        version,
        trained_at,
        training_duration,
        metrics: values,
        lineage,
      };
      metrics.push({
        store: "artifacts",
        key: `${METRICS_FOLDER}${modelName}/${version}.json`,
        value: jsonBytes(measured),
      });
    },
    keep: async (database) => {
      const file = `${startedAt.replace(/[:.]/g, "-")}-${name}.jsonl`;
      await database.write([
        { store: "artifacts", key: `${LOGS_FOLDER}${file}`, value: encoder.encode(`${lines.join("\n")}\n`) },
        ...metrics,
      ]);
    },
  };
}

/** What a training is kept as, and what screens ask of it. */

/** One value of a metric. */
export interface MetricPoint {
  readonly step: number;
  readonly value: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

export const RUN_STATUSES = ["running", "finished", "failed", "cancelled"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** A value of a configuration, as JSON has it. */
export type ConfigValue =
  null | boolean | number | string | readonly ConfigValue[] | { readonly [key: string]: ConfigValue };

/** A file of the version that a run published. */
export interface RunArtifact {
  readonly name: string;
  /** Both null where they are not known: of a run that was imported. */
  readonly bytes: number | null;
  /** In lower-case hexadecimal. */
  readonly sha256: string | null;
  /** It never leaves the device: exports leave it out. */
  readonly local: boolean;
}

/** One training as it is kept, whether its model still is or not. */
export interface RunRecord {
  /** 32 hexadecimal digits. */
  readonly run_id: string;
  /** What runs are grouped by: "demand_forecasting". */
  readonly experiment: string;
  readonly name: string;
  readonly status: RunStatus;
  /** Why it failed or was cancelled; null otherwise. */
  readonly reason: string | null;
  /** ISO 8601 in UTC. */
  readonly started_at: string;
  readonly duration_ms: number;
  readonly config: Readonly<Record<string, ConfigValue>>;
  /** Of what it was trained on; null where it is not known. */
  readonly data_hash: string | null;
  readonly code_version: string | null;
  /** Where it computed: "cpu, 2 threads", "wasm", "webgpu". */
  readonly device: string | null;
  /** What ran it: "Node 20.20.2, linux x64", "Chromium 156, Linux". */
  readonly environment: string | null;
  /** Each from the first step on. */
  readonly metrics: Readonly<Record<string, readonly MetricPoint[]>>;
  readonly artifacts: readonly RunArtifact[];
  readonly tags: Readonly<Record<string, string>>;
  readonly note: string;
  /** The version it published; its files may have been retired since. */
  readonly model: { readonly name: string; readonly version: string } | null;
  /** Deleted runs are kept until they are restored. */
  readonly deleted: boolean;
}

/** A run as a line of a table: of each metric the last value, of each parameter its text. */
export interface RunSummary extends Omit<RunRecord, "config" | "metrics" | "artifacts"> {
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface RunQuery {
  /** Words that name, experiment, tags or note hold, or a filter: `metrics.rmse < 5 and params.method = "ets"`. */
  readonly search: string;
  /** null leaves it open, as with the two below. */
  readonly experiment: string | null;
  readonly status: RunStatus | null;
  readonly model: string | null;
  readonly deleted: boolean;
  /** `metrics.rmse ASC`, `start_time DESC`; several with commas. */
  readonly orderBy: string;
  readonly offset: number;
  readonly limit: number;
}

/** What a person may change of a run. */
export interface RunEdit {
  /** null takes the tag away. */
  readonly tags?: Readonly<Record<string, string | null>>;
  readonly note?: string;
  readonly deleted?: boolean;
}

export interface RunList {
  /** How many runs fit the query. */
  readonly total: number;
  /** How many are kept, deleted or not as the query asks. */
  readonly kept: number;
  readonly runs: readonly RunSummary[];
  readonly experiments: readonly string[];
  readonly models: readonly string[];
  /** Names over all runs that fit, the most frequent first. */
  readonly metrics: readonly string[];
  readonly params: readonly string[];
}

/** The last value of a metric; NaN where the run has none. */
export const lastMetric = (run: Pick<RunRecord, "metrics">, name: string): number =>
  run.metrics[name]?.at(-1)?.value ?? NaN;

/** Parameters as texts, nested values as JSON. */
export const runParams = ({ config }: Pick<RunRecord, "config">): Record<string, string> =>
  Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );

/** How a name is written in a filter or an order: `metrics.rmse`, `metrics."trial loss"`. */
export const filterName = (group: "metrics" | "params", name: string): string =>
  /^[\w.\-/]+$/.test(name) ? `${group}.${name}` : `${group}."${name.replace(/["\\]/g, String.raw`\$&`)}"`;

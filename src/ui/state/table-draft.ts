import { createEffect, createMemo, createSignal, on, type Accessor } from "solid-js";
import type { OnLog, PendingTableTraining, TableVersion } from "../../bridge/table-api.ts";
import { asAppError, type AppError } from "../../core/errors.ts";
import type { Progress } from "../../core/progress.ts";
import {
  guessTarget,
  guessTask,
  modelNameOf,
  type KeptTable,
  type TableTask,
} from "../../domain/table-training.ts";
import { readTrainingConfig, type ColumnKind, type TrainingConfig } from "../../domain/training-config.ts";
import type { AppState } from "./app.tsx";
import { figure } from "../format/numbers.ts";
import { createLoad, type Load } from "./load.ts";

/** What a person says of a training; keys as in the JSON file. What is left out is the default. */
export type GivenConfig = { readonly [Key in keyof TrainingConfig]?: TrainingConfig[Key] | undefined };

/** A table before its training: what it looks like, what is to be learned, and how. */
export interface TableDraft {
  readonly tables: Load<readonly KeptTable[]>;
  readonly versions: Load<readonly TableVersion[]>;
  readonly table: Accessor<KeptTable | null>;
  /** The file that is being read. */
  readonly reading: Accessor<{ readonly fileName: string; readonly progress: Progress | null } | null>;
  /** Why the file could not be read, or the configuration be loaded. */
  readonly error: Accessor<AppError | null>;
  open(file: File): Promise<void>;
  stopReading(): void;
  choose(table: KeptTable): void;
  clear(): void;
  readonly target: Accessor<string | null>;
  setTarget(name: string): void;
  readonly task: Accessor<TableTask>;
  setTask(task: TableTask): void;
  kindOf(column: string): ColumnKind;
  setKind(column: string, kind: ColumnKind): void;
  readonly given: Accessor<GivenConfig>;
  set(more: GivenConfig): void;
  /** The whole configuration, or what is wrong with it. */
  readonly config: Accessor<TrainingConfig | AppError>;
  readonly timeLimitMs: Accessor<number | null>;
  setTimeLimitMs(limit: number | null): void;
  loadConfig(file: File): Promise<void>;
  /** Lines of the log of the training that runs or ran last. */
  readonly log: Accessor<readonly LogLine[]>;
  start(): Promise<void>;
  /** Trainings that were cut off. */
  readonly pending: Load<readonly PendingTableTraining[]>;
  resume(model: string): Promise<void>;
  discard(model: string): Promise<void>;
}

/** A line of a training's log. */
export interface LogLine {
  /** Since the training began. */
  readonly seconds: number;
  readonly event: string;
  /** What was judged, and its loss; only of lines that tell of one. */
  readonly what?: string;
  readonly loss?: number;
}

/** The tables and their models on this device, and the training that is being prepared; outlives its screen. */
export function tableDraft(app: AppState): TableDraft {
  const { services, jobs, toasts } = app;
  const always = (): true => true;
  const tables = createLoad(always, () => services.tables.tables());
  const versions = createLoad(always, () => services.tables.versions());
  const pending = createLoad(always, () => services.tables.pendingTables());
  createEffect(on(jobs.table.running, () => void pending.reload(), { defer: true }));
  app.onStores(["tables"], () => void tables.reload());
  app.onStores(["artifacts"], () => void versions.reload());

  const [table, setTable] = createSignal<KeptTable | null>(null);
  const [reading, setReading] = createSignal<ReturnType<TableDraft["reading"]>>(null);
  const [error, setError] = createSignal<AppError | null>(null);
  const [pickedTarget, setPickedTarget] = createSignal<string | null>(null);
  const [pickedTask, setPickedTask] = createSignal<TableTask | null>(null);
  const [given, setGiven] = createSignal<GivenConfig>({ preset: "balanced" });
  const [timeLimitMs, setTimeLimitMs] = createSignal<number | null>(null);
  const [log, setLog] = createSignal<readonly LogLine[]>([]);
  const onLog: OnLog = (lines) => {
    const read = lines.map((line) => JSON.parse(line) as LogLine);
    for (const { what, loss } of read.slice(log().length)) {
      if (what !== undefined && typeof loss === "number") jobs.table.note(`${what}: loss ${figure(loss)}`);
    }
    setLog(read);
  };
  let stop: (() => void) | null = null;

  const target = createMemo(() => {
    const known = table();
    return known === null ? null : (pickedTarget() ?? guessTarget(known.columns, known.rows));
  });
  const task = createMemo<TableTask>(() => {
    const known = table();
    const column = known?.columns.find(({ name }) => name === target());
    const guessed = known && column ? guessTask(column, known.rows) : null;
    return pickedTask() ?? guessed ?? "classification";
  });
  const config = createMemo((): TrainingConfig | AppError => {
    try {
      return readTrainingConfig(JSON.stringify(given()), {
        model_name: modelNameOf(target() ?? ""),
        data_source: table()?.fileName ?? "",
      });
    } catch (thrown) {
      return asAppError(thrown);
    }
  });
  const set = (more: GivenConfig): void => {
    setGiven((old) =>
      Object.fromEntries(Object.entries({ ...old, ...more }).filter(([, value]) => value !== undefined)),
    );
  };
  const choose = (next: KeptTable): void => {
    setError(null);
    setPickedTarget(null);
    setPickedTask(null);
    // What is said of one table's columns, and the name of its model, say nothing of another's.
    set({ column_types: undefined, model_name: undefined, group_column: undefined, time_column: undefined });
    setTable(next);
  };

  return {
    tables,
    versions,
    table,
    reading,
    error,
    target,
    task,
    given,
    set,
    config,
    timeLimitMs,
    setTimeLimitMs,
    choose,
    setTask: setPickedTask,
    setTarget(name) {
      setPickedTarget(name);
      setPickedTask(null);
      set({ model_name: undefined });
    },
    kindOf: (column) =>
      given().column_types?.[column] ??
      table()?.columns.find(({ name }) => name === column)?.kind ??
      "ignore",
    setKind(column, kind) {
      const guessed = table()?.columns.find(({ name }) => name === column)?.kind;
      const { [column]: _before, ...others } = given().column_types ?? {};
      const types = kind === guessed ? others : { ...others, [column]: kind };
      set({ column_types: Object.keys(types).length === 0 ? undefined : types });
    },
    async open(file) {
      stop?.();
      setError(null);
      const worker = services.openTables();
      let stopped = false;
      stop = () => {
        stopped = true;
        worker.end();
        setReading(null);
      };
      setReading({ fileName: file.name, progress: null });
      try {
        const kept = await worker.api.keepTable(file, (progress) => {
          if (!stopped) setReading({ fileName: file.name, progress });
        });
        if (!stopped) choose(kept);
      } catch (thrown) {
        if (!stopped) setError(asAppError(thrown));
      }
      if (!stopped) stop();
    },
    stopReading: () => stop?.(),
    clear() {
      setTable(null);
      setError(null);
    },
    async loadConfig(file) {
      try {
        const text = await file.text();
        readTrainingConfig(text, { model_name: "", data_source: "" });
        const { data_source: _other, ...kept } = JSON.parse(text) as GivenConfig;
        setGiven(kept);
        setError(null);
        toasts.show(`${file.name} is loaded.`);
      } catch (thrown) {
        setError(asAppError(thrown));
      }
    },
    async start() {
      const known = table();
      const wanted = target();
      const ready = config();
      if (known === null || wanted === null || ready instanceof Error) return;
      const request = {
        tableId: known.tableId,
        task: task(),
        target: wanted,
        config: ready,
        timeLimitMs: timeLimitMs(),
      };
      setLog([]);
      await jobs.trainTable(`Learning ${wanted}`, (api, onProgress) =>
        api.trainTable(request, onProgress, onLog),
      );
    },
    log,
    pending,
    async resume(model) {
      setLog([]);
      await jobs.trainTable(`Learning ${model}`, (api, onProgress) =>
        api.resumeTable(model, onProgress, onLog),
      );
    },
    async discard(model) {
      try {
        await services.tables.discardPendingTable(model);
      } catch (thrown) {
        toasts.showError(thrown);
      }
      await pending.reload();
    },
  };
}

import { createEffect, createMemo, createSignal, on, type Accessor } from "solid-js";
import type { RunEdit, RunList, RunQuery, RunSummary } from "../../domain/run.ts";
import type { PathFile } from "../../bridge/api.ts";
import { counted } from "../format/numbers.ts";
import { downloadBlob } from "../parts/download.ts";
import type { AppState } from "./app.tsx";
import { createLoad, type Load } from "./load.ts";

/** Most runs that are put side by side. */
export const MOST_COMPARED = 5;
const PAGE = 100;
const KEY = "soma.experiments.columns";
const MOST_FIRST_METRICS = 3;
/** Parameters that most trainings are told apart by. */
const FIRST_PARAMS = ["method", "preset", "model"];

/** What the table of runs shows: chosen by name, so that it outlives the runs. */
export interface RunColumns {
  readonly metrics: readonly string[];
  readonly params: readonly string[];
}

/** What is asked of the runs, how they are shown, and which are chosen. */
export interface Experiments {
  readonly list: Load<RunList>;
  readonly query: Accessor<RunQuery>;
  ask(part: Partial<Omit<RunQuery, "offset" | "limit">>): void;
  /** Sort by it; the other way round where it is so already. Metrics and durations begin with the smallest. */
  sortBy(key: string): void;
  /** "ascending", "descending" or nothing. */
  sorted(key: string): "ascending" | "descending" | undefined;
  /** Fetch the next hundred, too. */
  more(): void;
  readonly columns: Accessor<RunColumns>;
  showColumns(columns: RunColumns): void;
  /** Ids of chosen runs, in the order they were chosen. */
  readonly chosen: Accessor<readonly string[]>;
  choose(runId: string, chosen: boolean): void;
  chooseAll(chosen: boolean): void;
  /** Change them and say so; a deletion can be undone. */
  edit(runIds: readonly string[], edit: RunEdit): Promise<boolean>;
  /** Download them as a ZIP archive of an MLflow folder. */
  exportMlflow(runIds: readonly string[]): Promise<void>;
  importMlflow(files: readonly PathFile[]): Promise<void>;
  /** Download all that fit. */
  exportCsv(): Promise<void>;
  /** An export or an import is under way. */
  readonly carrying: Accessor<boolean>;
}

const ALL: RunQuery = {
  search: "",
  experiment: null,
  status: null,
  model: null,
  deleted: false,
  orderBy: "start_time DESC",
  offset: 0,
  limit: PAGE,
};

/** The state of the Experiments screens: they find it as it was left. */
export function createExperiments(app: AppState): Experiments {
  const { services, toasts } = app;
  const [query, setQuery] = createSignal<RunQuery>(ALL);
  const list = createLoad(
    () => true,
    () => services.experiments.runs(query()),
  );
  createEffect(on(query, () => void list.reload(), { defer: true }));
  app.onStores(["artifacts"], () => void list.reload());

  const [kept, setKept] = createSignal<RunColumns | null>(readColumns());
  const columns = createMemo<RunColumns>(() => {
    const own = kept();
    if (own !== null) return own;
    const { metrics = [], params = [] } = list.value() ?? {};
    return {
      metrics: metrics.slice(0, MOST_FIRST_METRICS),
      params: FIRST_PARAMS.filter((name) => params.includes(name)),
    };
  });

  const [chosen, setChosen] = createSignal<readonly string[]>([]);
  const edit = async (runIds: readonly string[], change: RunEdit): Promise<boolean> => {
    try {
      await services.experiments.editRuns(runIds, change);
      await list.reload();
      return true;
    } catch (thrown) {
      toasts.showError(thrown);
      return false;
    }
  };

  const [carrying, setCarrying] = createSignal(false);
  const carry = async (work: () => Promise<void>): Promise<void> => {
    setCarrying(true);
    try {
      await work();
    } catch (thrown) {
      toasts.showError(thrown);
    }
    setCarrying(false);
  };

  return {
    list,
    query,
    ask: (part) => setQuery((old) => ({ ...old, ...part, limit: PAGE })),
    sortBy: (key) => {
      const other = query().orderBy === `${key} ASC` ? "DESC" : "ASC";
      setQuery((old) => ({ ...old, orderBy: `${key} ${other}` }));
    },
    sorted: (key) => {
      const { orderBy } = query();
      if (orderBy === `${key} ASC`) return "ascending";
      return orderBy === `${key} DESC` ? "descending" : undefined;
    },
    more: () => setQuery((old) => ({ ...old, limit: old.limit + PAGE })),
    columns,
    showColumns: (next) => {
      localStorage.setItem(KEY, JSON.stringify(next));
      setKept(next);
    },
    chosen,
    choose: (runId, wanted) =>
      setChosen((ids) => [...ids.filter((id) => id !== runId), ...(wanted ? [runId] : [])]),
    chooseAll: (wanted) => setChosen(wanted ? (list.value()?.runs ?? []).map(({ run_id }) => run_id) : []),
    edit: async (runIds, change) => {
      const done = await edit(runIds, change);
      if (!done || change.deleted === undefined) return done;
      setChosen((ids) => ids.filter((id) => !runIds.includes(id)));
      const what = runIds.length === 1 ? "One run" : `${runIds.length} runs`;
      const back = !change.deleted;
      toasts.show(`${what} ${back ? "restored" : "deleted"}.`, {
        label: "Undo",
        run: () => void edit(runIds, { deleted: back }),
      });
      return done;
    },
    exportMlflow: (runIds) =>
      carry(async () => {
        downloadBlob(await services.experiments.exportMlflow(runIds), "mlruns.zip");
        toasts.show("The archive says in how-to-open.txt how MLflow opens it.");
      }),
    importMlflow: (files) =>
      carry(async () => {
        const { found, added } = await services.experiments.importMlflow(files);
        await list.reload();
        toasts.show(`${counted(found, "run", "runs")} found, ${added} of them new.`);
      }),
    exportCsv: () => carry(async () => downloadBlob(await services.experiments.runsCsv(query()), "runs.csv")),
    carrying,
  };
}

function readColumns(): RunColumns | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null") as RunColumns | null;
    return Array.isArray(kept?.metrics) && Array.isArray(kept.params) ? kept : null;
  } catch {
    return null;
  }
}

/** A run as one line of text, told from others of its name. */
export const runTitle = ({ name, run_id }: Pick<RunSummary, "name" | "run_id">): string =>
  `${name} (${run_id.slice(0, 6)})`;

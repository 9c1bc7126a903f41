import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { AppError } from "../../core/errors.ts";
import type { AskIndexStatus } from "../../domain/ask.ts";
import type { AppState } from "./app.tsx";
import { createLoad, type Load } from "./load.ts";
import { thriftReason } from "./thrift.ts";

const BY_HAND_KEY = "soma.vectors-by-hand";
const PAUSED_KEY = "soma.vectors-paused";
/** How long to leave the index to another tab, or to a question that needed it first. */
const BUSY_PAUSE_MS = 2000;

/** How far the question index is, and the work on it that goes on behind the screens. */
export interface AskIndex {
  readonly status: Load<AskIndexStatus>;
  /** Whether there is a model and passages wait for its vectors. */
  readonly incomplete: Accessor<boolean>;
  /** Why the last work on it failed; that another has it in hand is no failure, it is tried again. */
  readonly failure: Accessor<AppError | null>;
  /** Whether a person has stopped the making of vectors until further notice. */
  readonly paused: Accessor<boolean>;
  /** Whether vectors are made without anyone asking, while nothing else runs. */
  readonly automatic: Accessor<boolean>;
  setAutomatic(automatic: boolean): void;
  /** Why they are not made by themselves just now, in words; null where nothing speaks against it. */
  readonly held: Accessor<string | null>;
  /** Passages of what changed, then vectors. */
  update(): Promise<void>;
  embed(): Promise<void>;
  /** Go on making vectors where nothing speaks against it. */
  resume(): Promise<void>;
  pause(): void;
}

export function createAskIndex(app: AppState): AskIndex {
  const { services, datasets, jobs } = app;
  const status = createLoad(datasets.currentId, (id: string) => services.ask.indexStatus(id));
  const [paused, setPaused] = createSignal(localStorage.getItem(PAUSED_KEY) !== null);
  const [automatic, setAutomatic] = createSignal(localStorage.getItem(BY_HAND_KEY) === null);
  const [held, setHeld] = createSignal<string | null>(null);
  /** Whether nothing speaks against making vectors that nobody has asked for. */
  const mayMake = async (datasetId: string): Promise<boolean> => {
    setHeld(await thriftReason());
    const wanted = incomplete() && automatic() && !paused() && held() === null;
    return wanted && !jobs.busy() && datasets.currentId() === datasetId;
  };
  const incomplete = createMemo(() => {
    const known = status.value();
    return known !== undefined && known.modelId !== null && known.embedded < known.passages;
  });
  const rest = (pause: boolean): void => {
    setPaused(pause);
    if (pause) localStorage.setItem(PAUSED_KEY, "");
    else localStorage.removeItem(PAUSED_KEY);
  };
  const take = (datasetId: string, fresh: AskIndexStatus | null): void => {
    if (fresh !== null && datasets.currentId() === datasetId) status.set(fresh);
  };

  const makePassages = async (datasetId: string): Promise<void> => {
    const fresh = await jobs.index("Reading the catalogue for questions", datasetId, (api, onProgress) =>
      api.updateIndex(datasetId, onProgress),
    );
    take(datasetId, fresh);
  };
  const makeVectors = async (datasetId: string): Promise<void> => {
    const fresh = await jobs.index("Making vectors", datasetId, (api, onProgress) =>
      api.embedMissing(datasetId, onProgress),
    );
    take(datasetId, fresh);
  };
  const busy = createMemo(() => jobs.indexing.job()?.error?.code === "storage.busy");
  createEffect(
    on(jobs.indexing.job, () => {
      if (!busy()) return;
      const timer = setTimeout(() => void status.reload(), BUSY_PAUSE_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  let keeping = false;
  // Passages and vectors follow whatever changes, unless paused.
  const keepUp = async (): Promise<void> => {
    const datasetId = datasets.currentId();
    const known = status.value();
    const last = jobs.indexing.job();
    if (datasetId === null || known === undefined || keeping) return;
    // What runs is left to itself; what failed or was cancelled waits for a person.
    if (last !== null && last.status !== "done" && last.datasetId === datasetId && !busy()) return;
    keeping = true;
    try {
      if (known.stale || known.passages === 0) await makePassages(datasetId);
      if (await mayMake(datasetId)) await makeVectors(datasetId);
    } finally {
      keeping = false;
    }
  };
  createEffect(on([status.value, jobs.busy, automatic], () => void keepUp()));
  app.onStores(["datasets", "catalogue", "documents", "index", "models"], () => void status.reload());

  return {
    status,
    incomplete,
    failure: () => (busy() ? null : (jobs.indexing.job()?.error ?? null)),
    paused,
    automatic,
    setAutomatic(wanted) {
      if (wanted) localStorage.removeItem(BY_HAND_KEY);
      else localStorage.setItem(BY_HAND_KEY, "");
      setAutomatic(wanted);
    },
    held,
    async update() {
      const datasetId = datasets.currentId();
      if (datasetId === null) return;
      await makePassages(datasetId);
      if (await mayMake(datasetId)) await makeVectors(datasetId);
    },
    async resume() {
      const datasetId = datasets.currentId();
      if (datasetId !== null && (await mayMake(datasetId))) await makeVectors(datasetId);
    },
    async embed() {
      const datasetId = datasets.currentId();
      rest(false);
      if (datasetId !== null) await makeVectors(datasetId);
    },
    pause() {
      rest(true);
      jobs.indexing.cancel();
      void status.reload();
    },
  };
}

/** One for all screens that ask or index. */
export function shopAskIndex(app: AppState): AskIndex {
  return createAskIndex(app);
}

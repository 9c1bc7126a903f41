import {
  createContext,
  createEffect,
  createSignal,
  getOwner,
  onCleanup,
  runWithOwner,
  useContext,
  type Accessor,
  type JSX,
} from "solid-js";
import type { ChangedKey } from "../../bridge/storage.ts";
import type { AppError } from "../../core/errors.ts";
import type { StoreName } from "../../core/ports.ts";
import type { Provenance } from "../../domain/provenance.ts";
import { createOnline } from "./connectivity.ts";
import { createDatasets, type Datasets } from "./datasets.ts";
import { createImportDraft, type ImportDraft } from "./import-draft.ts";
import { createJobs, type Jobs } from "./jobs.ts";
import { createLoad, type Load } from "./load.ts";
import { createReadingList } from "./reading-list.ts";
import type { Services } from "./services.ts";
import { createTheme } from "./theme.ts";
import { createTitles, type Titles } from "./titles.ts";
import { createToasts, type Toasts } from "./toasts.ts";
import { createToday, type Today } from "./today.ts";
import { createWakefulness, type Wakefulness } from "./wakefulness.ts";

/** The state that outlives a screen. */
export interface AppState {
  readonly services: Services;
  readonly datasets: Datasets;
  readonly provenance: Load<Provenance>;
  readonly jobs: Jobs;
  readonly today: Today;
  readonly titles: Titles;
  /** Fetch the title table now or when a dataset is there; screens that list titles call it. */
  wantTitles(): void;
  /** The file being looked at before its import; walking to another screen does not lose it. */
  readonly importDraft: ImportDraft;
  readonly readingList: ReturnType<typeof createReadingList>;
  readonly toasts: Toasts;
  readonly theme: ReturnType<typeof createTheme>;
  readonly wakefulness: Wakefulness;
  readonly online: Accessor<boolean>;
  /** The browser has removed the data, or a newer app has taken it over; null when all is well. */
  readonly notice: Accessor<AppError | null>;
  dismissNotice(): void;
  /** Fetch again everything that speaks of the current dataset. */
  refresh(): Promise<void>;
  /** State of a screen loaded later that must outlive it: made on first use, the same from then on. */
  keep<T>(make: (app: AppState) => T): T;
  /** Call `listener` when any of the stores changed, also by another tab; bursts count once. */
  onStores(stores: readonly StoreName[], listener: () => void): void;
}

const AppContext = createContext<AppState>();

export function AppProvider(props: {
  readonly services: Services;
  readonly children: JSX.Element;
}): JSX.Element {
  return <AppContext.Provider value={createAppState(props.services)}>{props.children}</AppContext.Provider>;
}

export function useApp(): AppState {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error("useApp outside AppProvider");
  return app;
}

const CHANGE_PAUSE_MS = 150;

function createAppState(services: Services): AppState {
  const toasts = createToasts();
  const datasets = createDatasets(services);
  const provenance = createLoad(datasets.currentId, (id: string) => services.predict.provenance(id));
  const today = createToday(services, datasets.currentId, toasts);
  const [titlesWanted, setTitlesWanted] = createSignal(false);
  const titles = createTitles(services, datasets.currentId, titlesWanted);

  const refresh = async (): Promise<void> => {
    await datasets.load.reload();
    await Promise.all([provenance.reload(), today.page.reload(), titles.table.reload()]);
  };
  const jobs = createJobs(services, {
    datasetReady: async (dataset) => {
      datasets.choose(dataset.id);
      await refresh();
    },
    dataChanged: refresh,
    finished: (sentence, path) => {
      if (location.pathname !== path) toasts.show(sentence);
    },
  });

  const onChanges = (isMeant: (change: ChangedKey) => boolean, listener: () => void): void => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = services.onChanges((changes) => {
      if (!changes.some(isMeant)) return;
      clearTimeout(timer);
      timer = setTimeout(listener, CHANGE_PAUSE_MS);
    });
    onCleanup(() => {
      clearTimeout(timer);
      stop();
    });
  };
  const onStores = (stores: readonly StoreName[], listener: () => void): void =>
    onChanges(({ store }) => stores.includes(store), listener);
  // The steps of a training under way change no number that these screens show.
  onChanges(
    ({ store, key }) =>
      ["datasets", "catalogue", "stock", "artifacts"].includes(store) && !key.startsWith("artifacts/runs/"),
    () => void refresh(),
  );
  onStores(["shop"], () => void today.page.reload());

  const [notice, setNotice] = createSignal<AppError | null>(null);
  onCleanup(
    services.onNotice((heard) => {
      setNotice(heard);
      void refresh();
    }),
  );

  const warnBeforeLeaving = (event: BeforeUnloadEvent): void => {
    event.preventDefault();
  };
  createEffect(() => {
    if (!jobs.busy()) return;
    addEventListener("beforeunload", warnBeforeLeaving);
    onCleanup(() => removeEventListener("beforeunload", warnBeforeLeaving));
  });

  const owner = getOwner();
  const kept = new Map<unknown, unknown>();
  const app: AppState = {
    services,
    datasets,
    provenance,
    jobs,
    today,
    titles,
    wantTitles: () => setTitlesWanted(true),
    importDraft: createImportDraft(services),
    readingList: createReadingList(),
    toasts,
    theme: createTheme(),
    wakefulness: createWakefulness(services, () => jobs.queue.active().length > 0),
    online: createOnline(),
    notice,
    dismissNotice: () => setNotice(null),
    refresh,
    onStores,
    keep<T>(make: (app: AppState) => T): T {
      if (!kept.has(make))
        kept.set(
          make,
          runWithOwner(owner, () => make(app)),
        );
      return kept.get(make) as T;
    },
  };
  return app;
}

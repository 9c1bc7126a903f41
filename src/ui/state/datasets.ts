import { createMemo, createSignal, type Accessor } from "solid-js";
import type { DatasetRecord } from "../../domain/dataset.ts";
import { createLoad, type Load } from "./load.ts";
import type { Services } from "./services.ts";

export interface Datasets {
  readonly load: Load<readonly DatasetRecord[]>;
  /** The dataset all screens speak of, or undefined when there is none. */
  readonly current: Accessor<DatasetRecord | undefined>;
  readonly currentId: Accessor<string | null>;
  choose(id: string): void;
}

const CHOSEN_KEY = "soma.dataset";

/** The shops on this device and the one being looked at; the choice is kept on this device. */
export function createDatasets(services: Services): Datasets {
  const load = createLoad<true, readonly DatasetRecord[]>(
    () => true,
    () => services.ingest.datasets(),
  );
  const [chosen, setChosen] = createSignal(localStorage.getItem(CHOSEN_KEY));
  const current = createMemo(() => {
    const all = load.value();
    return all?.find((dataset) => dataset.id === chosen()) ?? all?.[0];
  });
  const currentId = createMemo(() => current()?.id ?? null);
  return {
    load,
    current,
    currentId,
    choose(id) {
      localStorage.setItem(CHOSEN_KEY, id);
      setChosen(id);
    },
  };
}

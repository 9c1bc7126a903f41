import { createSignal, type Accessor } from "solid-js";
import { asAppError, type AppError } from "../../core/errors.ts";
import type { Services } from "./services.ts";

/** A search of the titles while someone types. */
export interface TitleSearch {
  readonly query: Accessor<string>;
  search(query: string): void;
  /** Rows of the title table that match, best first; null while nothing is asked for. */
  readonly found: Accessor<Uint32Array | null>;
  readonly error: Accessor<AppError | undefined>;
}

/** One question is under way at a time; of those typed meanwhile only the latest is asked next. */
export function createTitleSearch(services: Services, datasetId: Accessor<string | null>): TitleSearch {
  const [query, setQuery] = createSignal("");
  const [found, setFound] = createSignal<Uint32Array | null>(null);
  const [error, setError] = createSignal<AppError | undefined>(undefined);
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    for (;;) {
      const asked = query();
      const id = datasetId();
      if (id === null || asked.trim() === "") {
        setFound(null);
        break;
      }
      try {
        const rows = await services.predict.searchTitles(id, asked);
        setError(undefined);
        if (query() === asked && datasetId() === id) {
          setFound(rows);
          break;
        }
      } catch (thrown) {
        setError(asAppError(thrown));
        if (query() === asked) break;
      }
    }
    asking = false;
  };
  return {
    query,
    search(next) {
      setQuery(next);
      void ask();
    },
    found,
    error,
  };
}

import { createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";
import { asAppError, type AppError } from "../../core/errors.ts";

/** A value that is being fetched, with what to show meanwhile and when it fails. */
export interface Load<T> {
  /** The latest value, kept while it is fetched again; undefined before the first. */
  readonly value: Accessor<T | undefined>;
  readonly error: Accessor<AppError | undefined>;
  readonly loading: Accessor<boolean>;
  /** Fetch again; what is shown stays until the answer comes. */
  reload(): Promise<void>;
  /** Show this now, ahead of the next fetch. */
  set(value: T): void;
}

/**
 * Fetch whenever the key changes; the latest key wins, an answer to an older one is dropped.
 * A null key fetches nothing. A changed key clears the value: it spoke of something else.
 */
export function createLoad<K, T>(
  key: Accessor<K | null | undefined>,
  fetch: (key: K) => Promise<T>,
): Load<T> {
  const [value, setValue] = createSignal<T | undefined>(undefined);
  const [error, setError] = createSignal<AppError | undefined>(undefined);
  const [loading, setLoading] = createSignal(false);
  let turn = 0;
  onCleanup(() => turn++);

  const run = async (): Promise<void> => {
    const current = key();
    const mine = ++turn;
    if (current === null || current === undefined) {
      setLoading(false);
      return;
    }
    setLoading(true);
    try {
      const answer = await fetch(current);
      if (mine !== turn) return;
      setValue(() => answer);
      setError(undefined);
    } catch (thrown) {
      if (mine === turn) setError(asAppError(thrown));
    }
    if (mine === turn) setLoading(false);
  };

  createEffect(
    on(key, () => {
      setValue(undefined);
      setError(undefined);
      void run();
    }),
  );
  return { value, error, loading, reload: run, set: (next) => setValue(() => next) };
}

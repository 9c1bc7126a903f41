import { withEntry, withoutEntry, type ProfileEntry } from "../domain/private-profile.ts";

/** What one reader tapped at the kiosk. It is in the memory of the page and nowhere else. */
export interface KioskSession {
  entries(): readonly ProfileEntry[];
  put(entry: ProfileEntry): void;
  remove(itemId: string): void;
  /** Someone is there: the idle time starts anew. `put` and `remove` do it, too. */
  touch(): void;
  /** The reader leaves. */
  clear(): void;
  /** Clear, and stop listening: the screen closes. */
  end(): void;
}

interface KioskOptions {
  /** Cleared after so long without a touch. */
  readonly idleMs: number;
  readonly onChange: (entries: readonly ProfileEntry[]) => void;
  /** Cleared by itself, not by the reader: go back to the first screen. */
  readonly onIdle: () => void;
}

/**
 * A list for whoever stands at the kiosk: nothing of it is stored, and it is cleared after idle time, and when the
 * page is left or frozen, so that "back" does not bring it back.
 */
export function kioskSession({ idleMs, onChange, onIdle }: KioskOptions): KioskSession {
  let entries: readonly ProfileEntry[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const change = (next: readonly ProfileEntry[]): void => {
    entries = next;
    onChange(entries);
  };
  const clear = (): void => {
    clearTimeout(timer);
    if (entries.length > 0) change([]);
  };
  const touch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      clear();
      onIdle();
    }, idleMs);
  };
  globalThis.addEventListener("pagehide", clear);

  return {
    entries: () => entries,
    put: (entry) => {
      touch();
      change(withEntry(entries, entry));
    },
    remove: (itemId) => {
      touch();
      change(withoutEntry(entries, itemId));
    },
    touch,
    clear,
    end: () => {
      clear();
      globalThis.removeEventListener("pagehide", clear);
    },
  };
}

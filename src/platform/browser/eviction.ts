import { storageError } from "../../core/storage-errors.ts";
import type { AppError } from "../../core/errors.ts";
import { DATABASE_NAME } from "./database.ts";
import { subscribeStorage } from "./changes.ts";

const MARKER = "soma.data-last-seen";

/**
 * Watch over the stored data. Reports, at the start, that the browser has removed the database since the last visit
 * (a marker in localStorage says that there was one), and later whatever happens to it while it is in use.
 *
 * A browser that removes localStorage too leaves no trace; installing the app or persistent storage prevents that.
 *
 * @returns call it to stop watching
 */
export function watchEviction(
  onNotice: (notice: AppError) => void,
  databaseName = DATABASE_NAME,
): () => void {
  void reportEviction(onNotice, databaseName);
  return subscribeStorage({
    onNotice,
    onChanges: (changes) => {
      if (changes.some(({ store }) => store === "datasets")) markSeen();
    },
  });
}

async function reportEviction(onNotice: (notice: AppError) => void, databaseName: string): Promise<void> {
  const lastSeen = localStorage.getItem(MARKER);
  if (await databaseExists(databaseName)) markSeen();
  else if (lastSeen !== null) {
    localStorage.removeItem(MARKER);
    onNotice(storageError("storage.evicted", { what: `last seen on ${lastSeen.slice(0, 10)}` }));
  }
}

function markSeen(): void {
  localStorage.setItem(MARKER, new Date().toISOString());
}

async function databaseExists(name: string): Promise<boolean> {
  const databases = await indexedDB.databases();
  return databases.some((database) => database.name === name);
}

import { readFileSync } from "node:fs";
import { STORE_NAMES, type Database, type StoreChange } from "../../../src/core/ports.ts";
import { silentProgress } from "../../../src/core/progress.ts";
import type { AskQuestion } from "../../../src/domain/ask.ts";
import type { DemoNote, DemoTitle } from "../../../src/domain/demo-records.ts";
import { fileDocumentReader } from "../../../src/platform/files/document-reader.ts";
import { fileTableReader } from "../../../src/platform/files/table-reader.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { askCache } from "../../../src/workflows/ask-data.ts";
import { tokenCache } from "../../../src/workflows/ask-tokens.ts";
import { vectorCache } from "../../../src/workflows/ask-vectors.ts";
import type { EmbedderSlot } from "../../../src/workflows/embedder-slot.ts";
import { forecastDataCache } from "../../../src/workflows/forecast-data.ts";
import { openDemoShop } from "../../../src/workflows/open-demo-shop.ts";

export const demoCatalogue = JSON.parse(readFileSync("public/demo/catalogue.json", "utf8")) as DemoTitle[];
export const demoNotes = JSON.parse(readFileSync("public/demo/notes.json", "utf8")) as DemoNote[];

/** Everything that questions need, in memory; the clock goes on by a second with each look. */
export function askTestContext(database: Database = memoryDatabase(), locks = memoryLocks()) {
  let seconds = 0;
  return {
    database,
    clock: {
      isoNow: () => new Date(Date.UTC(2026, 10, 1, 9, 0, seconds++)).toISOString(),
      monotonicMs: () => 0,
    },
    locks,
    progress: silentProgress,
    tables: fileTableReader(),
    documents: fileDocumentReader(),
    cache: forecastDataCache(),
    asks: askCache(),
    vectors: vectorCache(),
    tokens: tokenCache(),
    embedder: null as EmbedderSlot | null,
  };
}
export type AskTestContext = ReturnType<typeof askTestContext>;

let opened: Promise<readonly StoreChange[]> | null = null;

/** A demo shop of one's own; it is simulated once a file of tests. */
export async function askDemo(onChange?: (changes: readonly StoreChange[]) => void): Promise<AskTestContext> {
  opened ??= openOnce();
  const context = askTestContext(memoryDatabase(onChange));
  await context.database.write(await opened);
  return context;
}

async function openOnce(): Promise<readonly StoreChange[]> {
  const context = askTestContext();
  await openDemoShop(context, demoCatalogue, demoNotes);
  const changes: StoreChange[] = [];
  for (const store of STORE_NAMES) {
    for (const key of await context.database.keys(store, "")) {
      changes.push({ store, key, value: await context.database.read(store, key) });
    }
  }
  return changes;
}

export function askQuestion(datasetId: string, text: string, more: Partial<AskQuestion> = {}): AskQuestion {
  return {
    datasetId,
    text,
    before: [],
    filters: { kinds: [], inStock: false, sourceIds: [] },
    query: null,
    ...more,
  };
}

/** A file of this text. */
export function textFile(name: string, text: string) {
  const bytes = new TextEncoder().encode(text);
  return {
    name,
    size: bytes.length,
    slice: (start: number, end?: number) => Promise.resolve(bytes.slice(start, end)),
    async *chunks() {
      yield await Promise.resolve(bytes);
    },
  };
}

/** Every value of a store by its key, as text that tells two of them apart. */
export async function storeText(
  database: Database,
  store: "index" | "documents",
): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const key of await database.keys(store, "")) {
    const value = await database.read(store, key);
    values.set(
      key,
      JSON.stringify(value, (_, part: unknown) =>
        ArrayBuffer.isView(part) ? Array.from(part as Uint8Array) : part,
      ),
    );
  }
  return values;
}

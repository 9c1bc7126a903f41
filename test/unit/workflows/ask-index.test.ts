import { beforeAll, describe, expect, it } from "vitest";
import { storageError } from "../../../src/core/storage-errors.ts";
import { ask } from "../../../src/workflows/ask.ts";
import { openAskData, passageSource } from "../../../src/workflows/ask-data.ts";
import { updateAskIndex } from "../../../src/workflows/ask-index.ts";
import { askIndexLock, blockKey, readManifest } from "../../../src/workflows/ask-index-store.ts";
import { askIndexStatus } from "../../../src/workflows/ask-status.ts";
import { addDocument, removeDocument } from "../../../src/workflows/documents.ts";
import { DEMO_DATASET_ID as DEMO } from "../../../src/workflows/open-demo-shop.ts";
import { removeDataset } from "../../../src/workflows/remove-dataset.ts";
import {
  askDemo,
  askQuestion,
  demoCatalogue,
  demoNotes,
  storeText,
  textFile,
  type AskTestContext,
} from "./ask-shop.ts";

const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;
const RULES = textFile(
  "rules.md",
  "# Returns\n\nBooks may be returned within thirty days, with a receipt.\n",
);

describe("the index of the demo shop", () => {
  let context: AskTestContext;
  beforeAll(async () => {
    context = await askDemo();
  });

  it("is made by the first question", async () => {
    expect((await askIndexStatus(context.database, DEMO, null, null)).passages).toBe(0);
    const { sources } = await ask(context, askQuestion(DEMO, "Who hunts the white whale?"));
    expect(sources[0]?.title).toBe("Moby-Dick");
    const status = await askIndexStatus(context.database, DEMO, null, null);
    // A record and a description of each title, notes and reviews.
    expect(status.passages).toBeGreaterThanOrEqual(2 * demoCatalogue.length + demoNotes.length);
    expect(status).toMatchObject({ stale: false, embedded: 0, modelId: null, documents: 0 });
    expect(status.bytes).toBeGreaterThan(100_000);
  });

  it("holds every passage where its source says it stands", async () => {
    const data = await openAskData(context, DEMO);
    for (const { passageId, text } of data.passages) {
      const { source, section, start, end } = await passageSource(context, DEMO, passageId);
      expect(source.sections[section]!.text.slice(start, end)).toBe(text);
    }
    await expect(passageSource(context, DEMO, "title/none#0")).rejects.toThrow(code("ask.unknown-passage"));
  });

  it("is left as it is where nothing changed", async () => {
    const before = await storeText(context.database, "index");
    await updateAskIndex(context, DEMO);
    expect(await storeText(context.database, "index")).toEqual(before);
  });
});

describe("an index out of date", () => {
  it("takes in a document and nothing else, and is the same as one made anew", async () => {
    const written: string[] = [];
    const context = await askDemo((changes) => written.push(...changes.map(({ key }) => key)));
    await updateAskIndex(context, DEMO);
    await addDocument(context, DEMO, RULES);
    expect((await askIndexStatus(context.database, DEMO, null, null)).stale).toBe(true);
    written.length = 0;
    const manifest = await updateAskIndex(context, DEMO);
    const { sources } = await ask(context, askQuestion(DEMO, "Within how many days may books be returned?"));
    expect(sources[0]).toMatchObject({ kind: "document", headings: ["Returns"] });
    // Of the sources' parts only the last: the titles before stand in parts that stay.
    expect(manifest.sources.filter((name) => written.includes(blockKey(DEMO, name)))).toHaveLength(1);
    expect(manifest.sources.length).toBeGreaterThan(1);

    const fresh = await askDemo();
    await addDocument(fresh, DEMO, RULES);
    const { sources: names, words } = await updateAskIndex(fresh, DEMO);
    expect({ sources: manifest.sources, words: manifest.words }).toEqual({ sources: names, words });
  });

  it("never cites a document that was removed", async () => {
    const context = await askDemo();
    const { documentId } = await addDocument(context, DEMO, RULES);
    await updateAskIndex(context, DEMO);
    await removeDocument(context, DEMO, documentId);
    const { sources } = await ask(context, askQuestion(DEMO, "Within how many days may books be returned?"));
    expect(sources.filter(({ kind }) => kind === "document")).toEqual([]);
  });
});

describe("a damaged index", () => {
  it("is set aside and made anew", async () => {
    const context = await askDemo();
    const { sources, words } = await updateAskIndex(context, DEMO);
    const whole = await storeText(context.database, "index");
    for (const name of [sources[0]!, words]) {
      const key = blockKey(DEMO, name);
      await context.database.write([{ store: "index", key, value: Uint8Array.of(1, 2, 3) }]);
      context.asks.current = null;
      const answer = await ask(context, askQuestion(DEMO, "Who hunts the white whale?"));
      expect(answer.sources[0]?.title).toBe("Moby-Dick");
      expect(await context.database.read("index", `${DEMO}/set-aside/${name}`)).toEqual(
        Uint8Array.of(1, 2, 3),
      );
      expect((await storeText(context.database, "index")).get(key)).toBe(whole.get(key));
    }
  });

  it("is made anew where its list of parts is unreadable or of another format", async () => {
    const context = await askDemo();
    await updateAskIndex(context, DEMO);
    for (const value of ["nonsense", { format: 99 }]) {
      await context.database.write([{ store: "index", key: `${DEMO}/manifest`, value }]);
      expect(await readManifest(context.database, DEMO)).toBeNull();
      const answer = await ask(context, askQuestion(DEMO, "Who hunts the white whale?"));
      expect(answer.sources[0]?.title).toBe("Moby-Dick");
    }
  });
});

describe("two that index at once", () => {
  it("do not disturb each other: the second is told, or waits and finds it done", async () => {
    const context = await askDemo();
    const first = updateAskIndex(context, DEMO);
    await expect(updateAskIndex(context, DEMO)).rejects.toThrow(code("storage.busy"));
    const waiting = updateAskIndex(context, DEMO, true);
    expect(await waiting).toEqual(await first);
  });

  it("hold off the removal of the shop", async () => {
    const context = await askDemo();
    await context.locks.hold(askIndexLock(DEMO), { wait: false }, async () => {
      await expect(removeDataset(context, DEMO)).rejects.toThrow(code("storage.busy"));
    });
    await updateAskIndex(context, DEMO);
    await removeDataset(context, DEMO);
    expect(await context.database.keys("index", "")).toEqual([]);
    expect(await context.database.keys("documents", "")).toEqual([]);
  });
});

describe("an indexing that cannot be finished", () => {
  it("keeps the old index when the disk is full or it is ended", async () => {
    const context = await askDemo();
    await updateAskIndex(context, DEMO);
    await addDocument(context, DEMO, RULES);
    const before = await storeText(context.database, "index");
    const full = {
      ...context,
      database: {
        ...context.database,
        write: () =>
          Promise.reject(storageError("storage.full", { neededBytes: 1, usedBytes: null, quotaBytes: null })),
      },
    };
    await expect(updateAskIndex(full, DEMO)).rejects.toThrow(code("storage.full"));
    const ended = { ...context, signal: AbortSignal.abort() };
    await expect(updateAskIndex(ended, DEMO)).rejects.toThrow(code("core.aborted"));
    expect(await storeText(context.database, "index")).toEqual(before);
  });
});

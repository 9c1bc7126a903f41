import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreChange, TextEmbedder } from "../../../src/core/ports.ts";
import { storageError } from "../../../src/core/storage-errors.ts";
import type { Progress } from "../../../src/core/progress.ts";
import type { SourceText } from "../../../src/domain/document.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { nodeEmbedder } from "../../../src/platform/node/embedder.ts";
import { notesKey } from "../../../src/workflows/ask-sources.ts";
import { readTokens, tokenCache } from "../../../src/workflows/ask-tokens.ts";
import { openVectors } from "../../../src/workflows/ask-vectors.ts";
import { openAskData } from "../../../src/workflows/ask-data.ts";
import type { VectorModel } from "../../../src/workflows/embedder-slot.ts";
import { updateAskIndex } from "../../../src/workflows/ask-index.ts";
import { askVectorsLock } from "../../../src/workflows/ask-index-store.ts";
import { askIndexStatus } from "../../../src/workflows/ask-status.ts";
import { vectorPrefix } from "../../../src/workflows/ask-vectors-store.ts";
import { createDataset } from "../../../src/workflows/datasets.ts";
import { addDocument } from "../../../src/workflows/documents.ts";
import { embedPassages } from "../../../src/workflows/embed-passages.ts";
import { exportIndex, importIndex } from "../../../src/workflows/index-file.ts";
import { loadRagSystem } from "../../../src/workflows/rag-artifact.ts";
import { removeDataset } from "../../../src/workflows/remove-dataset.ts";
import { askTestContext, storeText, textFile } from "./ask-shop.ts";

const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;
const NOTES = 300;
/** Any will do: what it is learned for is the reranker's affair. */
const PROJECTION = {
  sha256: "ef".repeat(32),
  from: 384,
  to: 16,
  weights: Float32Array.from({ length: 384 * 16 }, (_, i) => ((i * 7919) % 13) - 6),
};

let embedder: TextEmbedder;
/** Texts that were embedded, in order. */
let asked: string[] = [];
beforeAll(async () => {
  const real = await nodeEmbedder({ threads: 1 });
  embedder = {
    ...real,
    embed: (texts, options) => {
      asked.push(...texts);
      return real.embed(texts, options);
    },
  };
}, 60_000);
afterAll(() => embedder.dispose());

/** A shop with a note on each of 300 shelves, three blocks of vectors. */
async function shelves(onChange?: (changes: readonly StoreChange[]) => void) {
  const context = { ...askTestContext(memoryDatabase(onChange)), embedder, projection: PROJECTION };
  const { id } = await createDataset(context, "Shelves");
  await context.database.write([
    { store: "documents", key: notesKey(id), value: Array.from({ length: NOTES }, (_, i) => note(i)) },
  ]);
  asked = [];
  return { context, id };
}

function note(i: number): SourceText {
  const text = `Shelf ${i} holds ${["novels", "poems", "plays", "maps"][i % 4]!}.`;
  return {
    sourceId: `note/shelf/${i}`,
    kind: "note",
    title: `Shelf ${i}`,
    itemId: null,
    language: "en",
    sections: [{ headings: [], text, page: null }],
  };
}

const embeddedOf = async (context: Awaited<ReturnType<typeof shelves>>["context"], id: string) =>
  (await askIndexStatus(context.database, id, embedder.info, null)).embedded;

describe("the vectors of a shop's passages", () => {
  it("are made block by block with their progress, and published", async () => {
    const { context, id } = await shelves();
    const reports: Progress[] = [];
    await embedPassages({ ...context, progress: (report) => void reports.push(report) }, id);
    expect(asked).toHaveLength(NOTES);
    expect(await embeddedOf(context, id)).toBe(NOTES);
    const making = reports.filter(({ phase }) => phase === "Making vectors");
    expect(making[0]).toMatchObject({ done: 0, total: NOTES, remainingMs: null });
    expect(making.some(({ remainingMs }) => remainingMs !== null)).toBe(true);
    const { loaded } = await loadRagSystem(context, id);
    expect(loaded?.version).toBe("1.0.0");
    expect(loaded?.model.passageIds).toHaveLength(NOTES);
    expect(loaded?.metadata.hyperparameters).toMatchObject({ model: "all-MiniLM-L6-v2", dimension: 384 });
  });

  it("find in the published index what they find themselves", async () => {
    const { context, id } = await shelves();
    await embedPassages(context, id);
    const { loaded } = await loadRagSystem(context, id);
    const { vectors } = await embedder.embed(["Shelf 17 holds poems."]);
    const { ids } = loaded!.model.index.search(vectors, 1);
    expect(loaded!.model.passageIds[ids[0]!]).toBe("note/shelf/17#0");
  });

  it("come back in the order of the passages, with their tokens", async () => {
    const { context, id } = await shelves();
    await embedPassages(context, id);
    const data = await openAskData({ ...context, embedder: null }, id);
    const loaded = await openVectors(context, id, data, embedder.info);
    expect(loaded.vectors.passages.scales.every((scale) => scale > 0)).toBe(true);
    const folder = { sha256: embedder.info.sha256, projectionSha256: PROJECTION.sha256 };
    const tokens = tokenCache();
    const rows = [299, 3, 170];
    const read = await readTokens({ ...context, tokens }, id, folder, loaded, rows);
    read.forEach((passage, i) => {
      const { text } = data.passages[rows[i]!]!;
      // One token a word of these texts, numbers in one or more, and the full stop.
      expect(text.slice(passage!.places[0])).toBe(text);
      expect(text.slice(passage!.places.at(-1))).toBe(".");
      expect(passage!.codes).toHaveLength(16 * passage!.scales.length);
    });
    const other = { ...folder, projectionSha256: "00".repeat(32) };
    expect(await readTokens({ ...context, tokens }, id, other, loaded, [3])).toEqual([null]);
  });

  it("are the same bytes when it was killed in the middle and went on", async () => {
    const whole = await shelves();
    await embedPassages(whole.context, whole.id);
    const expected = await storeText(whole.context.database, "index");

    const stop = new AbortController();
    const cut = await shelves((changes) => {
      if (changes.some(({ key }) => key.includes("/vectors/"))) stop.abort();
    });
    await expect(embedPassages({ ...cut.context, signal: stop.signal }, cut.id)).rejects.toThrow(
      code("core.aborted"),
    );
    expect(await embeddedOf(cut.context, cut.id)).toBe(128);
    asked = [];
    await embedPassages(cut.context, cut.id);
    expect(asked).toHaveLength(NOTES - 128);
    const found = await storeText(cut.context.database, "index");
    const vectors = (all: Map<string, string>) =>
      [...all].filter(([key]) => key.includes("/vectors/") || key.includes("/tokens/"));
    expect(vectors(found).length).toBeGreaterThan(20);
    expect(vectors(found)).toEqual(vectors(expected));
    const artifact = async ({ context, id }: typeof whole) =>
      (await loadRagSystem(context, id)).loaded!.metadata.hashes;
    expect(await artifact(cut)).toEqual(await artifact(whole));
  });

  it("are made of new texts only", async () => {
    const { context, id } = await shelves();
    await embedPassages(context, id);
    asked = [];
    await embedPassages(context, id);
    expect(asked).toEqual([]);
    expect((await loadRagSystem(context, id)).loaded?.version).toBe("1.0.0");
    await addDocument(context, id, textFile("hours.txt", "The shop opens at nine in the morning."));
    await updateAskIndex(context, id);
    expect(await embeddedOf(context, id)).toBe(NOTES);
    await embedPassages(context, id);
    expect(asked).toEqual(["The shop opens at nine in the morning."]);
    expect(await embeddedOf(context, id)).toBe(NOTES + 1);
    expect((await loadRagSystem(context, id)).loaded?.version).toBe("1.1.0");
  });

  it("that were damaged in the store are set aside and made anew", async () => {
    const { context, id } = await shelves();
    await embedPassages(context, id);
    const expected = await storeText(context.database, "index");
    const [key] = await context.database.keys("index", vectorPrefix(id, embedder.info));
    const value = (await context.database.read("index", key!)) as { sha256: string; bytes: Uint8Array };
    value.bytes[value.bytes.length >> 1]! ^= 1;
    await context.database.write([{ store: "index", key: key!, value }]);
    asked = [];
    await embedPassages(context, id);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThanOrEqual(128);
    const found = await storeText(context.database, "index");
    expect([...found.keys()].filter((each) => each.includes("/set-aside/"))).toHaveLength(1);
    expect(found.get(key!)).toBe(expected.get(key!));
  });

  it("keep what is done when the disk is full", async () => {
    const { context, id } = await shelves();
    let writes = 0;
    const database = {
      ...context.database,
      write: (changes: readonly StoreChange[]) =>
        changes.some(({ key }) => key.includes("/vectors/")) && writes++ > 0
          ? Promise.reject(
              storageError("storage.full", { neededBytes: 1, usedBytes: null, quotaBytes: null }),
            )
          : context.database.write(changes),
    };
    await expect(embedPassages({ ...context, database }, id)).rejects.toThrow(code("storage.full"));
    expect(await embeddedOf(context, id)).toBe(128);
  });

  it("are made by one at a time, while titles go on being indexed; they go with the shop", async () => {
    const { context, id } = await shelves();
    await context.locks.hold(askVectorsLock(id), { wait: false }, async () => {
      await expect(embedPassages(context, id)).rejects.toThrow(code("storage.busy"));
      await expect(removeDataset(context, id)).rejects.toThrow(code("storage.busy"));
      expect((await updateAskIndex(context, id)).passages).toBe(NOTES);
    });
    await embedPassages(context, id);
    await removeDataset(context, id);
    expect(await context.database.keys("index", "")).toEqual([]);
    expect((await loadRagSystem(context, id)).loaded).toBeNull();
  });
});

describe("the file that carries vectors", () => {
  const fileOf = (parts: readonly Uint8Array[]) => {
    const bytes = new Uint8Array(Buffer.concat(parts));
    return {
      name: "shelves.soma-index",
      size: bytes.length,
      slice: (start: number, end?: number) => Promise.resolve(bytes.slice(start, end)),
      async *chunks() {
        yield await Promise.resolve(bytes);
      },
    };
  };
  let parts: Uint8Array[];
  beforeAll(async () => {
    const { context, id } = await shelves();
    await embedPassages(context, id);
    parts = await exportIndex(context, id, embedder.info, PROJECTION);
  }, 60_000);

  it("spares another tablet the embedding of all texts that it has, too", async () => {
    const { context, id } = await shelves();
    await addDocument(context, id, textFile("hours.txt", "The shop opens at nine in the morning."));
    await importIndex(context, id, fileOf(parts), embedder.info, PROJECTION);
    await updateAskIndex(context, id);
    expect(await embeddedOf(context, id)).toBe(NOTES);
    await embedPassages(context, id);
    expect(asked).toEqual(["The shop opens at nine in the morning."]);
  });

  it("is not written where it would be empty", async () => {
    const { context, id } = await shelves();
    await updateAskIndex(context, id);
    await expect(exportIndex(context, id, embedder.info, PROJECTION)).rejects.toThrow(
      code("index-file.no-vectors"),
    );
  });

  it("is taken in whole or not at all", async () => {
    const { context, id } = await shelves();
    await updateAskIndex(context, id);
    const before = await storeText(context.database, "index");
    const whole = Buffer.concat(parts);
    const refused = async (
      bytes: Uint8Array,
      expected: string,
      model: VectorModel = embedder.info,
      projection: typeof PROJECTION | null = PROJECTION,
    ): Promise<void> => {
      await expect(importIndex(context, id, fileOf([bytes]), model, projection)).rejects.toThrow(
        code(expected),
      );
      expect(await storeText(context.database, "index")).toEqual(before);
    };
    const changed = (at: number): Uint8Array => {
      const bytes = new Uint8Array(whole);
      bytes[at]! ^= 1;
      return bytes;
    };
    await refused(new TextEncoder().encode("date,sku\n2026-01-01,1\n"), "index-file.wrong-kind");
    await refused(new Uint8Array(), "index-file.wrong-kind");
    await refused(changed(8), "index-file.other-version");
    await refused(changed(whole.length - 5), "index-file.damaged");
    await refused(changed(13), "index-file.damaged");
    await refused(whole.subarray(0, whole.length - 1), "index-file.damaged");
    await refused(whole.subarray(0, 12), "index-file.damaged");
    await refused(whole, "index-file.other-model", { ...embedder.info, sha256: "0".repeat(64) });
    await refused(whole, "index-file.other-version", embedder.info, null);
    await context.locks.hold(askVectorsLock(id), { wait: false }, () => refused(whole, "storage.busy"));
    await expect(importIndex(context, "nowhere", fileOf(parts), embedder.info, PROJECTION)).rejects.toThrow(
      code("import.unknown-dataset"),
    );
  });
});

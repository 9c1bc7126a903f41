import { describe, expect, it } from "vitest";
import { createDataset } from "../../../src/workflows/datasets.ts";
import {
  addDocument,
  documentIds,
  documentText,
  listDocuments,
  removeDocument,
  restoreDocument,
} from "../../../src/workflows/documents.ts";
import { removeDataset } from "../../../src/workflows/remove-dataset.ts";
import { askTestContext, storeText, textFile } from "./ask-shop.ts";

const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;
const RULES =
  "# Returns\n\nBooks may be returned within thirty days.\n\n# Parking\n\nBicycles stand in the yard.\n";

async function shop() {
  const context = askTestContext();
  const { id } = await createDataset(context, "Corner shop");
  return { context, id };
}

describe("a document", () => {
  it("is kept with its text, its sections and the hash of its file", async () => {
    const { context, id } = await shop();
    const record = await addDocument(context, id, textFile("rules.md", RULES));
    expect(record).toMatchObject({ fileName: "rules.md", format: "markdown", sections: 2, passages: 2 });
    expect(record.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(record.documentId).toBe(record.sha256.slice(0, 16));
    const text = await documentText(context.database, id, record.documentId);
    expect(text?.sections.map(({ headings }) => headings)).toEqual([["Returns"], ["Parking"]]);
    expect(text?.sourceId).toBe(`document/${record.documentId}`);
    expect(await listDocuments(context.database, id)).toEqual([record]);
  });

  it("is one however often its file is added, under whatever name", async () => {
    const { context, id } = await shop();
    const first = await addDocument(context, id, textFile("rules.md", RULES));
    expect(await addDocument(context, id, textFile("copy.md", RULES))).toEqual(first);
    expect(await documentIds(context.database, id)).toEqual([first.documentId]);
  });

  it("is refused by its size before more than its beginning is read", async () => {
    const { context, id } = await shop();
    const bytesRead: number[] = [];
    const vast = {
      ...textFile("sales.csv", "a,b\n"),
      size: 3 * 2 ** 30,
      slice: (start: number, end = 3 * 2 ** 30) => {
        bytesRead.push(end - start);
        return Promise.resolve(new Uint8Array(0));
      },
    };
    await expect(addDocument(context, id, vast)).rejects.toThrow(code("document.too-large"));
    expect(bytesRead).toEqual([]);
    expect(await listDocuments(context.database, id)).toEqual([]);
  });

  it("comes before older ones in the list", async () => {
    const { context, id } = await shop();
    const older = await addDocument(context, id, textFile("a.txt", "The shop opens at nine in the morning."));
    const newer = await addDocument(context, id, textFile("b.txt", "The shop closes at six in the evening."));
    expect(await listDocuments(context.database, id)).toEqual([newer, older]);
  });

  it("comes back as it was when its removal is undone", async () => {
    const { context, id } = await shop();
    const { documentId } = await addDocument(context, id, textFile("rules.md", RULES));
    const before = await storeText(context.database, "documents");
    const removed = await removeDocument(context, id, documentId);
    expect(await context.database.keys("documents", "")).toEqual([]);
    expect(await removeDocument(context, id, documentId)).toBeNull();
    await restoreDocument(context, id, removed!);
    expect(await storeText(context.database, "documents")).toEqual(before);
  });

  it("does not come back with the text of another", async () => {
    const { context, id } = await shop();
    await addDocument(context, id, textFile("a.txt", "The shop opens at nine in the morning."));
    await addDocument(context, id, textFile("b.txt", "The shop closes at six in the evening."));
    const [a, b] = await Promise.all(
      (await documentIds(context.database, id)).map((documentId) => removeDocument(context, id, documentId)),
    );
    await expect(restoreDocument(context, id, { record: a!.record, text: b!.text })).rejects.toThrow(
      code("ask.other-document"),
    );
  });

  it("that cannot be read leaves nothing behind", async () => {
    const { context, id } = await shop();
    await expect(addDocument(context, id, textFile("empty.txt", ""))).rejects.toThrow(code("document.empty"));
    const aborted = { ...context, signal: AbortSignal.abort() };
    await expect(addDocument(aborted, id, textFile("rules.md", RULES))).rejects.toThrow(code("core.aborted"));
    expect(await context.database.keys("documents", "")).toEqual([]);
  });

  it("needs a shop, and goes with it", async () => {
    const { context, id } = await shop();
    await expect(addDocument(context, "nowhere", textFile("rules.md", RULES))).rejects.toThrow(
      code("import.unknown-dataset"),
    );
    await addDocument(context, id, textFile("rules.md", RULES));
    await removeDataset(context, id);
    expect(await context.database.keys("documents", "")).toEqual([]);
  });
});

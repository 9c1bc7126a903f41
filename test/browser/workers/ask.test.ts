import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectAsk, connectAskIndex, connectIngest } from "../../../src/bridge/workers.ts";
import type { AskQuestion } from "../../../src/domain/ask.ts";
import { SMALL_CONFIG, SMALL_POOLING, smallGraph } from "../../fixtures/small-embedding-model.ts";
import { browserDatabase } from "../../../src/platform/browser/database.ts";

const RULES = `# Returns

Books may be returned within thirty days, with a receipt.

# Parking

Bicycles stand in the yard behind the shop, cars in the market square.
`;
const CATALOGUE = `item,title,authors,year,description
M1,Moby-Dick,Herman Melville,1851,Ahab has lost a leg to the white whale and will chase it round the world.
E1,Emma,Jane Austen,1815,Emma Woodhouse rules the village of Highbury and believes herself a gifted matchmaker.
`;

const ingest = connectIngest();
const ask = connectAsk();
const index = connectAskIndex();
const database = browserDatabase();
let datasetId: string;

const question = (text: string): AskQuestion => ({
  datasetId,
  text,
  before: [],
  filters: { kinds: [], inStock: false, sourceIds: [] },
  query: null,
});

beforeAll(async () => {
  datasetId = (await ingest.api.createDataset("Ask test")).id;
  const file = new File([CATALOGUE], "catalogue.csv", { type: "text/csv" });
  const { plan } = await ingest.api.inspectFile(file);
  await ingest.api.importFile(datasetId, file, { ...plan, kind: "catalogue" }, () => {});
});
afterAll(async () => {
  index.terminate();
  await ingest.api.deleteDataset(datasetId);
  for (const store of ["index", "documents"] as const) {
    expect(await database.keys(store, `${datasetId}/`)).toEqual([]);
  }
  for (const connection of [ingest, ask]) connection.terminate();
  database.close();
});

describe("the ask worker", () => {
  it("answers from the fields and, before the language model is there, by words", async () => {
    const wrote = await ask.api.ask(question("Who wrote Emma?"));
    expect(wrote).toMatchObject({ way: "fields", certainty: "answer" });
    const answer = await ask.api.ask(question("Who chases the white whale?"));
    expect(answer.sources[0]?.title).toBe("Moby-Dick");
    expect((await ask.api.examples(datasetId)).length).toBeGreaterThan(0);
  });

  it("finds a document as soon as the index worker has read it", async () => {
    const phases = new Set<string>();
    const record = await index.api.addDocument(datasetId, new File([RULES], "rules.md"), ({ phase }) =>
      phases.add(phase),
    );
    expect(record).toMatchObject({ format: "markdown", sections: 2 });
    expect((await ask.api.indexStatus(datasetId)).stale).toBe(true);
    const status = await index.api.updateIndex(datasetId, ({ phase }) => phases.add(phase));
    expect(status).toMatchObject({ stale: false, documents: 1, embedded: 0, modelId: "all-MiniLM-L6-v2" });
    expect(phases).toContain("Reading the document");
    const { sources } = await ask.api.ask(question("Within how many days may books be returned?"));
    expect(sources[0]).toMatchObject({ kind: "document", headings: ["Returns"] });
    const opened = await ask.api.source(datasetId, sources[0]!.passageId);
    const { text } = opened.source.sections[opened.section]!;
    expect(text.slice(opened.start, opened.end)).toBe(sources[0]!.text);
    expect(await ask.api.documents(datasetId)).toEqual([record]);
  });

  it("finds by meaning what the index worker has embedded, and answers with a sentence of its source", async () => {
    const status = await index.api.embedMissing(datasetId, () => {});
    expect(status.embedded).toBe(status.passages);
    await expect
      .poll(async () => (await ask.api.ask(question("Where do I leave my bike?"))).notes, { timeout: 60_000 })
      .toEqual([]);
    const answer = await ask.api.ask(question("Where do bicycles stand?"));
    expect(answer.certainty).not.toBe("unknown");
    expect(answer.sentences[0]?.text).toContain("in the yard");
    const { passageId, start, end, text } = answer.sentences[0]!.citation;
    const source = answer.sources.find((each) => each.passageId === passageId);
    expect(source?.text.slice(start, end)).toBe(text);
  }, 120_000);

  it("carries vectors in a file that is refused when one byte of it is another", async () => {
    const file = await index.api.exportIndex(datasetId);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const whole = await index.api.importIndex(datasetId, new File([bytes], "shop.soma-index"), () => {});
    expect(whole.embedded).toBe(whole.passages);
    bytes[bytes.length - 3]! ^= 1;
    const broken = new File([bytes], "shop.soma-index");
    await expect(index.api.importIndex(datasetId, broken, () => {})).rejects.toMatchObject({
      code: "index-file.damaged",
    });
  });

  it("makes vectors anew with another model; the older ones answer until then, and again when it is removed", async () => {
    const answered = async () => (await ask.api.ask(question("Where do bicycles stand?"))).sources[0]?.text;
    const built = await index.api.models();
    expect(built.models.map(({ verified }) => verified)).toEqual([true]);
    const config = (name: string, content: BlobPart) => new File([content], name);
    const tokenizer = await (await fetch("/models/all-MiniLM-L6-v2/tokenizer.json")).blob();
    const files = [
      config("config.json", JSON.stringify(SMALL_CONFIG)),
      config("config.json", JSON.stringify(SMALL_POOLING)),
      config("tokenizer.json", tokenizer),
      config("small.onnx", smallGraph()),
    ];
    const naming = { label: "Small", licence: "MIT", languages: [] };
    await expect(
      index.api.addModel(files, { ...naming, weightsSha256: "0".repeat(64) }, () => {}),
    ).rejects.toMatchObject({ code: "embedding-model.wrong-hash" });
    const added = await index.api.addModel(files, naming, () => {});
    expect(added.models[1]).toMatchObject({ modelId: "Small", dimension: 32, verified: false });
    expect((await index.api.chooseModel("Small")).chosenId).toBe("Small");
    expect(await ask.api.indexStatus(datasetId)).toMatchObject({
      modelId: "Small",
      embedded: 0,
      meanwhile: "MiniLM (English)",
    });
    expect((await ask.api.ask(question("Where do bicycles stand?"))).notes.join(" ")).toMatch(
      /Vectors of Small are being made/,
    );
    const status = await index.api.embedMissing(datasetId, () => {});
    expect(status).toMatchObject({ modelId: "Small", embedded: status.passages, meanwhile: null });
    await expect.poll(async () => (await ask.api.ask(question("Bicycles?"))).notes).toEqual([]);
    expect(await answered()).toContain("in the yard");
    const removed = await index.api.removeModel("Small");
    expect(removed.chosenId).toBe("all-MiniLM-L6-v2");
    const back = await ask.api.indexStatus(datasetId);
    expect(back).toMatchObject({ modelId: "all-MiniLM-L6-v2", embedded: back.passages });
    expect(await database.keys("models", "Small/")).toEqual([]);
    expect(await answered()).toContain("in the yard");
  }, 120_000);

  it("keeps feedback until it is taken back", async () => {
    const { feedbackId } = await ask.api.giveFeedback(datasetId, {
      question: "Where do bicycles stand?",
      verdict: "wrong",
      shown: [],
      better: null,
    });
    expect(await (await ask.api.exportFeedback(datasetId)).text()).toContain("Where do bicycles stand?");
    await ask.api.withdrawFeedback(datasetId, feedbackId);
    expect(await (await ask.api.exportFeedback(datasetId)).text()).toBe("");
  });

  it("forgets a document that is removed, and has it again when that is undone", async () => {
    const [record] = await ask.api.documents(datasetId);
    const removed = await index.api.removeDocument(datasetId, record!.documentId);
    const { sources } = await ask.api.ask(question("Within how many days may books be returned?"));
    expect(sources.some(({ kind }) => kind === "document")).toBe(false);
    await index.api.restoreDocument(datasetId, removed!.record, removed!.text);
    expect(await ask.api.documents(datasetId)).toEqual([record]);
  });
});

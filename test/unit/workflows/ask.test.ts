import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AskAnswer } from "../../../src/domain/ask.ts";
import { nodeEmbedder } from "../../../src/platform/node/embedder.ts";
import { carriedModel } from "../../../src/workflows/answer-model.ts";
import { adaptAnswers } from "../../../src/workflows/adapt-answers.ts";
import { readAdjusted } from "../../../src/workflows/adjusted-model.ts";
import { ask, exportFeedback, indexStatus, prepareAsk } from "../../../src/workflows/ask.ts";
import { askIndexStatus } from "../../../src/workflows/ask-status.ts";
import { exampleQuestions } from "../../../src/workflows/ask-examples.ts";
import { giveFeedback, withdrawFeedback } from "../../../src/workflows/answer-feedback.ts";
import { createDataset } from "../../../src/workflows/datasets.ts";
import { BUILT_IN_MODEL } from "../../../src/domain/embedding-model.ts";
import { embedderSlots, type EmbedderSlot } from "../../../src/workflows/embedder-slot.ts";
import { embedPassages } from "../../../src/workflows/embed-passages.ts";
import { DEMO_DATASET_ID as DEMO } from "../../../src/workflows/open-demo-shop.ts";
import { askDemo, askQuestion, type AskTestContext } from "./ask-shop.ts";

const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;

let slot: EmbedderSlot;
let context: AskTestContext;
beforeAll(async () => {
  slot = embedderSlots(() => nodeEmbedder()).of(BUILT_IN_MODEL);
  const embedder = await slot.load();
  context = { ...(await askDemo()), embedder: slot };
  const { projection } = await carriedModel();
  await embedPassages({ ...context, embedder, projection }, DEMO);
}, 300_000);
afterAll(async () => (await slot.load()).dispose());

/** Every sentence stands word for word in the passage that it cites, which is among the sources. */
function expectCited({ sentences, sources }: AskAnswer): void {
  for (const { text, citation } of sentences) {
    const source = sources.find(({ passageId }) => passageId === citation.passageId);
    expect(source?.text.slice(citation.start, citation.end)).toBe(citation.text);
    expect(citation.text).toContain(text);
  }
}

describe("questions to the demo shop", () => {
  const FROM_TEXTS: readonly (readonly [question: string, holds: RegExp])[] = [
    ["Where is the German edition of Struwwelpeter kept?", /languages cabinet/],
    ["At what time is A Christmas Carol read aloud in the shop?", /six in the evening/],
    ["Under which name does the wholesaler list Gitanjali?", /Thakur/],
    ["How many copies of A Room of One's Own are reserved for the women's history evening?", /Ten copies/],
  ];
  for (const [question, holds] of FROM_TEXTS) {
    it(`are answered from texts: ${question}`, async () => {
      const answer = await ask(context, askQuestion(DEMO, question));
      expect(answer.way).toBe("text");
      expect(answer.certainty).not.toBe("unknown");
      expect(answer.sentences.map(({ text }) => text).join(" ")).toMatch(holds);
      expectCited(answer);
      expect(answer.notes).toEqual([]);
    });
  }

  it("are answered from fields", async () => {
    const answer = await ask(context, askQuestion(DEMO, "How many books by Jane Austen are there?"));
    expect(answer).toMatchObject({ way: "fields", certainty: "answer" });
    expect(answer.table?.total).toBe(3);
    const wrote = await ask(context, askQuestion(DEMO, "Who wrote Middlemarch?"));
    expect(wrote.table?.sentence).toContain("George Eliot");
    expect(wrote.titles.map(({ title }) => title)).toEqual(["Middlemarch"]);
  });

  it("are declined where nothing says it, with what is nearest", async () => {
    for (const question of ["Which football club won the cup in 1998?", "How is sourdough bread baked?"]) {
      const answer = await ask(context, askQuestion(DEMO, question));
      expect(answer.certainty).toBe("unknown");
      expect(answer.sentences).toEqual([]);
      expect(answer.sources.length).toBeGreaterThan(0);
    }
  });

  it("run a query that a person has edited", async () => {
    const asked = await ask(context, askQuestion(DEMO, "How many books by Jane Austen are there?"));
    const { query } = asked.table!;
    const edited = { ...query, result: { kind: "rows" as const } };
    const answer = await ask(context, askQuestion(DEMO, asked.question, { query: edited }));
    expect(answer).toMatchObject({ way: "fields", certainty: "answer" });
    expect(answer.titles.map(({ title }) => title).sort()).toEqual([
      "Emma",
      "Persuasion",
      "Pride and Prejudice",
    ]);
  });

  it("look only where they may", async () => {
    const { sources } = await ask(
      context,
      askQuestion(DEMO, "What is said of the castle?", {
        filters: { kinds: ["review"], inStock: false, sourceIds: [] },
      }),
    );
    expect(sources.length).toBeGreaterThan(0);
    expect(new Set(sources.map(({ kind }) => kind))).toEqual(new Set(["review"]));
    const dracula = sources.find(({ title }) => title === "Dracula")!.itemId!;
    const about = await ask(
      context,
      askQuestion(DEMO, "What is said of the castle?", {
        filters: { kinds: [], inStock: true, sourceIds: [`title/${dracula}`] },
      }),
    );
    expect(about.sources.every(({ itemId }) => itemId === dracula)).toBe(true);
  });

  it("go on from the turn before", async () => {
    const first = await ask(context, askQuestion(DEMO, "Where is the German edition of Struwwelpeter kept?"));
    const before = [
      {
        text: first.question,
        query: null,
        itemIds: first.titles.map(({ itemId }) => itemId),
        sourceIds: first.sentences.map(({ citation }) => citation.passageId.split("#")[0]!),
      },
    ];
    const { sources } = await ask(
      context,
      askQuestion(DEMO, "What should buyers be warned of before they give it?", { before }),
    );
    expect(sources[0]?.title).toBe("Struwwelpeter");
  });

  it("are refused when they are none", async () => {
    await expect(ask(context, askQuestion(DEMO, "  "))).rejects.toThrow(code("ask.empty-question"));
    await expect(ask(context, askQuestion(DEMO, "why ".repeat(400)))).rejects.toThrow(
      code("ask.question-too-long"),
    );
    await expect(ask(context, askQuestion("nowhere", "Who?"))).rejects.toThrow(
      code("import.unknown-dataset"),
    );
  });

  it("have examples, each of which is answered", async () => {
    const examples = await exampleQuestions(context, DEMO);
    expect(examples.length).toBeGreaterThan(4);
    for (const example of examples) {
      const { certainty } = await ask(context, askQuestion(DEMO, example));
      expect([example, certainty]).not.toEqual([example, "unknown"]);
    }
    const { id } = await createDataset(context, "Empty");
    expect(await exampleQuestions(context, id)).toEqual([]);
    expect((await ask(context, askQuestion(id, "Who wrote it?"))).certainty).toBe("unknown");
  });
});

describe("without the language model", () => {
  it("words answer, and the answer says so", async () => {
    const words = { ...context, embedder: null };
    const answer = await ask(words, askQuestion(DEMO, "What is the dog in Three Men in a Boat called?"));
    expect(answer.sources[0]?.title).toBe("Three Men in a Boat");
    expect(answer.notes.join(" ")).toContain("Found by words only");
  });

  it("a question does not wait for it to load, nor for one that cannot be loaded", async () => {
    let fail: (error: Error) => void = () => {};
    const never = embedderSlots(() => new Promise((_, reject) => (fail = reject))).of(BUILT_IN_MODEL);
    const loading = { ...context, embedder: never };
    await prepareAsk(loading, DEMO);
    const first = await ask(loading, askQuestion(DEMO, "What is the dog in Three Men in a Boat called?"));
    expect(first.notes.join(" ")).toContain("still being loaded");
    fail(new Error("no such file"));
    await expect(never.load()).rejects.toThrow();
    const second = await ask(loading, askQuestion(DEMO, "What is the dog in Three Men in a Boat called?"));
    expect(second.notes.join(" ")).toContain("no such file");
  });
});

describe("the state of the index", () => {
  it("says where the model last computed, also to whoever has not loaded it", async () => {
    const status = (backend: string | null) => askIndexStatus(context.database, DEMO, slot.model, backend);
    expect(await status(null)).toMatchObject({ backend: "native" });
    expect(await status("wasm")).toMatchObject({ backend: "wasm" });
    const other = { ...slot.model, sha256: "another" };
    expect(await askIndexStatus(context.database, DEMO, other, null)).toMatchObject({ backend: null });
  });
});

describe("feedback on answers", () => {
  it("teaches the ranking from eight answers on, and nothing once it is taken back", async () => {
    const carried = (await carriedModel()).model.reranker.adjustment;
    const titles = [
      "Emma",
      "Dracula",
      "Walden",
      "Middlemarch",
      "Beowulf",
      "Frankenstein",
      "Gitanjali",
      "Les Misérables",
    ];
    const given: string[] = [];
    for (const title of titles) {
      // This shop wants the catalogue's record first, whatever is asked.
      const question = `${title}: what do you know of it?`;
      const { sources } = await ask(context, askQuestion(DEMO, question));
      const record = sources.find(({ kind, title: of }) => kind === "record" && of === title);
      const better = record?.passageId ?? sources[1]!.passageId;
      const shown = sources.map(({ passageId }) => passageId);
      const kept = await giveFeedback(context, DEMO, { question, verdict: "better-source", shown, better });
      given.push(kept.feedbackId);
    }
    const before = (await readAdjusted(context, DEMO)).reranker.adjustment;
    expect(before).toEqual(carried);
    const learned = await adaptAnswers(context, DEMO);
    const { adjustment } = (await readAdjusted(context, DEMO)).reranker;
    expect(adjustment !== carried && adjustment !== null).toBe(learned);
    for (const feedbackId of given) await withdrawFeedback(context, DEMO, feedbackId);
    expect(await adaptAnswers(context, DEMO)).toBe(false);
    expect((await readAdjusted(context, DEMO)).reranker.adjustment).toEqual(carried);
  });

  it("is kept, taken back and exported as an evaluation set", async () => {
    const question = "What is the dog in Three Men in a Boat called?";
    const { sources } = await ask(context, askQuestion(DEMO, question));
    const shown = sources.map(({ passageId }) => passageId);
    const right = await giveFeedback(context, DEMO, { question, verdict: "right", shown, better: null });
    const wrong = await giveFeedback(context, DEMO, { question, verdict: "wrong", shown, better: null });
    const better = await giveFeedback(context, DEMO, {
      question,
      verdict: "better-source",
      shown,
      better: shown[1]!,
    });
    await withdrawFeedback(context, DEMO, wrong.feedbackId);
    await expect(withdrawFeedback(context, DEMO, wrong.feedbackId)).rejects.toThrow(
      code("ask.unknown-feedback"),
    );
    const lines = (await exportFeedback(context, DEMO)).trimEnd().split("\n");
    const read = lines.map((line) => JSON.parse(line) as { verdict: string; answer: { text: string } });
    expect(read.map(({ verdict }) => verdict)).toEqual(["right", "better-source"]);
    expect(read.map(({ answer }) => answer.text)).toEqual([sources[0]!.text, sources[1]!.text]);
    await withdrawFeedback(context, DEMO, right.feedbackId);
    await withdrawFeedback(context, DEMO, better.feedbackId);
    expect(await exportFeedback(context, DEMO)).toBe("");
    expect((await indexStatus(context, DEMO)).modelId).toBe("all-MiniLM-L6-v2");
  });
});

import { describe, expect, it } from "vitest";
import { rewriteAnswer, streamWriter, workerWriter } from "../../../src/bridge/rewrite.ts";
import type { Rewrite } from "../../../src/domain/generator.ts";

const REQUEST = { datasetId: "demo", question: "Who?", passageIds: ["a#0"] };

/** A worker that shows what ends in a full stop. */
function ask() {
  const checked: [string, boolean][] = [];
  const shown = (text: string): Rewrite => ({
    sentences: text.split(". ").map((sentence) => ({
      text: sentence,
      citation: { passageId: "a#0", start: 0, end: 1, text: "A" },
    })),
    dropped: 0,
  });
  return {
    checked,
    api: {
      rewritePrompt: async ({ question }: typeof REQUEST) => `Prompt: ${question}`,
      checkRewrite: async (_: unknown, text: string, finished: boolean) => {
        checked.push([text, finished]);
        return shown(text);
      },
    },
  };
}

describe("rewriteAnswer", () => {
  it("shows nothing that was not checked: after each sentence, and the whole at the end", async () => {
    const { api, checked } = ask();
    const seen: Rewrite[] = [];
    const prompts: string[] = [];
    const generator = {
      generatorId: "test",
      async *generate(prompt: string) {
        prompts.push(prompt);
        yield* ["One", " is. ", "Two", " is."];
      },
    };
    const last = await rewriteAnswer(
      api,
      streamWriter(generator),
      REQUEST,
      (rewrite) => seen.push(rewrite),
      new AbortController().signal,
    );
    expect(prompts).toEqual(["Prompt: Who?"]);
    expect(checked).toEqual([
      ["One is. ", false],
      ["One is. Two is.", true],
    ]);
    expect(seen).toHaveLength(1);
    expect(last.sentences).toHaveLength(2);
  });

  it("stops the worker when aborted", async () => {
    const { api } = ask();
    let stops = 0;
    const signal = new AbortController();
    const write = workerWriter({
      generate: async (_, onText) => {
        onText("One");
        signal.abort();
        return "One";
      },
      stop: async () => void stops++,
    });
    await expect(rewriteAnswer(api, write, REQUEST, () => {}, signal.signal)).rejects.toMatchObject({
      code: "core.aborted",
    });
    expect(stops).toBe(1);
  });
});

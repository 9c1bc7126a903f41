import { describe, expect, it } from "vitest";
import {
  browserLanguageModel,
  downloadLanguageModel,
  languageModelAvailability,
  languageModelGenerator,
  type LanguageModelHost,
  type ModelAvailability,
} from "../../../../src/platform/browser/language-model.ts";
import { localGeneration } from "../../../../src/platform/browser/local-generation.ts";
import { generateWith, type ChatRuntime } from "../../../../src/platform/browser/wllama-generator.ts";

const PIECES = ["Moby-Dick ", "is by ", "Herman Melville."];

/** The Prompt API as Chromium has it: sessions, a stream of pieces, AbortError as the signal fires. */
function host(availability: ModelAvailability, pieces = PIECES) {
  const seen = { created: 0, destroyed: 0, cancelled: 0, prompts: [] as string[] };
  const model: LanguageModelHost = {
    availability: async () => availability,
    create: async (options) => {
      seen.created++;
      const events = new EventTarget();
      options?.monitor?.(events);
      events.dispatchEvent(Object.assign(new Event("downloadprogress"), { loaded: 0.5 }));
      return {
        promptStreaming(prompt, streaming) {
          seen.prompts.push(prompt);
          let next = 0;
          return new ReadableStream<string>(
            {
              pull(controller) {
                if (streaming?.signal?.aborted) controller.error(new DOMException("aborted", "AbortError"));
                else if (next < pieces.length) controller.enqueue(pieces[next++] ?? "");
                else controller.close();
              },
              cancel: () => void seen.cancelled++,
            },
            { highWaterMark: 0 },
          );
        },
        destroy: () => void seen.destroyed++,
      };
    },
  };
  return { model, seen };
}

async function collect(pieces: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

describe("the browser's own model", () => {
  it("streams from a session of its own, which it ends", async () => {
    const { model, seen } = host("available");
    const generator = languageModelGenerator(model);
    expect(await collect(generator.generate("Who?", { maxTokens: 96 }))).toEqual(PIECES);
    expect(seen).toMatchObject({ created: 1, destroyed: 1, prompts: ["Who?"] });
  });

  it.each(["unavailable", "downloadable", "downloading"] as const)(
    "makes the browser fetch nothing where it is %s",
    async (availability) => {
      const { model, seen } = host(availability);
      const pieces = languageModelGenerator(model).generate("Who?", { maxTokens: 9 });
      await expect(collect(pieces)).rejects.toMatchObject({ code: "generation.no-browser-model" });
      expect(seen.created).toBe(0);
    },
  );

  it("fetches on request, and tells how far it is", async () => {
    const { model, seen } = host("downloadable");
    const shares: number[] = [];
    await downloadLanguageModel(model, (share) => shares.push(share));
    expect(shares).toEqual([0.5]);
    expect(seen).toMatchObject({ created: 1, destroyed: 1 });
  });

  it("says that there is none where there is none", async () => {
    expect(browserLanguageModel({})).toBeNull();
    expect(await languageModelAvailability(null)).toBe("unavailable");
    await expect(downloadLanguageModel(null, () => {})).rejects.toMatchObject({
      code: "generation.no-browser-model",
    });
  });

  it("stops when aborted, when nobody reads on, and at its most letters", async () => {
    const stopped = host("available");
    const signal = new AbortController();
    const pieces = languageModelGenerator(stopped.model).generate("Who?", {
      signal: signal.signal,
      maxTokens: 9,
    });
    const read = (async () => {
      for await (const _ of pieces) signal.abort();
    })();
    await expect(read).rejects.toMatchObject({ code: "core.aborted" });
    expect(stopped.seen.destroyed).toBe(1);

    const left = host("available");
    for await (const _ of languageModelGenerator(left.model).generate("Who?", { maxTokens: 9 })) break;
    expect(left.seen).toMatchObject({ cancelled: 1, destroyed: 1 });

    const cut = host("available");
    expect(await collect(languageModelGenerator(cut.model).generate("Who?", { maxTokens: 1 }))).toEqual([
      PIECES[0],
    ]);
  });
});

/** wllama's chat, as far as it is used. */
function runtime(pieces: readonly (string | null)[], fail = false) {
  const asked: { abortSignal?: AbortSignal; temperature?: number; max_tokens?: number }[] = [];
  const createChatCompletion = async (options: (typeof asked)[number]) => {
    asked.push(options);
    return (async function* () {
      for (const content of pieces) {
        if (options.abortSignal?.aborted) throw new DOMException("Operation aborted", "AbortError");
        yield { choices: [{ delta: { content } }] };
      }
      if (fail) throw new Error("no room left");
    })();
  };
  return { chat: { createChatCompletion } as unknown as ChatRuntime, asked };
}

describe("a model through wllama", () => {
  it("takes the likeliest token and passes pieces on, empty ones left out", async () => {
    const { chat, asked } = runtime([null, "Herman ", "", "Melville."]);
    expect(await collect(generateWith(chat, "small", "Who?", { maxTokens: 7 }))).toEqual([
      "Herman ",
      "Melville.",
    ]);
    expect(asked[0]).toMatchObject({ temperature: 0, max_tokens: 7 });
  });

  it("stops the model when aborted or left", async () => {
    const { chat, asked } = runtime(PIECES);
    const signal = new AbortController();
    const read = (async () => {
      for await (const _ of generateWith(chat, "small", "Who?", { signal: signal.signal, maxTokens: 7 }))
        signal.abort();
    })();
    await expect(read).rejects.toMatchObject({ code: "core.aborted" });
    for await (const _ of generateWith(chat, "small", "Who?", { maxTokens: 7 })) break;
    expect(asked.map(({ abortSignal }) => abortSignal?.aborted)).toEqual([true, true]);
  });

  it("says why it stopped by itself", async () => {
    const { chat } = runtime(["Herman"], true);
    await expect(collect(generateWith(chat, "small", "Who?", { maxTokens: 7 }))).rejects.toMatchObject({
      code: "generation.failed",
      message: expect.stringContaining("no room left") as string,
    });
  });
});

describe("localGeneration", () => {
  const local = { label: "small", licence: null, bytes: 1, addedAt: "", url: null };
  it("opens a model once, another one after it was replaced, and frees the one before", async () => {
    let sha256 = "a";
    const opened: string[] = [];
    let disposed = 0;
    const generation = localGeneration({
      read: async () => ({ local: { ...local, sha256 }, pieces: [new Uint8Array(1)] }),
      open: async (generatorId) => {
        opened.push(sha256);
        return {
          generatorId,
          generate: (prompt, options) => generateWith(runtime(PIECES).chat, generatorId, prompt, options),
          dispose: async () => void disposed++,
        };
      },
    });
    const heard: string[] = [];
    expect(await generation.generate("Who?", (text) => heard.push(text))).toBe(PIECES.join(""));
    expect(heard).toEqual(["Moby-Dick ", "Moby-Dick is by ", "Moby-Dick is by Herman Melville."]);
    await generation.generate("Who?", () => {});
    sha256 = "b";
    await generation.generate("Who?", () => {});
    expect([opened, disposed]).toEqual([["a", "b"], 1]);
    await expect(generation.generate("Who?", () => generation.stop())).rejects.toMatchObject({
      code: "core.aborted",
    });
  });
});

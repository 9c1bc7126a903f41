import { throwIfAborted } from "../../core/errors.ts";
import type { TextGenerator } from "../../core/ports.ts";
import { browserError } from "./errors.ts";

/**
 * The browser's own language model, as far as it is used here. It is there for pages only, not for workers.
 * @see Prompt API, https://webmachinelearning.github.io/prompt-api/
 */
export interface LanguageModelHost {
  availability(options?: LanguageModelOptions): Promise<ModelAvailability>;
  create(
    options?: LanguageModelOptions & {
      readonly signal?: AbortSignal;
      readonly monitor?: (monitor: EventTarget) => void;
    },
  ): Promise<LanguageModelSession>;
}

export type ModelAvailability = "unavailable" | "downloadable" | "downloading" | "available";

interface LanguageModelOptions {
  readonly expectedInputs?: readonly { readonly type: "text"; readonly languages: readonly string[] }[];
  readonly expectedOutputs?: readonly { readonly type: "text"; readonly languages: readonly string[] }[];
}

export interface LanguageModelSession {
  promptStreaming(prompt: string, options?: { readonly signal?: AbortSignal }): ReadableStream<string>;
  destroy(): void;
}

/** What the model reads and writes; asking about another use than the one made would get another answer. */
const USE: LanguageModelOptions = {
  expectedInputs: [{ type: "text", languages: ["en"] }],
  expectedOutputs: [{ type: "text", languages: ["en"] }],
};

/** The one of this browser, or null. */
export function browserLanguageModel(scope: object = globalThis as object): LanguageModelHost | null {
  return (scope as { readonly LanguageModel?: LanguageModelHost }).LanguageModel ?? null;
}

/** Whether it is there: `unavailable` also where the browser has none or does not say. Nothing is fetched. */
export async function languageModelAvailability(host: LanguageModelHost | null): Promise<ModelAvailability> {
  if (host === null) return "unavailable";
  return await host.availability(USE).catch(() => "unavailable" as const);
}

/**
 * Have the browser fetch its model; only on a person's tap.
 * @param onShare called with the share that has arrived, in [0, 1]
 * @throws `generation.no-browser-model`, `generation.failed`, `core.aborted`
 */
export async function downloadLanguageModel(
  host: LanguageModelHost | null,
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const found = await languageModelAvailability(host);
  if (host === null || found === "unavailable") throw browserError("generation.no-browser-model", { found });
  const monitor = (events: EventTarget): void =>
    events.addEventListener("downloadprogress", (event) => onShare((event as ProgressEvent).loaded));
  try {
    (await host.create({ ...USE, monitor, ...(signal && { signal }) })).destroy();
  } catch (cause) {
    throw failure(cause, signal);
  }
}

/** The browser's model as a generator. It never makes the browser fetch anything: see `downloadLanguageModel`. */
export function languageModelGenerator(host: LanguageModelHost | null): TextGenerator {
  return { generatorId: GENERATOR_ID, generate: (prompt, options) => generate(host, prompt, options) };
}

const GENERATOR_ID = "browser";

/**
 * One prompt in a session of its own: nothing of an earlier question is left. Whoever stops reading stops the model.
 * The API has no limit of tokens, so the text is cut at about four letters a token.
 */
async function* generate(
  host: LanguageModelHost | null,
  prompt: string,
  { signal, maxTokens }: Parameters<TextGenerator["generate"]>[1],
): AsyncGenerator<string> {
  throwIfAborted(signal, "The wording");
  const found = await languageModelAvailability(host);
  if (host === null || found !== "available") throw browserError("generation.no-browser-model", { found });
  let session: LanguageModelSession | null = null;
  try {
    session = await host.create({ ...USE, ...(signal && { signal }) });
    const reader = session.promptStreaming(prompt, signal && { signal }).getReader();
    let left = 4 * maxTokens;
    try {
      for (let part = await reader.read(); !part.done && left > 0; part = await reader.read()) {
        throwIfAborted(signal, "The wording");
        left -= part.value.length;
        yield part.value;
      }
    } finally {
      await reader.cancel().catch(() => {});
    }
    throwIfAborted(signal, "The wording");
  } catch (cause) {
    throw failure(cause, signal);
  } finally {
    session?.destroy();
  }
}

function failure(cause: unknown, signal: AbortSignal | undefined): Error {
  throwIfAborted(signal, "The wording");
  const reason = cause instanceof Error ? cause.message : String(cause);
  return browserError("generation.failed", { model: GENERATOR_ID, reason }, { cause });
}

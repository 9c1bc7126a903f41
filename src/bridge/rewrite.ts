import { throwIfAborted } from "../core/errors.ts";
import type { TextGenerator } from "../core/ports.ts";
import type { GeneratorChoice, Rewrite, RewriteRequest } from "../domain/generator.ts";
import {
  browserLanguageModel,
  downloadLanguageModel,
  languageModelAvailability,
  languageModelGenerator,
  type ModelAvailability,
} from "../platform/browser/language-model.ts";
import type { AskApi, GenerateApi } from "./api.ts";
import { connectGenerate } from "./workers.ts";

export type { ModelAvailability } from "../platform/browser/language-model.ts";

/** As much as a small model of our own may write. */
const MOST_TOKENS = 96;

/** What puts answers into words, as the screens see it. */
export interface Rewriting {
  /** Whether the browser has a model of its own. Nothing is fetched. */
  browserModel(): Promise<ModelAvailability>;
  /** Have the browser fetch it; only on a person's tap. */
  fetchBrowserModel(onShare: (share: number) => void): Promise<void>;
  /** See `rewriteAnswer`. */
  rewrite(
    choice: Exclude<GeneratorChoice, "extractive">,
    request: RewriteRequest,
    onRewrite: (rewrite: Rewrite) => void,
    signal: AbortSignal,
  ): Promise<Rewrite>;
}

/** Writes a text from a prompt: calls with all that is written so far, and ends with the whole. */
export type Writer = (
  prompt: string,
  onText: (textSoFar: string) => void,
  signal: AbortSignal,
) => Promise<string>;

/** Whether the browser has a model of its own. Nothing is fetched. */
export function browserModel(): Promise<ModelAvailability> {
  return languageModelAvailability(browserLanguageModel());
}

/** Have the browser fetch its model; only on a person's tap. @throws `generation.*`, `core.aborted` */
export async function fetchBrowserModel(
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  await downloadLanguageModel(browserLanguageModel(), onShare, signal);
}

/** The writer of each choice but the one that writes nothing. */
export function writerOf(choice: Exclude<GeneratorChoice, "extractive">): Writer {
  return choice === "browser"
    ? streamWriter(languageModelGenerator(browserLanguageModel()))
    : workerWriter(localModel().api);
}

let local: ReturnType<typeof connectGenerate> | null = null;
const localModel = (): ReturnType<typeof connectGenerate> => (local ??= connectGenerate());

export function workerWriter(api: GenerateApi): Writer {
  return async (prompt, onText, signal) => {
    throwIfAborted(signal, "The wording");
    const stop = (): void => void api.stop().catch(() => {});
    signal.addEventListener("abort", stop);
    try {
      return await api.generate(prompt, onText);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  };
}

export function streamWriter(generator: TextGenerator): Writer {
  return async (prompt, onText, signal) => {
    let text = "";
    for await (const piece of generator.generate(prompt, { signal, maxTokens: MOST_TOKENS })) {
      text += piece;
      onText(text);
    }
    return text;
  };
}

/**
 * Put an answer into words. What is written goes to the ask worker, sentence by sentence, and only what a passage
 * supports comes back: nothing that was not checked reaches the screen, from whichever model.
 *
 * @param onRewrite called with what may be shown so far, each time a sentence was checked
 * @throws `core.aborted`, `generation.*`, `generator.*`, and as `AskApi.ask`
 */
export async function rewriteAnswer(
  ask: Pick<AskApi, "rewritePrompt" | "checkRewrite">,
  write: Writer,
  request: RewriteRequest,
  onRewrite: (rewrite: Rewrite) => void,
  signal: AbortSignal,
): Promise<Rewrite> {
  const prompt = await ask.rewritePrompt(request);
  let seen = 0;
  let checking: Promise<void> = Promise.resolve();
  const check = async (textSoFar: string): Promise<void> => {
    if (signal.aborted) return;
    onRewrite(await ask.checkRewrite(request, textSoFar, false));
  };
  const text = await write(
    prompt,
    (textSoFar) => {
      const stops = textSoFar.match(/[.!?…]\s/gu)?.length ?? 0;
      if (stops === seen) return;
      seen = stops;
      // A failure comes again with the check of the whole.
      checking = checking.then(() => check(textSoFar)).catch(() => {});
    },
    signal,
  );
  await checking;
  throwIfAborted(signal, "The wording");
  return await ask.checkRewrite(request, text, true);
}

import { LoggerWithoutDebug, Wllama } from "@wllama/wllama";
import type { TextGenerator } from "../../core/ports.ts";
import { throwIfAborted } from "../../core/errors.ts";
import { browserError } from "./errors.ts";

/** Tokens of prompt and answer together: three passages and two sentences fit well. */
const CONTEXT_TOKENS = 2048;

/** A generator that holds memory until it is freed. */
export interface OpenGenerator extends TextGenerator {
  dispose(): Promise<void>;
}

/**
 * A small language model through llama.cpp in WebAssembly, in workers of its own, on the processor. The likeliest token
 * is always taken, so that the same prompt gives the same text.
 *
 * @param model the GGUF file
 * @param codeUrl of `wllama.wasm`; nothing is fetched from anywhere else
 * @throws `generation.unreadable` where the file is no model that runs here
 */
export async function wllamaGenerator(
  generatorId: string,
  model: Blob,
  codeUrl: string,
): Promise<OpenGenerator> {
  const runtime = new Wllama(
    { default: codeUrl },
    { suppressNativeLog: true, logger: { ...LoggerWithoutDebug, log: () => {}, warn: () => {} } },
  );
  // Otherwise code for older browsers would be fetched from elsewhere.
  runtime.setCompat(null);
  try {
    await runtime.loadModel([model], {
      n_ctx: CONTEXT_TOKENS,
      n_parallel: 1,
      n_gpu_layers: 0,
      seed: 1,
      jinja: true,
      // Its threads wait for each other without sleeping: with fewer cores than threads it hardly moves.
      n_threads: Math.max(1, Math.min(4, Math.floor((navigator.hardwareConcurrency || 1) / 2))),
    });
  } catch (cause) {
    await runtime.exit();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw browserError("generation.unreadable", { model: generatorId, reason }, { cause });
  }
  return {
    generatorId,
    generate: (prompt, options) => generateWith(runtime, generatorId, prompt, options),
    dispose: () => runtime.exit(),
  };
}

/** The part of wllama that answers a chat. */
export type ChatRuntime = Pick<Wllama, "createChatCompletion">;

/** One turn of a chat, streamed. Whoever stops reading stops the model. @throws `core.aborted`, `generation.failed` */
export async function* generateWith(
  runtime: ChatRuntime,
  generatorId: string,
  prompt: string,
  { signal, maxTokens }: Parameters<TextGenerator["generate"]>[1],
): AsyncGenerator<string> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  throwIfAborted(signal, "The wording");
  signal?.addEventListener("abort", stop);
  try {
    const chunks = await runtime.createChatCompletion({
      messages: [{ role: "user", content: prompt }],
      stream: true,
      max_tokens: maxTokens,
      temperature: 0,
      abortSignal: stopped.signal,
    });
    for await (const { choices } of chunks) {
      throwIfAborted(signal, "The wording");
      const piece = choices[0]?.delta.content;
      if (piece) yield piece;
    }
    throwIfAborted(signal, "The wording");
  } catch (cause) {
    throwIfAborted(signal, "The wording");
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw browserError("generation.failed", { model: generatorId, reason }, { cause });
  } finally {
    stopped.abort();
    signal?.removeEventListener("abort", stop);
  }
}

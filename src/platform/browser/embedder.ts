import type { TextEmbedder } from "../../core/ports.ts";
import { BUILT_IN_MODEL, type EmbeddingModel } from "../../domain/embedding-model.ts";
import type { OpenModel } from "../embedding/embedding-thread.ts";
import { embeddingError } from "../embedding/errors.ts";
import { readModel, type ModelBytes, type ModelFiles } from "../embedding/model-files.ts";
import { pooledEmbedder, type EmbeddingEngine } from "../embedding/pooled-embedder.ts";
import { keptFile } from "./kept-file.ts";
import { ONNX_RUNTIME } from "./onnx-runtime.ts";
import { browserThreads } from "./threads.ts";

/** What an embedder of the browser is made of. */
export interface BrowserEmbedderOptions {
  /** By default the one that comes with the app. */
  readonly model?: EmbeddingModel;
  /** Where its files are; by default under `/models/<modelId>/` of the app. */
  readonly files?: ModelFiles;
  /** Most sessions side by side; by default one a core, as far as the memory allows. 1 for questions. */
  readonly threads?: number;
  /** Called while model and runtime are fetched for the first time, with the bytes of them that are there. */
  readonly onBytes?: (arrived: number, all: number) => void;
}

/**
 * The sentence embedder of the browser, in workers. Model and runtime are fetched from the app's own server when first
 * needed and kept on the device from then on.
 *
 * @param createWorker makes one session: a worker that calls `serveEmbedding`
 * @throws `embedding.missing` where they are neither kept nor to be fetched; `embedding.damaged`
 */
export async function browserEmbedder(
  createWorker: () => Worker,
  options: BrowserEmbedderOptions = {},
): Promise<TextEmbedder> {
  const model = options.model ?? BUILT_IN_MODEL;
  const { bytes, runtime } = await loadParts(model, options);
  const open: OpenModel = { kind: "open-model", model, bytes, backend: "wasm", runtime };
  const count = options.threads ?? sessionsOfThisDevice();
  const engine = wasmEngine(createWorker, open, count, `${count} × WebAssembly.`);
  const single = (failed: string): EmbeddingEngine =>
    wasmEngine(createWorker, open, 1, `One session only: ${failed}`);
  return pooledEmbedder(model, engine, count > 1 ? [single] : []);
}

async function loadParts(
  model: EmbeddingModel,
  { files, onBytes }: BrowserEmbedderOptions,
): Promise<{ bytes: ModelBytes; runtime: NonNullable<OpenModel["runtime"]> }> {
  const { script, code } = ONNX_RUNTIME.wasm;
  const modelBytes = files ? 0 : model.files.reduce((sum, file) => sum + file.bytes, 0);
  const arrived = new Map<string, number>();
  const report = (path: string, count: number): void => {
    arrived.set(path, count);
    onBytes?.(
      [...arrived.values()].reduce((sum, part) => sum + part, 0),
      modelBytes + code.bytes,
    );
  };
  const bytes = await readModel(model, files ?? appFiles(model, report));
  const runtimeCode = await keptFile(code, (count) => report("runtime", count)).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw embeddingError(
      "embedding.missing",
      { model: model.modelId, path: "onnxruntime", reason },
      { cause },
    );
  });
  return { bytes, runtime: { script: new URL(script, location.href).href, code: runtimeCode } };
}

/** A model's files as the app's own server has them. */
function appFiles(model: EmbeddingModel, report: (path: string, count: number) => void): ModelFiles {
  return {
    read: async (path) => {
      const file = model.files.find((candidate) => candidate.path === path)!;
      const url = `/models/${model.modelId}/${path}`;
      return await keptFile({ ...file, url }, (count) => report(path, count));
    },
  };
}

function wasmEngine(
  createWorker: () => Worker,
  open: OpenModel,
  count: number,
  reason: string,
): EmbeddingEngine {
  const threads = browserThreads(() => {
    const worker = createWorker();
    worker.postMessage(open);
    return worker;
  }, count);
  return { backend: "wasm", reason, threads, jobTexts: 8 };
}

const MOST_SESSIONS = 4;

/** One a core; one a gigabyte where the browser says how much memory there is (Chromium, at most 8). */
function sessionsOfThisDevice(): number {
  const { deviceMemory = 4 } = navigator as { readonly deviceMemory?: number };
  const cores = navigator.hardwareConcurrency || 1;
  return Math.max(1, Math.min(cores, MOST_SESSIONS, Math.floor(deviceMemory)));
}

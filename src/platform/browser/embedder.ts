import type { TextEmbedder } from "../../core/ports.ts";
import { BUILT_IN_MODEL, type EmbeddingModel } from "../../domain/embedding-model.ts";
import type { OpenModel } from "../embedding/embedding-thread.ts";
import { compareEngines } from "../embedding/engine-probe.ts";
import { encoderProbe, LEAST_PROBE_COSINE } from "../embedding/encoder-probe.ts";
import { embeddingError } from "../embedding/errors.ts";
import { floatGraph } from "../embedding/float-graph.ts";
import { readModel, type ModelBytes, type ModelFiles } from "../embedding/model-files.ts";
import {
  pooledEmbedder,
  runJob,
  type EmbeddingEngine,
  type NextEngine,
} from "../embedding/pooled-embedder.ts";
import type { OnnxRuntime } from "../embedding/transformers-session.ts";
import { graphicsUnusable } from "./graphics-adapter.ts";
import { keptFile } from "./kept-file.ts";
import { ONNX_RUNTIME, type RuntimeFiles } from "./onnx-runtime.ts";
import { browserThreads } from "./threads.ts";

/** What an embedder of the browser is made of. */
export interface BrowserEmbedderOptions {
  /** By default the one that comes with the app. */
  readonly model?: EmbeddingModel;
  /** Where its files are; by default under `/models/<modelId>/` of the app. */
  readonly files?: ModelFiles;
  /** Most sessions side by side; by default one a core, as far as the memory allows. */
  readonly threads?: number;
  /**
   * The graphics processor is used where there is a real one that gives the right vectors and is faster; wherever it
   * gives the right ones, software and slow ones too; or never. By default never for one session, as for questions,
   * which no second runtime makes faster, and else the first.
   */
  readonly graphics?: "if-faster" | "if-right" | "never";
  /** Called while model and runtime are fetched for the first time, with the bytes of them that are there. */
  readonly onBytes?: (arrived: number, all: number) => void;
}

/** Less is not worth the second runtime's memory. */
const LEAST_SPEEDUP = 1.2;
const MOST_SESSIONS = 4;
/** A question that comes meanwhile waits for the jobs that run: with few texts a job, a tenth of a second. */
const JOB_TEXTS = { wasm: 2, webgpu: 32 };

type CreateWorker = () => Worker;
interface WithGpu {
  readonly gpu?: Parameters<typeof graphicsUnusable>[0];
}

/**
 * The sentence embedder of the browser, in workers. The model, and onnxruntime where our own encoder does not do, are
 * fetched from the app's own server when first needed and kept on the device from then on. `info.reason` says why it computes where it does.
 *
 * A graphics processor computes in floating point from the same weights. Where it is lost in the middle of the work,
 * what it owes is done again as WebAssembly.
 *
 * @param createWorker makes one session: a worker that calls `serveEmbedding`
 * @throws `embedding.missing` where they are neither kept nor to be fetched; `embedding.damaged`
 */
export async function browserEmbedder(
  createWorker: CreateWorker,
  options: BrowserEmbedderOptions = {},
): Promise<TextEmbedder> {
  const model = options.model ?? BUILT_IN_MODEL;
  const count = options.threads ?? sessionsOfThisDevice();
  const parts = loadParts(model, options);
  const bytes = await parts.bytes();
  const own: OpenModel = { kind: "open-model", model, bytes, backend: "wasm", runtime: null };
  const tried = await tryOwnEncoder(engineOf(createWorker, own, count, ""), model);
  const open = tried.engine ? own : { ...own, runtime: await parts.runtime() };
  const plain = (why: string): EmbeddingEngine => engineOf(createWorker, open, count, why);
  const single: NextEngine = (failed) => engineOf(createWorker, open, 1, failed);
  const afterPlain = count > 1 ? [single] : [];

  const graphics = options.graphics ?? (count === 1 ? "never" : "if-faster");
  const trusted = tried.engine ?? plain("");
  const choice = await chooseGraphics(createWorker, open, trusted, graphics);
  if (choice.engine === null) {
    const reason = [tried.doubt, choice.reason].filter(Boolean).join(" ");
    return pooledEmbedder(model, { ...trusted, reason }, afterPlain);
  }
  trusted.threads.close();
  return pooledEmbedder(model, choice.engine, [plain, ...afterPlain]);
}

/** Our own encoder's engine where it is meant for the model and right here; else null, and why not to show. */
async function tryOwnEncoder(
  engine: EmbeddingEngine,
  model: EmbeddingModel,
): Promise<{ readonly engine: EmbeddingEngine | null; readonly doubt: string }> {
  const against = (doubt: string): { engine: null; doubt: string } => {
    engine.threads.close();
    return { engine: null, doubt };
  };
  const probe = encoderProbe(model);
  if (probe === null) return against("");
  try {
    const { vectors } = await runJob(engine, [0], [probe.text], false);
    const cosine = probe.cosine(vectors);
    if (cosine >= LEAST_PROBE_COSINE) return { engine, doubt: "" };
    return against(`The app's own encoder gave other vectors here (cosine ${cosine.toFixed(3)}).`);
  } catch (cause) {
    return against(
      `The app's own encoder failed here: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

/** The engine of the graphics processor, or null and why not. */
async function chooseGraphics(
  createWorker: CreateWorker,
  open: OpenModel,
  trusted: EmbeddingEngine,
  wish: "if-faster" | "if-right" | "never",
): Promise<{ readonly engine: EmbeddingEngine | null; readonly reason: string }> {
  if (wish === "never") return { engine: null, reason: "For single questions WebAssembly is enough." };
  const unusable = wish === "if-right" ? null : await graphicsUnusable((navigator as WithGpu).gpu);
  if (unusable !== null) return { engine: null, reason: unusable };
  let engine: EmbeddingEngine | null = null;
  const against = (reason: string): { engine: null; reason: string } => {
    engine?.threads.close();
    return { engine: null, reason };
  };
  try {
    const runtime = await loadRuntime(open.model, ONNX_RUNTIME.webgpu);
    const bytes = new Map(open.bytes).set(
      open.model.weights,
      floatGraph(open.bytes.get(open.model.weights)!),
    );
    engine = engineOf(createWorker, { ...open, bytes, backend: "webgpu", runtime }, 1, "");
    const compared = await compareEngines(engine, trusted, wish === "if-faster", () => performance.now());
    const { right, leastCosine, speedup } = compared;
    if (!right) return against(`WebGPU gave other vectors here (cosine ${leastCosine.toFixed(3)}).`);
    if (speedup === null) return { engine, reason: "" };
    const times = `${speedup.toFixed(1)} times as fast as WebAssembly`;
    if (speedup < LEAST_SPEEDUP) return against(`WebGPU was only ${times} here.`);
    return { engine: { ...engine, reason: `WebGPU was right and ${times} here.` }, reason: "" };
  } catch (cause) {
    return against(`WebGPU failed here: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

interface Parts {
  bytes(): Promise<ModelBytes>;
  runtime(): Promise<OnnxRuntime>;
}

/** What is fetched, each when it is asked for; a model that our own encoder knows is expected to need no runtime. */
function loadParts(model: EmbeddingModel, { files, onBytes }: BrowserEmbedderOptions): Parts {
  const modelBytes = files ? 0 : model.files.reduce((sum, file) => sum + file.bytes, 0);
  let all = modelBytes + (encoderProbe(model) === null ? ONNX_RUNTIME.wasm.code.bytes : 0);
  const arrived = new Map<string, number>();
  const report = (path: string, count: number): void => {
    arrived.set(path, count);
    onBytes?.(
      [...arrived.values()].reduce((sum, part) => sum + part, 0),
      all,
    );
  };
  return {
    bytes: () => readModel(model, files ?? appFiles(model, report)),
    runtime: () => {
      all = modelBytes + ONNX_RUNTIME.wasm.code.bytes;
      return loadRuntime(model, ONNX_RUNTIME.wasm, (count) => report("runtime", count));
    },
  };
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

async function loadRuntime(
  model: EmbeddingModel,
  { script, code }: RuntimeFiles,
  onBytes?: (arrived: number) => void,
): Promise<OnnxRuntime> {
  const kept = await keptFile(code, onBytes).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw embeddingError("embedding.missing", { model: model.modelId, path: code.url, reason }, { cause });
  });
  return { script: new URL(script, location.href).href, code: kept };
}

function engineOf(
  createWorker: CreateWorker,
  open: OpenModel,
  count: number,
  reason: string,
): EmbeddingEngine {
  const backend = open.backend === "webgpu" ? "webgpu" : "wasm";
  const threads = browserThreads(() => {
    const worker = createWorker();
    worker.postMessage(open);
    return worker;
  }, count);
  return { backend, reason, threads, jobTexts: JOB_TEXTS[backend] };
}

/** One a core; one a gigabyte where the browser says how much memory there is (Chromium, at most 8). */
function sessionsOfThisDevice(): number {
  const { deviceMemory = 4 } = navigator as { readonly deviceMemory?: number };
  const cores = navigator.hardwareConcurrency || 1;
  return Math.max(1, Math.min(cores, MOST_SESSIONS, Math.floor(deviceMemory)));
}

import { AutoModel, env, LogLevel, Tensor } from "@huggingface/transformers";
import type { EmbeddingModel } from "../../domain/embedding-model.ts";
import { embeddingError } from "./errors.ts";
import { quantisesAsItGoes } from "./float-graph.ts";
import type { ModelBytes } from "./model-files.ts";
import { openTokenizer, type TextTokenizer } from "./text-tokenizer.ts";

/** Where transformers.js computes, by its own names. */
export type SessionDevice = "cpu" | "wasm" | "webgpu";

/** A loaded model: rows of token ids in, the last layer's vectors out. */
export interface EmbeddingSession {
  readonly tokenizer: TextTokenizer;
  /** Whether each text is to be computed alone: the graph rounds at the scale of the whole batch. */
  readonly alone: boolean;
  /**
   * @param rows token ids of each text of the batch
   * @returns vectors of the tokens, shape [rows, longest row, dimension], and how long the longest row is
   */
  run(rows: readonly (readonly number[])[]): Promise<{ hidden: Float32Array; length: number }>;
  dispose(): Promise<void>;
}

/** What onnxruntime offers of a session; transformers.js leaves it untyped. */
interface OrtSession {
  readonly inputNames: readonly string[];
  run(feeds: Record<string, unknown>): Promise<Record<string, OrtTensor>>;
}
interface OrtTensor {
  readonly dims: readonly number[];
  readonly data: unknown;
  dispose(): void;
}

/** onnxruntime for browsers: where its script is, and its code. */
export interface OnnxRuntime {
  readonly script: string;
  readonly code: Uint8Array<ArrayBuffer>;
}

function useRuntime({ script, code }: OnnxRuntime): void {
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error("onnxruntime for browsers is not there");
  wasm.numThreads = 1;
  wasm.wasmPaths = { mjs: script };
  wasm.wasmBinary = code.buffer;
}

/** Models whose bytes are at hand while they are loaded. */
const open = new Map<string, ModelBytes>();

/** Many models come without this file, which transformers.js insists on: their tokenizer.json says everything. */
const PLAIN_TOKENIZER = new TextEncoder().encode(JSON.stringify({ tokenizer_class: "PreTrainedTokenizer" }));

/** A name that leads nowhere (RFC 2606): transformers.js wants a host for its cache keys. */
const NO_HOST = "https://model.invalid/";

/** transformers.js reads nothing but what `open` holds: no network, no disk, no cache of its own. */
function closeToOutside(): void {
  env.allowRemoteModels = false;
  env.remoteHost = NO_HOST;
  env.remotePathTemplate = "{model}/";
  env.allowLocalModels = true;
  env.localModelPath = NO_HOST;
  env.useFS = false;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.useCustomCache = true;
  env.logLevel = LogLevel.ERROR;
  env.fetch = async () => new Response(null, { status: 404 });
  env.customCache = {
    match: async (request) => {
      for (const [modelId, bytes] of open) {
        const folder = `${NO_HOST}${modelId}/`;
        const content = request.startsWith(folder) && bytes.get(request.slice(folder.length));
        if (content) return new Response(content, { headers: { "content-length": String(content.length) } });
      }
      return undefined;
    },
    put: async () => {},
  };
}

/**
 * Load a model into onnxruntime. One at a time in a thread.
 * @throws `embedding.unreadable`, `embedding.out-of-memory`
 */
export async function openSession(
  model: EmbeddingModel,
  bytes: ModelBytes,
  device: SessionDevice,
  runtime: OnnxRuntime | null,
): Promise<EmbeddingSession> {
  closeToOutside();
  if (runtime !== null) useRuntime(runtime);
  open.set(model.modelId, new Map([["tokenizer_config.json", PLAIN_TOKENIZER], ...bytes]));
  try {
    const tokenizer = await openTokenizer(model);
    const loaded = await AutoModel.from_pretrained(model.modelId, {
      device,
      ...graphName(model.weights),
      // One thread a session: several sessions side by side share nothing and wait for nobody.
      session_options: { intraOpNumThreads: 1 },
    });
    const session = loaded.sessions["model"] as OrtSession;
    const graphics = device === "webgpu" ? await graphicsDevice() : null;
    return {
      tokenizer,
      alone: quantisesAsItGoes(bytes.get(model.weights)!),
      run: async (rows) => {
        const running = runRows(session, rows, tokenizer.padId);
        return await (graphics === null ? running : orLost(running, graphics.lost));
      },
      dispose: async () => void (await loaded.dispose()),
    };
  } catch (cause) {
    throw sessionError(model, 0, cause);
  } finally {
    open.delete(model.modelId);
  }
}

/** `lost` rejects when the graphics processor is lost; what runs on it may then never end. */
async function graphicsDevice(): Promise<{ readonly lost: Promise<never> }> {
  const device = (await env.backends.onnx.webgpu?.device) as
    { readonly lost: Promise<{ readonly reason: string; readonly message: string }> } | undefined;
  if (!device) throw new Error("onnxruntime took no graphics processor");
  const lost = device.lost.then(({ reason, message }) => {
    throw embeddingError("embedding.device-lost", { reason: message || reason });
  });
  // Whoever embeds then hears of it.
  lost.catch(() => {});
  return { lost };
}

/** What is lost with the device says so, whichever is heard of first: the loss, or an operation that failed by it. */
async function orLost<T>(running: Promise<T>, lost: Promise<never>): Promise<T> {
  try {
    return await Promise.race([running, lost]);
  } catch (cause) {
    await Promise.race([lost, new Promise((later) => setTimeout(later, LOSS_HEARD_MS))]);
    throw cause;
  }
}

const LOSS_HEARD_MS = 200;

/** How transformers.js is told the file of a graph: "onnx/model_quantized.onnx" is folder, name and suffix. */
function graphName(path: string): { subfolder: string; model_file_name: string; dtype: "fp32" } {
  const slash = path.lastIndexOf("/");
  return {
    subfolder: slash < 0 ? "" : path.slice(0, slash),
    model_file_name: path.slice(slash + 1).replace(/\.onnx$/, ""),
    // The one that adds no suffix of its own to the name.
    dtype: "fp32",
  };
}

/** @throws `embedding.*` of what onnxruntime says */
export function sessionError(model: EmbeddingModel, texts: number, cause: unknown): Error {
  if (cause instanceof Error && cause.name === "AppError") return cause;
  const reason = (cause instanceof Error ? cause.message : String(cause)).split("\n")[0]!.slice(0, 300);
  if (/out of memory|bad_alloc|failed to allocate|Array buffer allocation|memory access out/i.test(reason)) {
    return embeddingError("embedding.out-of-memory", { model: model.modelId, texts }, { cause });
  }
  return embeddingError(
    texts === 0 ? "embedding.unreadable" : "embedding.failed",
    { model: model.modelId, reason },
    { cause },
  );
}

async function runRows(
  session: OrtSession,
  rows: readonly (readonly number[])[],
  padId: number,
): Promise<{ hidden: Float32Array; length: number }> {
  const length = rows.reduce((longest, row) => Math.max(longest, row.length), 0);
  const dims = [rows.length, length];
  const ids = new BigInt64Array(rows.length * length).fill(BigInt(padId));
  const mask = new BigInt64Array(rows.length * length);
  rows.forEach((row, r) => {
    for (let t = 0; t < row.length; t++) ids[r * length + t] = BigInt(row[t]!);
    mask.fill(1n, r * length, r * length + row.length);
  });
  const inputs: Record<string, BigInt64Array> = {
    input_ids: ids,
    attention_mask: mask,
    token_type_ids: new BigInt64Array(rows.length * length),
  };
  const feeds = Object.fromEntries(
    session.inputNames.map((name) => {
      const data = inputs[name];
      if (data === undefined) throw new Error(`its graph asks for an input "${name}" that no text has`);
      return [name, new Tensor("int64", data, dims).ort_tensor];
    }),
  );
  const outputs = await session.run(feeds);
  const output = outputs["last_hidden_state"] ?? outputs["token_embeddings"] ?? Object.values(outputs)[0]!;
  if (output.dims.length !== 3 || !(output.data instanceof Float32Array)) {
    throw new Error(
      `its graph gives an output of shape [${output.dims.join(", ")}], expected vectors of tokens`,
    );
  }
  return { hidden: output.data, length };
}

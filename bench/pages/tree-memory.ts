import { browserSharedThreads, serveKernelThread } from "../../src/platform/browser/shared-threads.ts";
import {
  CHUNK_ROWS,
  chunkedTable,
  rootMeanSquare,
  trainTable,
  type ChunkTimes,
} from "../measures/tree-chunks.ts";
import { TREE_FEATURES } from "../measures/tree-table.ts";

/** One script, three roles by the worker's name, as in trees.ts. */
const TRAINER = "trainer";
const THREAD = "thread";

interface TrainerScope {
  readonly name: string;
  addEventListener(
    type: "message",
    listener: (event: MessageEvent<{ folder: string; threads: number }>) => void,
  ): void;
  postMessage(times: ChunkTimes): void;
}

const startWorker = (name: string): Worker => new Worker(import.meta.url, { type: "module", name });

/** The file's rows in parts of `CHUNK_ROWS`, all in one buffer, while it is being downloaded. */
async function* download(address: string): AsyncGenerator<Float32Array> {
  const buffer = new Float32Array(CHUNK_ROWS * TREE_FEATURES);
  const bytes = new Uint8Array(buffer.buffer);
  const reader = (await fetch(address)).body!.getReader();
  let filled = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    for (let from = 0; from < part.value.length;) {
      const count = Math.min(part.value.length - from, bytes.length - filled);
      bytes.set(part.value.subarray(from, from + count), filled);
      from += count;
      filled += count;
      if (filled < bytes.length) continue;
      yield buffer;
      filled = 0;
    }
  }
  if (filled > 0) yield buffer.subarray(0, filled / buffer.BYTES_PER_ELEMENT);
}

async function train(folder: string, count: number): Promise<ChunkTimes> {
  const whole = async (name: string): Promise<ArrayBuffer> =>
    await (await fetch(`/${folder}/${name}`)).arrayBuffer();
  const labels = new Float64Array(await whole("train-labels.f64"));
  const matrix = chunkedTable(labels.length, () => download(`/${folder}/train.f32`));
  const threads = count > 1 ? browserSharedThreads(() => startWorker(THREAD), count) : null;
  const { ensemble, seconds } = await trainTable(matrix, labels, threads);
  const values = new Float32Array(await whole("test.f32"));
  return {
    seconds,
    rmse: rootMeanSquare(ensemble, values, new Float64Array(await whole("test-labels.f64"))),
  };
}

function serveTrainer(scope: TrainerScope): void {
  scope.addEventListener("message", ({ data: { folder, threads } }) => {
    // What is thrown here reaches the page as the worker's error.
    void train(folder, threads).then(
      (times) => scope.postMessage(times),
      (reason: unknown) => reportError(reason),
    );
  });
}

function servePage(): void {
  const call = async (folder: string, threads: number): Promise<ChunkTimes> => {
    const trainer = startWorker(TRAINER);
    try {
      return await new Promise((done, fail) => {
        trainer.addEventListener("message", ({ data }: MessageEvent<ChunkTimes>) => done(data));
        trainer.addEventListener("error", ({ message }) => fail(new Error(message)));
        trainer.postMessage({ folder, threads });
      });
    } finally {
      trainer.terminate();
    }
  };
  Object.assign(globalThis, { bench: { train: call } });
}

const scope = globalThis as unknown as TrainerScope;
if ("document" in globalThis) servePage();
else if (scope.name === THREAD) serveKernelThread();
else serveTrainer(scope);

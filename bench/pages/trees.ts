import { browserSharedThreads, serveKernelThread } from "../../src/platform/browser/shared-threads.ts";
import {
  timeTraining,
  trainingData,
  type TrainingCase,
  type TrainingData,
  type TrainingTimes,
} from "../measures/tree-training.ts";

/** One script, three roles by the worker's name: the page, its training worker, and that worker's kernel threads. */
const TRAINER = "trainer";
const THREAD = "thread";

interface TrainerScope {
  readonly name: string;
  addEventListener(
    type: "message",
    listener: (event: MessageEvent<{ asked: TrainingCase; threads: number }>) => void,
  ): void;
  postMessage(times: TrainingTimes): void;
}

const startWorker = (name: string): Worker => new Worker(import.meta.url, { type: "module", name });

function serveTrainer(scope: TrainerScope): void {
  let data: TrainingData | null = null;
  scope.addEventListener("message", ({ data: { asked, threads } }) => {
    if (JSON.stringify(data?.asked) !== JSON.stringify(asked)) data = trainingData(asked);
    const team = threads > 1 ? browserSharedThreads(() => startWorker(THREAD), threads) : null;
    void timeTraining(data!, team).then((times) => scope.postMessage(times));
  });
}

function servePage(): void {
  const trainer = startWorker(TRAINER);
  const time = async (asked: TrainingCase, threads: number): Promise<TrainingTimes> =>
    await new Promise((done, fail) => {
      const once = { once: true };
      trainer.addEventListener("message", ({ data }: MessageEvent<TrainingTimes>) => done(data), once);
      trainer.addEventListener("error", ({ message }) => fail(new Error(message)), once);
      trainer.postMessage({ asked, threads });
    });
  Object.assign(globalThis, { bench: { time } });
}

const scope = globalThis as unknown as TrainerScope;
if ("document" in globalThis) servePage();
else if (scope.name === THREAD) serveKernelThread();
else serveTrainer(scope);

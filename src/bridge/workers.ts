/** One connection a worker. Each call makes a new one, with a worker of its own once it is used. */
import type {
  AskApi,
  AskIndexApi,
  ExperimentsApi,
  GenerateApi,
  IngestApi,
  PredictApi,
  ProfileApi,
  RecommendApi,
  TrainApi,
} from "./api.ts";
import { connect, type Connection } from "./connect.ts";
import type { TableApi } from "./table-api.ts";

/** Workers hold tables of the whole shop: give the memory back after ten quiet minutes. */
const IDLE_MS = 600_000;

export function connectIngest(): Connection<IngestApi> {
  return connect<IngestApi>(
    () => new Worker(new URL("../../workers/ingest.worker.ts", import.meta.url), { type: "module" }),
    { name: "import", idleMs: IDLE_MS },
  );
}

export function connectTrain(): Connection<TrainApi> {
  return connect<TrainApi>(
    () => new Worker(new URL("../../workers/train.worker.ts", import.meta.url), { type: "module" }),
    { name: "training", idleMs: IDLE_MS },
  );
}

export function connectTable(): Connection<TableApi> {
  return connect<TableApi>(
    () => new Worker(new URL("../../workers/table.worker.ts", import.meta.url), { type: "module" }),
    { name: "table's training", idleMs: IDLE_MS },
  );
}

export function connectPredict(): Connection<PredictApi> {
  return connect<PredictApi>(
    () => new Worker(new URL("../../workers/predict.worker.ts", import.meta.url), { type: "module" }),
    { name: "forecast", idleMs: IDLE_MS },
  );
}

export function connectAnswer(): Connection<RecommendApi> {
  return connect<RecommendApi>(
    () => new Worker(new URL("../../workers/answer.worker.ts", import.meta.url), { type: "module" }),
    { name: "recommendations", idleMs: IDLE_MS },
  );
}

export function connectAsk(): Connection<AskApi> {
  return connect<AskApi>(
    () => new Worker(new URL("../../workers/ask.worker.ts", import.meta.url), { type: "module" }),
    { name: "answers", idleMs: IDLE_MS },
  );
}

export function connectAskIndex(): Connection<AskIndexApi> {
  return connect<AskIndexApi>(
    () => new Worker(new URL("../../workers/index.worker.ts", import.meta.url), { type: "module" }),
    { name: "question index", idleMs: IDLE_MS },
  );
}

export function connectExperiments(): Connection<ExperimentsApi> {
  return connect<ExperimentsApi>(
    () => new Worker(new URL("../../workers/experiments.worker.ts", import.meta.url), { type: "module" }),
    { name: "experiments", idleMs: IDLE_MS },
  );
}

/** A language model takes some hundred megabytes: they are given back after two quiet minutes. */
const MODEL_IDLE_MS = 120_000;

export function connectGenerate(): Connection<GenerateApi> {
  return connect<GenerateApi>(
    () => new Worker(new URL("../../workers/generate.worker.ts", import.meta.url), { type: "module" }),
    { name: "language model", idleMs: MODEL_IDLE_MS },
  );
}

/** A worker that ends takes the key with it: after five quiet minutes the list is locked. */
const PROFILE_IDLE_MS = 300_000;

export function connectProfile(): Connection<ProfileApi> {
  return connect<ProfileApi>(
    () => new Worker(new URL("../../workers/profile.worker.ts", import.meta.url), { type: "module" }),
    { name: "private list", idleMs: PROFILE_IDLE_MS },
  );
}

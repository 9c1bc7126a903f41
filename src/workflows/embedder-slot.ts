import { asAppError, type AppError } from "../core/errors.ts";
import type { TextEmbedder } from "../core/ports.ts";
import { weightsOf, type EmbeddingModel } from "../domain/embedding-model.ts";

/** What vectors are told by. */
export interface VectorModel {
  readonly modelId: string;
  readonly sha256: string;
  readonly dimension: number;
  readonly languages: readonly string[];
}

export function vectorModel(model: EmbeddingModel): VectorModel {
  const { modelId, dimension, languages } = model;
  return { modelId, sha256: weightsOf(model).sha256, dimension, languages };
}

/** An embedder that loads when it is first asked for, while questions are answered without it. */
export interface EmbedderSlot {
  readonly model: VectorModel;
  /** The embedder, or null while it loads: it begins to, unless it failed before. */
  ready(): TextEmbedder | null;
  /** The embedder if it is loaded; does not begin to load it. */
  loaded(): TextEmbedder | null;
  /** Why it could not be loaded; null where it was, or is on its way. */
  failure(): AppError | null;
  /** Wait for it; after a failure it is tried again. @throws `embedding.*` */
  load(): Promise<TextEmbedder>;
}

/** Slots of whichever model is wanted; one is kept, and its embedder ends when another is asked for. */
export interface EmbedderSlots {
  of(model: EmbeddingModel): EmbedderSlot;
}

export function embedderSlots(open: (model: EmbeddingModel) => Promise<TextEmbedder>): EmbedderSlots {
  let kept: EmbedderSlot | null = null;
  return {
    of: (model) => {
      if (kept?.model.modelId === model.modelId && kept.model.sha256 === weightsOf(model).sha256) return kept;
      void kept?.loaded()?.dispose();
      kept = embedderSlot(model, () => open(model));
      return kept;
    },
  };
}

function embedderSlot(model: EmbeddingModel, open: () => Promise<TextEmbedder>): EmbedderSlot {
  let loading: Promise<TextEmbedder> | null = null;
  let embedder: TextEmbedder | null = null;
  let failure: AppError | null = null;
  const load = (): Promise<TextEmbedder> => {
    loading ??= open().then(
      (opened) => {
        failure = null;
        embedder = opened;
        return opened;
      },
      (thrown: unknown) => {
        failure = asAppError(thrown);
        loading = null;
        throw failure;
      },
    );
    return loading;
  };
  return {
    model: vectorModel(model),
    ready: () => {
      // Its failure is told by `failure`.
      if (embedder === null && failure === null) load().catch(() => {});
      return embedder;
    },
    loaded: () => embedder,
    failure: () => failure,
    load,
  };
}

import type { TextEmbedder } from "../core/ports.ts";
import type { ProgressSink } from "../core/progress.ts";
import type { TitleRecord } from "../domain/dataset.ts";
import type { SaleHistory } from "../features/store/sale-history.ts";

/**
 * The history with the vector of each title's name and description; a title that the catalogue does not tell about has
 * none.
 *
 * @throws `core.aborted`, `embedding.*`
 */
export async function withTextVectors(
  history: SaleHistory,
  catalogue: ReadonlyMap<string, TitleRecord>,
  embedder: TextEmbedder,
  context: { readonly progress: ProgressSink; readonly signal?: AbortSignal | undefined },
): Promise<SaleHistory> {
  const known = history.titles.flatMap((id, t) => {
    const title = catalogue.get(id);
    return title === undefined ? [] : [{ t, text: `${title.title}. ${title.description ?? ""}`.trim() }];
  });
  const texts = known.map(({ text }) => text);
  const { dimension, modelId } = embedder.info;
  const { vectors } = await embedder.embed(texts, {
    tokens: false,
    signal: context.signal,
    onBatch: (done) =>
      context.progress({
        phase: "Making vectors of titles",
        done,
        total: texts.length,
        unit: "titles",
        remainingMs: null,
      }),
  });
  const values = new Float32Array(history.titles.length * dimension).fill(NaN);
  known.forEach(({ t }, row) => {
    values.set(vectors.subarray(row * dimension, (row + 1) * dimension), t * dimension);
  });
  return {
    ...history,
    catalogue: {
      attributes: history.catalogue?.attributes ?? {},
      vectors: { model: modelId, dimension, values },
    },
  };
}

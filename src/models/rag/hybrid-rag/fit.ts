import type { FitContext } from "../../model.ts";
import { checkContext, checkVectors } from "../passage-checks.ts";
import { joinVectors, noVectors, takeVectors } from "../passage-vectors.ts";
import type { PassageVectors, RagData } from "../task.ts";
import { changeWords, indexWords, type WordIndex } from "../word-index.ts";
import type { HybridRagOptions } from "./options.ts";

export interface HybridRagState {
  readonly index: WordIndex;
  /** null: no passage has any. */
  readonly vectors: PassageVectors | null;
  readonly options: HybridRagOptions;
}

/** @throws `core.aborted`, `rag.bad-passages` */
export function fitHybridRag(data: RagData, options: HybridRagOptions, context: FitContext): HybridRagState {
  checkContext(context, "hybrid-rag");
  checkVectors(data);
  return { index: indexWords(data.passages), vectors: data.vectors, options };
}

/**
 * The state without some passages and with others behind: what `fitHybridRag` gives for the passages that are left and
 * the new ones, without reading the old ones again.
 *
 * @param removed 1 for each passage to leave out, shape [passages]; the others move up
 * @throws `rag.bad-passages`
 */
export function changeHybridRag(
  { index, vectors, options }: HybridRagState,
  removed: Uint8Array,
  added: RagData,
): HybridRagState {
  checkVectors(added);
  const kept = Array.from(removed.keys()).filter((row) => removed[row] !== 1);
  return {
    index: changeWords(index, removed, indexWords(added.passages)),
    vectors: changedVectors(vectors && takeVectors(vectors, kept), added, kept.length),
    options,
  };
}

/** The state with vectors of its passages, some of which may have none yet. @throws `rag.bad-passages` */
export function withVectors(state: HybridRagState, vectors: PassageVectors | null): HybridRagState {
  checkVectors({ passages: { length: state.index.rowCount }, vectors });
  return { ...state, vectors };
}

function changedVectors(
  kept: PassageVectors | null,
  { passages, vectors }: RagData,
  keptCount: number,
): PassageVectors | null {
  const dimension = (kept ?? vectors)?.passages.dimension;
  if (dimension === undefined) return null;
  return joinVectors(
    kept ?? noVectors(keptCount, dimension),
    vectors ?? noVectors(passages.length, dimension),
  );
}

import type { DenseVectors } from "../../../features/item-content.ts";
import { largestOfRows, weightedSum } from "../../../math/sparse/combine.ts";
import { transpose, type CsrMatrix } from "../../../math/sparse/csr-matrix.ts";
import { productTopK } from "../../../math/sparse/product-top-k.ts";
import type { FitContext } from "../../model.ts";
import { checkRows } from "../interaction-checks.ts";
import type { RecommendationData } from "../task.ts";
import { denseNeighbours } from "./dense-neighbours.ts";
import type { ContentOptions } from "./options.ts";
import { weighTerms } from "./weigh-terms.ts";

/** What content says: titles of a history by titles recommended. */
export interface ContentState {
  /** Entry (h, j): how similar title j is to title h; each column j has its `topK` largest. */
  readonly matrix: CsrMatrix;
}

/**
 * For each title the most similar others, whether or not anyone has chosen either. Data without content gives a matrix
 * without entries.
 *
 * @throws `core.aborted`, `recommendation.bad-interactions`
 */
export function fitContent(
  data: RecommendationData,
  options: ContentOptions,
  context: FitContext,
): ContentState {
  const { content, interactions } = data;
  checkRows(interactions, "content", context);
  if (content === null) return { matrix: emptyMatrix(interactions.itemCount) };
  const weighted = weighTerms(content, options);
  const byTerms = productTopK(weighted, transpose(weighted), { topK: options.topK, skipDiagonal: true });
  const nearest = withDense(byTerms, content.vectors, options);
  // Rows of `nearest` are the titles recommended: a new title keeps its own neighbours, however many others are nearer
  // to them.
  return { matrix: transpose(nearest) };
}

function emptyMatrix(count: number): CsrMatrix {
  return {
    rowCount: count,
    columnCount: count,
    rowStart: new Int32Array(count + 1),
    columns: new Int32Array(0),
    values: new Float32Array(0),
  };
}

/** Similarity by terms plus that by embeddings; a pair that is among neither's nearest counts 0 there. */
function withDense(
  byTerms: CsrMatrix,
  vectors: DenseVectors | null,
  { dense, topK }: ContentOptions,
): CsrMatrix {
  if (vectors === null || dense === 0) return byTerms;
  return largestOfRows(weightedSum(byTerms, denseNeighbours(vectors, topK), 1, dense), topK);
}

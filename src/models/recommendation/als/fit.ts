import { alsGram, fitImplicitAls } from "../../../math/linear-algebra/implicit-als.ts";
import { csrFromEntries } from "../../../math/sparse/csr-matrix.ts";
import type { FitContext } from "../../model.ts";
import { checkInteractions } from "../interaction-checks.ts";
import type { RecommendationData } from "../task.ts";
import type { AlsOptions } from "./options.ts";

export interface AlsState {
  readonly factors: number;
  readonly alpha: number;
  /** Shape [titles, factors]. */
  readonly items: Float32Array;
  /** Σ_i y_i y_iᵀ + regularization · I over all titles' vectors, lower triangle; shape [factors, factors]. */
  readonly gram: Float64Array;
}

/**
 * Vectors of the titles; readers' are solved for when they ask.
 *
 * @throws `core.aborted`, `recommendation.empty`, `recommendation.bad-interactions`, `algebra.memory`
 * @see Hu, Koren and Volinsky (2008)
 */
export function fitAls(
  { interactions }: RecommendationData,
  options: AlsOptions,
  context: FitContext,
): AlsState {
  checkInteractions(interactions, "als", context);
  const { userCount, itemCount, rowStart, items, strengths } = interactions;
  const readers = new Int32Array(items.length);
  for (let user = 0; user < userCount; user++) readers.fill(user, rowStart[user], rowStart[user + 1]);
  const { factors, regularization, alpha, iterations } = options;
  const model = fitImplicitAls(csrFromEntries(userCount, itemCount, readers, items, strengths), options, {
    random: context.random,
    signal: context.signal,
    onIteration: (done) =>
      context.progress?.({ phase: "Training", done, total: iterations, unit: "rounds", remainingMs: null }),
  });
  return { factors, alpha, items: model.items, gram: alsGram(model, regularization) };
}

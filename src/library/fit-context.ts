import type { ProgressSink } from "../core/progress.ts";
import { seededRandom } from "../core/random.ts";
import type { FitContext } from "../models/model.ts";

/**
 * What a fit takes besides data and options.
 *
 * @param seed the same seed gives the same model bytes
 * @param options where progress goes, and a signal that stops the fit with `core.aborted`
 */
export function fitContext(
  seed = 1,
  options: { readonly progress?: ProgressSink; readonly signal?: AbortSignal } = {},
): FitContext {
  return { random: seededRandom(seed, "library"), progress: options.progress, signal: options.signal };
}

import type { Random } from "../../core/random.ts";
import { parzenEstimator } from "./parzen-estimator.ts";
import {
  codesOf,
  configurationOf,
  drawConfiguration,
  type Configuration,
  type SearchSpace,
} from "./search-space.ts";
import type { TrialRecord } from "./trial.ts";

/** Trials drawn evenly before the first that is chosen. */
const DRAWN_FIRST = 10;
const CANDIDATES = 24;
const MOST_GOOD = 25;
const GOOD_SHARE = 0.1;

/**
 * What to try next by tree-structured Parzen estimators: of candidates drawn from the density of the good trials, the one
 * where that is largest beside the density of the others.
 *
 * @param trials of one resource, finished; stopped ones count as worse than complete ones
 * @see Bergstra, Bardenet, Bengio and Kégl (2011), Algorithms for hyper-parameter optimization, NeurIPS 24
 */
export function suggestByTpe(
  space: SearchSpace,
  trials: readonly TrialRecord[],
  random: Random,
): Configuration {
  const known = trials.filter(({ loss }) => loss !== null).sort(byGoodness);
  if (known.length < DRAWN_FIRST) return drawConfiguration(space, random);
  const codes = known.map(({ options }) => codesOf(space, options));
  const good = Math.min(MOST_GOOD, Math.ceil(GOOD_SHARE * known.length));
  const below = parzenEstimator(space, codes.slice(0, good));
  const above = parzenEstimator(space, codes.slice(good));
  let best: Configuration = {};
  let bestGain = -Infinity;
  for (let c = 0; c < CANDIDATES; c++) {
    const drawn = below.draw(random);
    const candidate = configurationOf(space, (_, d) => drawn[d]!);
    // Of the value itself, whole numbers rounded.
    const at = codesOf(space, candidate);
    const gain = below.logDensity(at) - above.logDensity(at);
    if (gain > bestGain) {
      best = candidate;
      bestGain = gain;
    }
  }
  return best;
}

function byGoodness(a: TrialRecord, b: TrialRecord): number {
  if (a.state !== b.state) return a.state === "complete" ? -1 : 1;
  if (a.state === "stopped" && a.steps.length !== b.steps.length) return b.steps.length - a.steps.length;
  return a.loss! - b.loss! || a.number - b.number;
}

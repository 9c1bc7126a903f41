import { exp, log, pow } from "../../core/elementary.ts";
import type { Random } from "../../core/random.ts";
import { normalCumulative } from "../../math/normal-distribution.ts";
import { drawCode, type SearchSpace } from "./search-space.ts";

const LOG_ROOT_TWO_PI = 0.9189385332046727;
/** Width of a kernel where there is one observation, of a range of 1. */
const WIDTH = 0.2;

/** A density over codes of a space. */
export interface ParzenEstimator {
  /** Codes in the order of the space, each drawn, whether it will count or not. */
  draw(random: Random): Float64Array;
  /** Logarithm of the density of codes; dimensions that are NaN are left out. */
  logDensity(codes: Float64Array): number;
}

/**
 * One kernel around each observation, over all dimensions at once, and a wide one over the whole space: normal, cut at
 * the bounds, along ranges; mostly the observed value of lists. An observation in which a dimension does not count says
 * nothing of it.
 *
 * @param observations codes of each, NaN where a dimension does not count
 * @see Bergstra, Bardenet, Bengio and Kégl (2011), section 4; Falkner, Klein and Hutter (2018) for kernels over all
 *   dimensions; the widths as in Optuna's multivariate sampler
 */
export function parzenEstimator(space: SearchSpace, observations: readonly Float64Array[]): ParzenEstimator {
  const count = observations.length;
  const kernels = count + 1;
  const width = Math.max(
    WIDTH * pow(Math.max(1, count), -1 / (space.length + 4)),
    1 / Math.min(100, 1 + kernels),
  );
  const widthOf = (kernel: number): number => (kernel === count ? 1 : width);
  /** NaN: this kernel is even over the dimension. */
  const centre = (kernel: number, d: number): number =>
    kernel === count ? (space[d]!.kind === "range" ? 0.5 : NaN) : observations[kernel]![d]!;
  /** log of the share of a normal kernel that lies within the bounds, and of its height. */
  const heights = Array.from({ length: kernels }, (_, kernel) =>
    Float64Array.from(space, ({ kind }, d) => {
      const at = centre(kernel, d);
      if (kind === "list" || Number.isNaN(at)) return 0;
      const sigma = widthOf(kernel);
      const within = normalCumulative((1 - at) / sigma) - normalCumulative(-at / sigma);
      return -log(sigma) - LOG_ROOT_TWO_PI - log(within);
    }),
  );

  const kernelLogDensity = (kernel: number, codes: Float64Array): number => {
    let sum = 0;
    for (let d = 0; d < codes.length; d++) {
      const code = codes[d]!;
      if (Number.isNaN(code)) continue;
      const at = centre(kernel, d);
      const dimension = space[d]!;
      if (dimension.kind === "list") {
        const room = dimension.values.length;
        if (Number.isNaN(at)) sum -= log(room);
        else sum += log(((code === at ? 1 : 0) + 1 / (kernels * room)) / (1 + 1 / kernels));
      } else if (!Number.isNaN(at)) {
        const distance = (code - at) / widthOf(kernel);
        sum += heights[kernel]![d]! - (distance * distance) / 2;
      }
    }
    return sum;
  };

  return {
    draw: (random) => {
      const kernel = random.integer(kernels);
      return Float64Array.from(space, (dimension, d) => {
        const at = centre(kernel, d);
        if (Number.isNaN(at)) return drawCode(dimension, random);
        if (dimension.kind === "list") {
          return random.next() < 1 / (kernels + 1) ? drawCode(dimension, random) : at;
        }
        for (;;) {
          const code = at + widthOf(kernel) * random.normal();
          if (code >= 0 && code <= 1) return code;
        }
      });
    },
    logDensity: (codes) => {
      const each = Float64Array.from({ length: kernels }, (_, kernel) => kernelLogDensity(kernel, codes));
      const largest = each.reduce((most, value) => Math.max(most, value), -Infinity);
      let sum = 0;
      for (const value of each) sum += exp(value - largest);
      return largest + log(sum / kernels);
    },
  };
}

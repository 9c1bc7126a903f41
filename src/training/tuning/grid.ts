import { tuningError } from "./errors.ts";
import { configurationKey, configurationOf, type Configuration, type SearchSpace } from "./search-space.ts";

/** Values of a range on a grid, its bounds among them. */
const RANGE_POINTS = 5;
const MOST_POINTS = 10_000;

/**
 * Every combination of values, the last dimension running fastest, each once: where a condition does not hold, its
 * dimension makes no points.
 *
 * @throws `tuning.large-grid`
 */
export function gridPoints(space: SearchSpace): readonly Configuration[] {
  const sizes = space.map((dimension) =>
    dimension.kind === "list" ? dimension.values.length : RANGE_POINTS,
  );
  const all = sizes.reduce((product, size) => product * size, 1);
  if (all > MOST_POINTS) throw tuningError("tuning.large-grid", { found: all, most: MOST_POINTS });
  const points = new Map<string, Configuration>();
  for (let n = 0; n < all; n++) {
    const places: number[] = [];
    let rest = n;
    for (let d = space.length - 1; d >= 0; d--) {
      places[d] = rest % sizes[d]!;
      rest = Math.floor(rest / sizes[d]!);
    }
    const point = configurationOf(space, ({ kind }, d) =>
      kind === "list" ? places[d]! : places[d]! / (RANGE_POINTS - 1),
    );
    const key = configurationKey(space, point);
    if (!points.has(key)) points.set(key, point);
  }
  return [...points.values()];
}

import { cos, exp } from "../../src/core/elementary.ts";
import type { SearchSpace } from "../../src/training/tuning/search-space.ts";

/** A function of continuous options with a known smallest value. */
export interface SearchFunction {
  readonly name: string;
  readonly bounds: readonly (readonly [number, number])[];
  readonly smallest: number;
  readonly at: (x: readonly number[]) => number;
}

/** Hartmann's function of six: the constants of Dixon and Szegö (1978). */
const HARTMANN_ALPHA = [1, 1.2, 3, 3.2];
const HARTMANN_A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_P = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const repeated = (bound: readonly [number, number], times: number): (readonly [number, number])[] =>
  Array.from({ length: times }, () => bound);

/** Five functions on which searches are compared, as Surjanovic and Bingham's library of simulations defines them. */
export const SEARCH_FUNCTIONS: readonly SearchFunction[] = [
  {
    name: "sphere, 5 options",
    bounds: repeated([-5, 5], 5),
    smallest: 0,
    at: (x) => sumOf(x.map((value) => value * value)),
  },
  {
    name: "Rosenbrock, 4 options",
    bounds: repeated([-2, 2], 4),
    smallest: 0,
    at: (x) =>
      sumOf(
        x.slice(1).map((next, i) => {
          const before = x[i]!;
          const bend = next - before * before;
          return 100 * bend * bend + (1 - before) * (1 - before);
        }),
      ),
  },
  {
    name: "Branin, 2 options",
    bounds: [
      [-5, 10],
      [0, 15],
    ],
    smallest: 0.39788735772973816,
    at: ([x = 0, y = 0]) => {
      const bend = y - (5.1 / (4 * Math.PI * Math.PI)) * x * x + (5 / Math.PI) * x - 6;
      return bend * bend + 10 * (1 - 1 / (8 * Math.PI)) * cos(x) + 10;
    },
  },
  {
    name: "Hartmann, 6 options",
    bounds: repeated([0, 1], 6),
    smallest: -3.322368011415512,
    at: (x) =>
      -sumOf(
        HARTMANN_ALPHA.map((alpha, i) => {
          const square = x.map((value, j) => {
            const distance = value - HARTMANN_P[i]![j]! / 10_000;
            return HARTMANN_A[i]![j]! * distance * distance;
          });
          return alpha * exp(-sumOf(square));
        }),
      ),
  },
  {
    name: "Ackley, 4 options",
    bounds: repeated([-32, 32], 4),
    smallest: 0,
    at: (x) =>
      20 +
      Math.E -
      20 * exp(-0.2 * Math.sqrt(sumOf(x.map((value) => value * value)) / x.length)) -
      exp(sumOf(x.map((value) => cos(2 * Math.PI * value))) / x.length),
  },
];

/** The function's box: options x0, x1, … */
export function functionSpace({ bounds }: SearchFunction): SearchSpace {
  return bounds.map(([min, max], i) => ({
    kind: "range",
    name: `x${i}`,
    when: undefined,
    min,
    max,
    scale: "linear",
    whole: false,
  }));
}

/** The function of a configuration of its box. */
export function functionLoss(
  { at, bounds }: SearchFunction,
  options: Readonly<Record<string, unknown>>,
): number {
  return at(bounds.map((_, i) => Number(options[`x${i}`])));
}

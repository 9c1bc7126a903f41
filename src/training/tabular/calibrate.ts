import { exp, log } from "../../core/elementary.ts";
import { fitLogisticNet } from "../../math/logistic-net.ts";

/** Maps a class's probability to a better one: along a logistic curve, or by steps. */
export type Calibrator =
  | { readonly kind: "platt"; readonly slope: number; readonly intercept: number }
  | { readonly kind: "isotonic"; readonly from: readonly number[]; readonly to: readonly number[] };

const LEAST = 1e-9;
const logit = (p: number): number => {
  const kept = Math.min(1 - LEAST, Math.max(LEAST, p));
  return log(kept / (1 - kept));
};

/**
 * One calibrator a class (for two classes, that of class 1), from probabilities of rows that were not trained on.
 *
 * @param probabilities shape [rows, classes]
 * @see Platt (1999); Zadrozny and Elkan (2002)
 */
export function fitCalibrators(
  kind: "platt" | "isotonic",
  target: Float64Array,
  probabilities: Float64Array,
  classes: number,
): Calibrator[] {
  return (classes === 2 ? [1] : Array.from({ length: classes }, (_, k) => k)).map((k) => {
    const own = target.map((y) => (y === k ? 1 : 0));
    const p = target.map((_, row) => probabilities[row * classes + k]!);
    return kind === "platt" ? platt(own, p) : isotonic(own, p);
  });
}

/** Each class mapped by its own, then to a sum of 1. Shape [rows, classes]. */
export function calibrated(
  calibrators: readonly Calibrator[],
  probabilities: Float64Array,
  classes: number,
): Float64Array {
  if (calibrators.length === 0) return probabilities;
  const out = new Float64Array(probabilities.length);
  for (let first = 0; first < out.length; first += classes) {
    if (classes === 2) {
      out[first + 1] = mapped(calibrators[0]!, probabilities[first + 1]!);
      out[first] = 1 - out[first + 1]!;
      continue;
    }
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      out[first + k] = mapped(calibrators[k]!, probabilities[first + k]!);
      sum += out[first + k]!;
    }
    for (let k = 0; k < classes; k++) out[first + k] = sum > 0 ? out[first + k]! / sum : 1 / classes;
  }
  return out;
}

function mapped(calibrator: Calibrator, p: number): number {
  if (calibrator.kind === "platt") {
    return 1 / (1 + exp(-(calibrator.intercept + calibrator.slope * logit(p))));
  }
  const { from, to } = calibrator;
  if (p <= from[0]!) return to[0]!;
  for (let i = 1; i < from.length; i++) {
    if (p > from[i]!) continue;
    const width = from[i]! - from[i - 1]!;
    return width === 0 ? to[i]! : to[i - 1]! + ((to[i]! - to[i - 1]!) * (p - from[i - 1]!)) / width;
  }
  return to.at(-1)!;
}

/** A logistic curve over the log-odds, with a trace of ridge, so that parted classes stay finite. */
function platt(own: Float64Array, p: Float64Array): Calibrator {
  const { intercepts, coefficients } = fitLogisticNet({
    columns: [p.map(logit)],
    target: own,
    classes: 2,
    rowWeights: new Float64Array(own.length).fill(1),
    l1: 0,
    l2: 1e-4,
    maxRounds: 100,
  });
  return { kind: "platt", slope: coefficients[0]!, intercept: intercepts[0]! };
}

/** Pool adjacent violators. @see Ayer et al. (1955) */
function isotonic(own: Float64Array, p: Float64Array): Calibrator {
  const order = Array.from(own, (_, row) => row).sort((a, b) => p[a]! - p[b]! || a - b);
  const blocks: { sum: number; rows: number; low: number; high: number }[] = [];
  for (const row of order) {
    const last = blocks.at(-1);
    // Equal probabilities are one place, whatever their order.
    if (last?.high === p[row]! && last.low === p[row]!) {
      last.sum += own[row]!;
      last.rows++;
    } else blocks.push({ sum: own[row]!, rows: 1, low: p[row]!, high: p[row]! });
  }
  const pooled: typeof blocks = [];
  for (const block of blocks) {
    let next = block;
    for (
      let last = pooled.at(-1);
      last && last.sum * next.rows >= next.sum * last.rows;
      last = pooled.at(-1)
    ) {
      pooled.pop();
      next = { sum: last.sum + next.sum, rows: last.rows + next.rows, low: last.low, high: next.high };
    }
    pooled.push(next);
  }
  // Nobody is surer than the rows allow: a step of none or all is kept this far from 0 and 1.
  const least = 1 / (own.length + 2);
  const share = ({ sum, rows }: { sum: number; rows: number }): number =>
    Math.min(1 - least, Math.max(least, sum / rows));
  const from = pooled.flatMap(({ low, high }) => (low === high ? [low] : [low, high]));
  const to = pooled.flatMap((block) =>
    Array.from({ length: block.low === block.high ? 1 : 2 }, () => share(block)),
  );
  return { kind: "isotonic", from, to };
}

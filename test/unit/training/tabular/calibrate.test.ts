import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { logLoss } from "../../../../src/evaluation/classification-metrics.ts";
import { calibrated, fitCalibrators } from "../../../../src/training/tabular/calibrate.ts";

const both = (second: readonly number[]): Float64Array =>
  Float64Array.from(second.flatMap((p) => [1 - p, p]));

/** Rows whose true chance is p², while a model says p. */
function overconfident(rows: number, seed: number): { target: Float64Array; p: Float64Array } {
  const random = seededRandom(seed, "calibrate");
  const said = Array.from({ length: rows }, () => 0.02 + 0.96 * random.next());
  return { target: Float64Array.from(said, (p) => (random.next() < p * p ? 1 : 0)), p: both(said) };
}

describe("fitCalibrators", () => {
  it.each(["platt", "isotonic"] as const)(
    "brings probabilities nearer to the truth of other rows: %s",
    (kind) => {
      const learned = overconfident(3000, 1);
      const other = overconfident(3000, 2);
      const calibrators = fitCalibrators(kind, learned.target, learned.p, 2);
      expect(calibrators).toHaveLength(1);
      const mended = calibrated(calibrators, other.p, 2);
      expect(logLoss(other.target, mended, 2)).toBeLessThan(logLoss(other.target, other.p, 2) - 0.05);
      // p² where p is said, to what the rows can tell.
      for (const p of [0.3, 0.5, 0.7]) {
        expect(Math.abs(calibrated(calibrators, both([p]), 2)[1]! - p * p)).toBeLessThan(0.08);
      }
      for (let row = 0; row < 3000; row++) expect(mended[2 * row]! + mended[2 * row + 1]!).toBeCloseTo(1, 12);
    },
  );

  it("pools neighbours in the wrong order, and keeps ends away from 0 and 1 by what the rows allow", () => {
    const target = Float64Array.of(0, 1, 0, 1, 1);
    const p = both([0.1, 0.3, 0.5, 0.7, 0.9]);
    const [step] = fitCalibrators("isotonic", target, p, 2);
    const near = (values: number[]) => values.map((value) => expect.closeTo(value, 12));
    expect(step).toEqual({
      kind: "isotonic",
      from: [0.1, 0.3, 0.5, 0.7, 0.9],
      to: near([1 / 7, 0.5, 0.5, 6 / 7, 6 / 7]),
    });
  });

  it("counts equal probabilities as one place, whatever the order of their rows", () => {
    const p = both([0.4, 0.4, 0.4, 0.8]);
    const some = fitCalibrators("isotonic", Float64Array.of(1, 0, 0, 1), p, 2);
    expect(some).toEqual(fitCalibrators("isotonic", Float64Array.of(0, 0, 1, 1), p, 2));
    expect(some).toEqual([{ kind: "isotonic", from: [0.4, 0.8], to: [1 / 3, 5 / 6] }]);
  });

  it("goes straight between steps, and level beyond the ends", () => {
    const step = { kind: "isotonic", from: [0.2, 0.4, 0.4, 0.8], to: [0.1, 0.3, 0.5, 0.9] } as const;
    const at = (p: number): number => calibrated([step], both([p]), 2)[1]!;
    expect(at(0.1)).toBe(0.1);
    expect(at(0.3)).toBeCloseTo(0.2, 12);
    expect(at(0.4)).toBeCloseTo(0.3, 12);
    expect(at(0.6)).toBeCloseTo(0.7, 12);
    expect(at(0.95)).toBe(0.9);
  });

  it("keeps parted classes between 0 and 1", () => {
    const p = both([0.05, 0.1, 0.9, 0.95]);
    for (const kind of ["platt", "isotonic"] as const) {
      const mended = calibrated(fitCalibrators(kind, Float64Array.of(0, 0, 1, 1), p, 2), p, 2);
      for (const value of mended) {
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(1);
      }
      expect(mended[1]!).toBeLessThan(mended[7]!);
    }
  });

  it("maps each of more classes by its own, and to a sum of 1", () => {
    const random = seededRandom(5, "three");
    const rows = Array.from({ length: 600 }, () => {
      const raw = [random.next(), random.next(), random.next()];
      const sum = raw[0]! + raw[1]! + raw[2]!;
      return raw.map((value) => value / sum);
    });
    const target = Float64Array.from(rows, ([a, b]) => {
      const drawn = random.next();
      return drawn < a! ? 0 : drawn < a! + b! ? 1 : 2;
    });
    const p = Float64Array.from(rows.flat());
    const calibrators = fitCalibrators("platt", target, p, 3);
    expect(calibrators).toHaveLength(3);
    const mended = calibrated(calibrators, p, 3);
    for (let row = 0; row < 600; row++) {
      expect(mended[3 * row]! + mended[3 * row + 1]! + mended[3 * row + 2]!).toBeCloseTo(1, 12);
    }
    expect(logLoss(target, mended, 3)).toBeLessThan(logLoss(target, p, 3));
  });

  it("shares the row among classes of which none is thought possible", () => {
    const never = { kind: "isotonic", from: [0, 1], to: [0, 0] } as const;
    expect(calibrated([never, never, never], Float64Array.of(0.2, 0.3, 0.5), 3)).toEqual(
      Float64Array.of(1 / 3, 1 / 3, 1 / 3),
    );
  });

  it("leaves probabilities as they are without a calibrator", () => {
    const p = both([0.3]);
    expect(calibrated([], p, 2)).toBe(p);
  });
});

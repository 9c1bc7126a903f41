import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import {
  decompose,
  deseasonalised,
  isSeasonal,
  reseasonalise,
  seasonalIndices,
} from "../../../src/math/decomposition.ts";

const series = (n: number, f: (t: number) => number): Float64Array =>
  Float64Array.from({ length: n }, (_, t) => f(t));

describe("the seasonal test", () => {
  const random = seededRandom(2, "seasonal test");

  it("sees a week in weekly demand and none in noise", () => {
    expect(
      isSeasonal(
        series(140, (t) => (t % 7 === 5 ? 10 : 2) + random.normal()),
        7,
      ),
    ).toBe(true);
    expect(
      isSeasonal(
        series(140, () => random.normal()),
        7,
      ),
    ).toBe(false);
  });

  it("needs two seasons, four steps, and a series that moves", () => {
    const wave = series(40, (t) => [0, 3, 9, 3][t % 4]!);
    expect(isSeasonal(wave, 4)).toBe(true);
    expect(isSeasonal(wave.slice(0, 7), 4)).toBe(false);
    expect(
      isSeasonal(
        series(40, (t) => t % 3),
        3,
      ),
    ).toBe(false);
    expect(
      isSeasonal(
        series(40, () => 5),
        4,
      ),
    ).toBe(false);
  });
});

describe("classical decomposition", () => {
  const odd = [-2, 1, 1];
  const even = [3, -1, -4, 2];

  it("gives back additive indices on a straight trend, for odd and even seasons", () => {
    for (const indices of [odd, even]) {
      const m = indices.length;
      const found = seasonalIndices(
        series(6 * m, (t) => 10 + 0.5 * t + indices[t % m]!),
        m,
        "additive",
      );
      found.forEach((value, j) => expect(value).toBeCloseTo(indices[j]!, 10));
    }
  });

  it("gives back multiplicative indices on a flat level", () => {
    const indices = [0.5, 1.25, 1.25];
    const found = seasonalIndices(
      series(18, (t) => 40 * indices[t % 3]!),
      3,
      "multiplicative",
    );
    found.forEach((value, j) => expect(value).toBeCloseTo(indices[j]!, 10));
  });

  it("takes the season out and puts it back on the steps that follow", () => {
    for (const kind of ["additive", "multiplicative"] as const) {
      const y = series(17, (t) => 20 + t + even[t % 4]!);
      const indices = seasonalIndices(y, 4, kind);
      const adjusted = deseasonalised(y, indices, kind);
      const restored = adjusted.slice(9);
      reseasonalise(restored, indices, kind, 9);
      restored.forEach((value, h) => expect(value).toBeCloseTo(y[9 + h]!, 10));
    }
  });

  it("takes ratios of positive series only, and none when asked for none", () => {
    const y = series(24, (t) => 20 + even[t % 4]!);
    expect(decompose(y, 4, "multiplicative").kind).toBe("multiplicative");
    expect(decompose(y, 4, "additive").kind).toBe("additive");
    expect(
      decompose(
        y.map((value) => value - 20),
        4,
        "multiplicative",
      ).kind,
    ).toBe("additive");
    const none = decompose(y, 4, "none");
    expect(none.kind).toBe("none");
    expect(none.adjusted).toBe(y);
    expect(none.indices).toHaveLength(0);
  });

  it("falls back on differences when a ratio nears 0", () => {
    const y = series(24, (t) => (t % 4 === 0 ? 0.01 : 10));
    expect(decompose(y, 4, "multiplicative").kind).toBe("additive");
  });
});

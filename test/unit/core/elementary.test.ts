import { describe, expect, it } from "vitest";
import { cos, exp, log, sin } from "../../../src/core/elementary.ts";
import { seededRandom } from "../../../src/core/random.ts";

/** Largest error over many arguments, in units of the last place of the expected value. */
function worst(
  ours: (x: number) => number,
  engine: (x: number) => number,
  arguments_: readonly number[],
): number {
  return Math.max(
    ...arguments_.map(
      (x) => Math.abs(ours(x) - engine(x)) / (Number.EPSILON * Math.max(Math.abs(engine(x)), 1e-300)),
    ),
  );
}
const random = seededRandom(1, "elementary");
const between = (low: number, high: number): number[] =>
  Array.from({ length: 20_000 }, () => low + (high - low) * random.next());

describe("exp", () => {
  it("agrees with the engine to two units in the last place", () => {
    expect(worst(exp, Math.exp, between(-700, 700))).toBeLessThan(2);
    expect(worst(exp, Math.exp, between(-1, 1))).toBeLessThan(2);
  });

  it("knows its ends", () => {
    expect([exp(0), exp(-Infinity), exp(Infinity), exp(710), exp(-746), exp(NaN)]).toEqual([
      1,
      0,
      Infinity,
      Infinity,
      0,
      NaN,
    ]);
    expect(exp(709.7)).toBeCloseTo(1.6549840276802644e308, -295);
    expect(exp(-745)).toBe(5e-324);
  });
});

describe("log", () => {
  it("agrees with the engine to two units in the last place", () => {
    expect(worst(log, Math.log, between(0, 0.9))).toBeLessThan(2);
    expect(worst(log, Math.log, between(1.1, 1e6))).toBeLessThan(2);
    expect(worst(log, Math.log, [5e-324, 1e-310, 2.3e-308, 1e-5, 1.7976931348623157e308])).toBeLessThan(2);
  });

  it("keeps its relative precision near 1", () => {
    expect(worst(log, Math.log, [1 - 1e-9, 1 + 1e-9, 1 + Number.EPSILON, 0.999, 1.001])).toBeLessThan(2);
  });

  it("knows its ends", () => {
    expect([log(1), log(0), log(Infinity), log(-1), log(NaN)]).toEqual([0, -Infinity, Infinity, NaN, NaN]);
  });

  it("undoes exp", () => {
    for (const x of [-50, -1, 0.3, 2, 600]) expect(log(exp(x)) / x).toBeCloseTo(1, 14);
  });
});

describe("sin and cos", () => {
  it("agree with the engine absolutely, over many turns", () => {
    for (const x of [...between(-7, 7), ...between(-9e4, 9e4)]) {
      expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(4e-16);
      expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(4e-16);
    }
  });

  it("hold their exact values", () => {
    expect([sin(0), cos(0)]).toEqual([0, 1]);
  });
});

it("gives the bits it has always given", () => {
  const bits = [exp(1), exp(-3.7), log(3), log(1e-9), sin(1), cos(2), cos(100)].map((value) =>
    value.toString(),
  );
  expect(bits).toMatchInlineSnapshot(`
    [
      "2.7182818284590455",
      "0.024723526470339388",
      "1.0986122886681098",
      "-20.72326583694641",
      "0.8414709848078965",
      "-0.4161468365471424",
      "0.862318872287684",
    ]
  `);
});

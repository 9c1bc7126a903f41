import { describe, expect, it } from "vitest";
import {
  orderFreeMean,
  orderFreeQuantile,
  orderFreeSum,
  powerOfTwoAbove,
} from "../../../../src/math/trees/order-free.ts";

describe("order-free statistics", () => {
  const values = Array.from({ length: 1001 }, (_, i) => Math.sin(i) * 10 ** ((i % 13) - 6));

  it("sum to the same bits in any order, close to the true sum", () => {
    const forward = orderFreeSum(values, null);
    expect(orderFreeSum([...values].reverse(), null)).toBe(forward);
    expect(
      orderFreeSum(
        [...values].sort((a, b) => a - b),
        null,
      ),
    ).toBe(forward);
    const plain = values.reduce((sum, value) => sum + value, 0);
    expect(forward).toBeCloseTo(plain, 6);
    expect(orderFreeSum([0, 0], null)).toBe(0);
  });

  it("mean: weights count as so many values", () => {
    expect(orderFreeMean([1, 2, 6], null)).toBe(3);
    expect(orderFreeMean([1, 4], [1, 2])).toBe(3);
  });

  it("quantile: the middle, or the mean of the middle two; weights count as so many values", () => {
    expect(orderFreeQuantile(Float64Array.of(5, 1, 3), null, 0.5)).toBe(3);
    expect(orderFreeQuantile(Float64Array.of(5, 1, 3, 8), null, 0.5)).toBe(4);
    expect(orderFreeQuantile(Float64Array.of(5, 1, 3, 8), [1, 1, 1, 1], 0.5)).toBe(4);
    expect(orderFreeQuantile(Float64Array.of(5, 1), [1, 3], 0.5)).toBe(1);
    expect(orderFreeQuantile(Float64Array.of(7), null, 0.9)).toBe(7);
    expect(orderFreeQuantile(Float64Array.of(7, 9), [1, 1], 1)).toBe(9);
    const many = Float64Array.from(values);
    const sorted = many.slice().sort();
    for (const level of [0.001, 0.1, 0.5, 0.9, 0.999]) {
      expect(orderFreeQuantile(many.slice(), null, level)).toBe(sorted[Math.ceil(level * 1001) - 1]);
    }
  });

  it("powers of two lie just above", () => {
    for (const [x, power] of [
      [1, 2],
      [0.75, 1],
      [3, 4],
      [1e-310, 2 ** -1021],
    ]) {
      expect(powerOfTwoAbove(x!)).toBe(power);
    }
  });
});

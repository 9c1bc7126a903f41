import { describe, expect, it } from "vitest";
import { gatherInteractions, readersWith } from "../../../src/training/gather-interactions.ts";

const columns = {
  user: Int32Array.of(1, 0, 1, 1, 0, 1),
  item: Int32Array.of(5, 3, 2, 5, 1, 4),
  time: Float64Array.of(30, 10, 20, 40, 5, 20),
  strength: Float32Array.of(1, 1, 2, 0.5, 1, 1),
};

describe("gathering interactions", () => {
  it("puts each reader's titles in the order of their first line, with the last strength", () => {
    const { interactions, times } = gatherInteractions(columns, 3, 6, "last");
    expect([...interactions.rowStart]).toEqual([0, 2, 5, 5]);
    expect([...interactions.items]).toEqual([1, 3, 2, 4, 5]);
    expect([...interactions.strengths]).toEqual([1, 1, 2, 1, 0.5]);
    expect([...times!]).toEqual([5, 10, 20, 20, 30]);
    expect(interactions.ordered).toBe(true);
  });

  it("orders by title where nothing is known of the time", () => {
    const { interactions, times } = gatherInteractions(
      { ...columns, time: null, strength: null },
      2,
      6,
      "last",
    );
    expect([...interactions.items]).toEqual([1, 3, 2, 4, 5]);
    expect([...interactions.strengths]).toEqual([1, 1, 1, 1, 1]);
    expect(times).toBeNull();
    expect(interactions.ordered).toBe(false);
  });

  it("lets a return take a purchase back", () => {
    const bought = {
      user: Int32Array.of(0, 0, 0, 0),
      item: Int32Array.of(2, 3, 2, 3),
      time: Float64Array.of(1, 2, 3, 4),
      strength: Float32Array.of(1, 2, -1, -1),
    };
    const { interactions, times } = gatherInteractions(bought, 1, 4, "sum");
    expect([...interactions.items]).toEqual([3]);
    expect([...interactions.strengths]).toEqual([1]);
    expect([...times!]).toEqual([2]);
  });

  it("keeps readers with enough titles", () => {
    const kept = readersWith(gatherInteractions(columns, 3, 6, "last"), 3);
    expect([...kept.rows]).toEqual([1]);
    expect([...kept.interactions.rowStart]).toEqual([0, 3]);
    expect([...kept.interactions.items]).toEqual([2, 4, 5]);
    expect([...kept.times!]).toEqual([20, 20, 30]);
  });
});

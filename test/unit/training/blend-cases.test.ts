import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { holdOutSlice } from "../../../src/training/blend-cases.ts";
import { tasteChoices } from "./taste-world.ts";

const choices = tasteChoices();
const slice = holdOutSlice(choices, 50, seededRandom(9));

describe("the held-out slice", () => {
  it("leaves no choice of a title made new, a tenth of those chosen", () => {
    expect(slice.interactions.items.every((item) => slice.isCold[item] === 0)).toBe(true);
    const chosen = new Set(choices.items).size;
    expect(slice.isCold.reduce((sum, cold) => sum + cold, 0)).toBe(Math.floor(0.1 * chosen));
  });

  it("hides one title of each of its readers, who keep at least one", () => {
    expect(slice.warm).toHaveLength(50);
    expect(slice.cold).toHaveLength(50);
    for (const { history, target } of [...slice.warm, ...slice.cold]) {
      expect(history.items.length).toBeGreaterThan(0);
      expect(history.items).not.toContain(target);
    }
    expect(slice.cold.every(({ target }) => slice.isCold[target] === 1)).toBe(true);
    expect(slice.warm.every(({ target }) => slice.isCold[target] === 0)).toBe(true);
    const removed = choices.items.filter((item) => slice.isCold[item] === 1).length;
    expect(slice.interactions.items.length).toBe(choices.items.length - removed - 50);
  });

  it("hides the last title where the order is known", () => {
    const ordered = { ...choices, ordered: true, items: choices.items.slice() };
    for (let user = 0; user < ordered.userCount; user++)
      ordered.items.subarray(ordered.rowStart[user]!, ordered.rowStart[user + 1]!).reverse();
    const { warm } = holdOutSlice(ordered, 50, seededRandom(9));
    for (const { history, target } of warm) expect(target).toBeLessThan(Math.min(...history.items));
  });

  it("is the same for the same seed, and another for another", () => {
    expect(holdOutSlice(choices, 50, seededRandom(9))).toEqual(slice);
    expect(holdOutSlice(choices, 50, seededRandom(10))).not.toEqual(slice);
  });
});

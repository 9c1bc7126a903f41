import { describe, expect, it } from "vitest";
import { optionImportance } from "../../../../src/training/tuning/option-importance.ts";
import { searchSpace } from "../../../../src/training/tuning/search-space.ts";
import { tune } from "../../../../src/training/tuning/tune.ts";

const space = searchSpace({
  idle: { type: "number", default: 0, min: 0, max: 1, help: "", search: { min: 0, max: 1, scale: "linear" } },
  weighty: {
    type: "number",
    default: 0,
    min: 0,
    max: 1,
    help: "",
    search: { min: 0, max: 1, scale: "linear" },
  },
  kind: { type: "choice", default: "a", choices: ["a", "b"], help: "", search: { values: ["a", "b"] } },
});

describe("optionImportance", () => {
  it("gives most to the option that decides the loss, and little to one that does not", async () => {
    const { trials } = await tune(
      space,
      ({ options }) => 4 * Number(options["weighty"]) + (options["kind"] === "a" ? 0 : 1),
      { method: "random", seed: 2, trials: 120 },
    );
    const shares = await optionImportance(space, trials, 1);
    expect(shares.map(({ option }) => option)).toEqual(["weighty", "kind", "idle"]);
    // Alone: 16/12 of a uniform number beside 1/4 of an even choice.
    expect(shares[0]!.share).toBeGreaterThan(0.7);
    expect(shares[1]!.share).toBeGreaterThan(0.08);
    expect(shares[2]!.share).toBeLessThan(0.05);
    expect(await optionImportance(space, trials, 1)).toEqual(shares);
  });

  it("says nothing from a handful of trials", async () => {
    const { trials } = await tune(space, () => 1, { method: "random", seed: 2, trials: 5 });
    expect(await optionImportance(space, trials, 1)).toEqual([]);
  });
});

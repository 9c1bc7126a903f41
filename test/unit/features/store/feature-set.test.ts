import { describe, expect, it } from "vitest";
import { readFeatureSet } from "../../../../src/features/store/feature-set.ts";
import { definitionHash } from "../../../../src/features/store/definition.ts";
import { SHOP_FEATURES } from "../../../../src/features/store/shop-features.ts";

const set = (content: object): string =>
  JSON.stringify({ name: "weekly", features: ["weekday"], ...content });

describe("a feature set", () => {
  it("holds known features by name and definitions of one's own, whose type follows from their formula", () => {
    const { name, definitions } = readFeatureSet(
      set({
        own: [
          {
            name: "fair",
            owner: "events",
            formula: { kind: "marked-days", ranges: [["2026-03-14", "2026-03-20"]] },
          },
          { name: "units_q10_90", formula: { kind: "rolling", days: 90, statistic: { quantile: 0.1 } } },
          { name: "is_poetry", formula: { kind: "one-hot", attribute: "genre", value: "poetry" } },
        ],
      }),
    );
    expect(name).toBe("weekly");
    expect(definitions.map(({ name: own, type, tolerance }) => [own, type, tolerance])).toEqual([
      ["weekday", "int32", 0],
      ["fair", "bool", 0],
      ["units_q10_90", "float64", 1e-12],
      ["is_poetry", "bool", 0],
    ]);
    expect(definitions[1]).toMatchObject({
      owner: "events",
      formula: { known: null },
      sources: ["sale_date"],
    });
    expect(definitions[3]!.sources).toEqual(["catalogue.genre"]);
  });

  it("takes the definitions that are known as they are written, every kind of them", () => {
    const written = SHOP_FEATURES.map(({ name, unit, description, owner, formula }) => ({
      name,
      unit,
      description,
      owner,
      formula,
    }));
    expect(readFeatureSet(JSON.stringify({ name: "all", own: written })).definitions).toEqual(SHOP_FEATURES);
  });

  it("has a version that follows content, not the order of keys", async () => {
    const [first, second, other] = readFeatureSet(
      set({
        own: [
          { name: "a", formula: { kind: "lag", days: 3 } },
          { formula: { days: 3, kind: "lag" }, name: "b" },
          { name: "c", formula: { kind: "lag", days: 4 } },
        ],
      }),
    ).definitions.slice(1);
    const named = await Promise.all(
      [first!, second!, other!].map((one) => definitionHash({ ...one, name: "x", description: "" })),
    );
    expect(named[0]).toBe(named[1]);
    expect(named[0]).not.toBe(named[2]);
  });

  it.each([
    ["{", "feature.set-not-json", "JSON"],
    ["[]", "feature.set-value", "an object"],
    [set({ name: "My set" }), "feature.set-value", "small letters"],
    [set({ feature: [] }), "feature.set-value", "one of name, features, own"],
    [set({ features: ["weekdy"] }), "feature.unknown-name", "weekdy"],
    [set({ features: ["weekday", "weekday"] }), "feature.set-value", "each name once"],
    [set({ features: [] }), "feature.set-value", "one name or more"],
    [set({ own: [{ name: "a" }] }), "feature.set-value", "own[0].formula.kind"],
    [set({ own: [{ name: "a", formula: { kind: "lag", days: 0 } }] }), "feature.set-value", "from 1 to 3650"],
    [
      set({ own: [{ name: "a", formula: { kind: "lag", days: 1, unit: "x" } }] }),
      "feature.set-value",
      "unit",
    ],
    [
      set({ own: [{ name: "a", formula: { kind: "rolling", days: 7, statistic: { quantile: 2 } } }] }),
      "feature.set-value",
      "from 0 to 1",
    ],
    [
      set({ own: [{ name: "a", formula: { kind: "marked-days", ranges: [["2026-02-30", "2026-03-01"]] } }] }),
      "feature.set-value",
      "first and last day",
    ],
    [
      set({ own: [{ name: "a", formula: { kind: "price-category", boundsCents: [900, 500] } }] }),
      "feature.set-value",
      "ascend",
    ],
  ])("refuses %s", (text, code, words) => {
    let thrown: unknown;
    try {
      readFeatureSet(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code });
    expect((thrown as Error).message).toContain(words);
  });
});

import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { generalFormat, parseGeneral } from "../../../../src/math/trees/general-format.ts";
import { readLightgbmText, writeLightgbmText } from "../../../../src/math/trees/lightgbm-text.ts";
import { randomEnsemble } from "../../../fixtures/random-ensemble.ts";

describe("numbers as C prints them", () => {
  it.each([
    [0, 6, "0"],
    [-0, 17, "-0"],
    [0.1, 17, "0.10000000000000001"],
    [0.1, 6, "0.1"],
    [100000, 6, "100000"],
    [1000000, 6, "1e+06"],
    [123456.7, 6, "123457"],
    [0.0001, 6, "0.0001"],
    [0.00001234567, 6, "1.23457e-05"],
    [-1.5e-300, 17, "-1.5000000000000001e-300"],
    [1e300, 17, "1.0000000000000001e+300"],
    [9999995, 6, "1e+07"],
    [NaN, 6, "nan"],
    [Infinity, 6, "inf"],
    [-Infinity, 17, "-inf"],
    [5e-324, 17, "4.9406564584124654e-324"],
  ])("%d with %d digits is %s", (value, digits, text) => {
    expect(generalFormat(value, digits)).toBe(text);
  });

  it("rounds exact halves to even", () => {
    expect([1234565, 1234575, -1234565].map((value) => generalFormat(value, 6))).toEqual([
      "1.23456e+06",
      "1.23458e+06",
      "-1.23456e+06",
    ]);
    expect([2 ** -25, 0.5, 2.5].map((value) => generalFormat(value, value < 0.1 ? 17 : 1))).toEqual([
      "2.9802322387695312e-08",
      "0.5",
      "2",
    ]);
  });

  it("gives every double back at 17 digits", () => {
    const random = seededRandom(3);
    const words = new Uint32Array(2);
    for (let i = 0; i < 5000; i++) {
      words.set([random.integer(4294967296), random.integer(4294967296)]);
      const value = new Float64Array(words.buffer)[0]!;
      expect(parseGeneral(generalFormat(value, 17))).toBe(value);
    }
  });

  it("reads what C reads and nothing else", () => {
    expect(["1", "-.5", "+2.e3", "inf", "-Infinity", "NaN"].map(parseGeneral)).toEqual([
      1,
      -0.5,
      2000,
      Infinity,
      -Infinity,
      NaN,
    ]);
    expect(["", " ", "1,5", "0x10", "1e", "--1", "one"].map(parseGeneral)).toEqual(Array(7).fill(undefined));
  });
});

describe("LightGBM's text format", () => {
  const random = seededRandom(11);
  const ensemble = randomEnsemble(random, {
    featureCount: 4,
    trees: 14,
    leaves: 6,
    classCount: 2,
    objective: { name: "multiclassova", sigmoid: 1.5 },
    categoricalFeatures: 1,
  });
  const text = writeLightgbmText(ensemble);

  it("gives back what it was given, to the digits it keeps", () => {
    const { ensemble: read, extras } = readLightgbmText(text);
    for (const name of [
      "leafValue",
      "leafWeight",
      "leftChild",
      "rightChild",
      "splitFeature",
      "catBits",
    ] as const) {
      expect(read[name]).toEqual(ensemble[name]);
    }
    expect(read).toMatchObject({ classCount: 2, objective: { name: "multiclassova", sigmoid: 1.5 } });
    expect(writeLightgbmText(read, extras)).toBe(text);
  });

  it("keeps levels and powers among the parameters", () => {
    for (const objective of [
      { name: "quantile", alpha: 0.9 },
      { name: "huber", alpha: 1.35 },
      { name: "tweedie", tweedieVariancePower: 1.2 },
      { name: "regression", squareRoot: true },
      { name: "custom" },
    ] as const) {
      const one = { ...ensemble, objective };
      expect(readLightgbmText(writeLightgbmText(one)).ensemble.objective).toEqual(objective);
    }
  });

  it("keeps constraints, infos and pandas categories", () => {
    const extras = {
      labelIndex: 2,
      featureInfos: ["[0:1]", "none", "[-1:2]", "0:1:2"],
      monotoneConstraints: Int8Array.of(1, 0, -1, 0),
      parameters: ["[boosting: gbdt]"],
      pandasCategorical: '[["a", "b"]]',
    };
    expect(readLightgbmText(writeLightgbmText(ensemble, extras)).extras).toEqual(extras);
  });

  it("reads line ends of Windows", () => {
    expect(readLightgbmText(text.replaceAll("\n", "\r\n")).ensemble.leafValue).toEqual(ensemble.leafValue);
  });

  it("keeps names with the spaces of other scripts, which LightGBM takes for letters", () => {
    const featureNames = ["a\u00a0b", "価格\u3000円", "Größe", "x=y"];
    const renamed = { ...ensemble, featureNames };
    expect(readLightgbmText(writeLightgbmText(renamed)).ensemble.featureNames).toEqual(featureNames);
  });

  it("refuses feature names that LightGBM would split or refuse", () => {
    const renamed = { ...ensemble, featureNames: ["a", "b", "list price", "d"] };
    expect(() => writeLightgbmText(renamed)).toThrow('The feature name "list price" cannot stand');
  });

  const lines = text.split("\n");
  const lineOf = (start: string): number => lines.findIndex((line) => line.startsWith(start));
  const changed = (start: string, to: string): string => lines.with(lineOf(start), to).join("\n");
  it.each([
    ["another file", "PNG", 'on line 1, "PNG"; expected "tree"'],
    ["an older version", changed("version", "version=v2"), "on line 2, version=v2; expected version=v4"],
    ["a missing line", changed("label_index", "other=1"), 'expected a line "label_index=…"'],
    ["a word for a number", changed("max_feature_idx", "max_feature_idx=three"), "expected a whole number"],
    [
      "names missing",
      changed("feature_names", "feature_names=a b c"),
      "3 values of feature_names; expected 4",
    ],
    [
      "an unknown objective",
      changed("objective", "objective=mystery"),
      "objective mystery; expected regression, ",
    ],
    ["other classes", changed("objective", "objective=multiclass num_class:3"), "expected num_class:2"],
    ["a bad setting", changed("objective", "objective=binary sigmoid:x"), "expected name:number pairs"],
    [
      "a slope of 0",
      changed("objective", "objective=binary sigmoid:0"),
      "sigmoid:0; expected a sigmoid above 0",
    ],
    [
      "a sign that is no number where whole ones stand",
      changed("left_child", "left_child=1 2 nan -1 -2"),
      "nan in left_child; expected a whole number",
    ],
    [
      "sets that do not begin at the first word",
      changed("cat_boundaries", "cat_boundaries=1 2"),
      "cat_boundaries=1 …; expected 0 as the first",
    ],
    ["a linear tree", changed("is_linear", "is_linear=1"), "Tree 0 has linear models in its leaves"],
    ["a short array", changed("threshold", "threshold=1 2"), "2 values of threshold; expected 5"],
    ["a bad number", changed("left_child", "left_child=1 2 x -1 -2"), '"x" in left_child; expected a number'],
    [
      "a fraction",
      changed("left_child", "left_child=1 2 1.5 -1 -2"),
      "1.5 in left_child; expected a whole number",
    ],
    ["a tree that is none", changed("num_leaves", "num_leaves=0"), "num_leaves=0; expected 1 or more"],
    ["trees out of order", changed("Tree=1", "Tree=7"), "Tree=7; expected Tree=1"],
    ["a line without a sign", changed("num_cat", "num_cat"), '"num_cat"; expected name=values'],
    ["a file cut short", lines.slice(0, lineOf("Tree=3") - 1).join("\n"), 'expected "end of trees" after 14'],
  ])("refuses %s, saying where", (_, bad, message) => {
    expect(() => readLightgbmText(bad)).toThrow(message);
  });
});

import { describe, expect, it } from "vitest";
import { seriesInColumn, seriesInTitle } from "../../../src/domain/series-text.ts";

describe("the series in a title", () => {
  it.each([
    ["The Hunger Games (The Hunger Games, #1)", "The Hunger Games", "The Hunger Games", 1],
    ["On the Prowl (Alpha & Omega, #0.5)", "On the Prowl", "Alpha & Omega", 0.5],
    ["Interesting Times (Discworld, #17; Rincewind #5)", "Interesting Times", "Discworld", 17],
    [
      "The Lord of the Rings (The Lord of the Rings, #1-3)",
      "The Lord of the Rings",
      "The Lord of the Rings",
      null,
    ],
    ["Die Kammer (Harry Potter, Band 2)", "Die Kammer", "Harry Potter", 2],
    ["Le Deuxième Livre [Les Rois, tome 2]", "Le Deuxième Livre", "Les Rois", 2],
    ["Dune Messiah (Dune Chronicles #2)", "Dune Messiah", "Dune Chronicles", 2],
  ])("is found in %j", (text, title, name, number) => {
    expect(seriesInTitle(text)).toEqual({ title, series: { name, number } });
  });

  it.each(["Fahrenheit 451", "Catch-22", "Emma (Penguin Classics)", "1984", "Area 51 (a novel of 1947)"])(
    "is not seen in %j",
    (title) => {
      expect(seriesInTitle(title)).toBeNull();
    },
  );
});

describe("the series in columns", () => {
  it.each([
    ["Discworld", "", { name: "Discworld", number: null }],
    ["Discworld #5", "", { name: "Discworld", number: 5 }],
    ["Discworld, vol. 5", "", { name: "Discworld", number: 5 }],
    ["Discworld 5", "", { name: "Discworld", number: 5 }],
    ["Discworld", "5", { name: "Discworld", number: 5 }],
    ["Discworld", "Band 5", { name: "Discworld", number: 5 }],
    ["Discworld #4", "5", { name: "Discworld", number: 5 }],
    ["Reihe, Band 2,5", "", { name: "Reihe", number: 2.5 }],
    ["Narnia #1-3", "", { name: "Narnia", number: null }],
    ["39", "1", { name: "39", number: 1 }],
  ])("is read from %j and %j", (text, number, series) => {
    expect(seriesInColumn(text, number)).toEqual(series);
  });

  it("is null where the column is empty", () => {
    expect(seriesInColumn("", "3")).toBeNull();
  });
});

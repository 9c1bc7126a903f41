import { describe, expect, it } from "vitest";
import { languageOf, stemmed, termSpans, textTerms } from "../../../src/features/text-terms.ts";

describe("the terms of a text", () => {
  it("are stems without stop words, accents and case, in its language", () => {
    expect(textTerms("The Whales were hunted by O’Brien's ships", "en")).toEqual([
      "whale",
      "hunt",
      "obrien",
      "ship",
    ]);
    expect(textTerms("Die Häuser der Bücherfreunde", "de")).toEqual(["haus", "bucherfreund"]);
    expect(textTerms("L’étranger qu'elle aimait, les misérables", "fr")).toEqual(["etrang", "aim", "miser"]);
  });

  it("are only folded where the language has no stemmer", () => {
    expect(textTerms("Los Pájaros", "es")).toEqual(["los", "pajaros"]);
    expect(textTerms("The Whales", null)).toEqual(["the", "whales"]);
    expect(stemmed("es")).toBeNull();
    expect(stemmed("de")).toBe("de");
  });

  it("keep numbers whole and cut what is too long to be a word", () => {
    expect(textTerms("1,000 miles in 1851, 3.14", "en")).toEqual(["1000", "mile", "1851", "3.14"]);
    expect(textTerms("x".repeat(500), "en")).toEqual(["x".repeat(40)]);
  });

  it("are pairs of neighbours in scripts without blanks", () => {
    expect(textTerms("吾輩は", null)).toEqual(["吾輩", "輩は"]);
    expect(textTerms("猫", null)).toEqual(["猫"]);
  });

  it("know where they stand", () => {
    const text = "“Whales!” 吾輩は";
    expect(termSpans(text, "en").map(({ term, start, end }) => [term, text.slice(start, end)])).toEqual([
      ["whale", "Whales"],
      ["吾輩", "吾輩"],
      ["輩は", "輩は"],
    ]);
  });
});

describe("the language of a text", () => {
  it("is the one whose stop words it has", () => {
    expect(languageOf("Call me Ishmael, and this is my story")).toBe("en");
    expect(languageOf("Als Gregor Samsa eines Morgens aus unruhigen Träumen erwachte")).toBe("de");
    expect(languageOf("Longtemps, je me suis couché de bonne heure")).toBe("fr");
    expect(languageOf("Moby Dick")).toBeNull();
    expect(languageOf("")).toBeNull();
  });
});

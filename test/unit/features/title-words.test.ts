import { describe, expect, it } from "vitest";
import { foldText, titleWords } from "../../../src/features/title-words.ts";

describe("the words of a text", () => {
  it("are lower case, without accents, stop words and English plurals", () => {
    expect(titleWords("The Stories of Cities: Glass Houses & the Bus")).toEqual([
      "story",
      "city",
      "glass",
      "house",
      "bus",
    ]);
    expect(titleWords("L’Étranger et les Misérables")).toEqual(["letranger", "miserable"]);
    expect(titleWords("Die Straße und der Fluß")).toEqual(["strasse", "fluss"]);
  });

  it("are pairs of neighbours in scripts without blanks", () => {
    expect(titleWords("吾輩は猫")).toEqual(["吾輩", "輩は", "は猫"]);
    expect(titleWords("猫 2")).toEqual(["猫", "2"]);
  });

  it("keep accents that are letters of their own script", () => {
    expect(foldText("पुस्तकें")).toBe("पुस्तकें".normalize("NFKD"));
  });

  it("of nothing are none", () => {
    expect(titleWords("…!")).toEqual([]);
  });
});

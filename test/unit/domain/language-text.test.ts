import { describe, expect, it } from "vitest";
import { readLanguage } from "../../../src/domain/language-text.ts";

describe("a language", () => {
  it.each([
    ["en", "en"],
    ["eng", "en"],
    ["en-US", "en"],
    ["English", "en"],
    ["Französisch", "fr"],
    ["ger", "de"],
    ["日本語", "ja"],
    ["Русский", "ru"],
    ["Klingon", "klingon"],
  ])("%j is read as %j", (text, code) => {
    expect(readLanguage(text)).toBe(code);
  });

  it("is null where the cell is empty", () => {
    expect(readLanguage(" ")).toBeNull();
  });
});

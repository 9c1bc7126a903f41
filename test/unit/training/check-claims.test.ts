import { describe, expect, it } from "vitest";
import { checkClaims, supportedText, type ClaimSource } from "../../../src/training/check-claims.ts";

const source = (row: number, text: string): ClaimSource => ({
  row,
  passage: {
    passageId: `document/a#${row}`,
    sourceId: "document/a",
    kind: "document",
    title: "A",
    itemId: null,
    language: "en",
    headings: [],
    page: null,
    text,
    section: 0,
    start: 0,
  },
  tokens: null,
});

const SOURCES = [
  source(0, "Captain Ahab lost his leg to a white whale. He sailed from Nantucket in 1841."),
  source(1, "The girl never entered the garden. Ten years passed before Mary found the key."),
];
const fault = (claim: string) => checkClaims(claim, "en", SOURCES)[0]!.fault;

describe("checkClaims", () => {
  it("finds where a claim is supported, in any form of its words", () => {
    const [claim] = checkClaims("Ahab sails from Nantucket.", "en", [
      source(0, "Captain Ahab, sailing from Nantucket, lost his leg. He was feared."),
    ]);
    const { support } = claim!;
    expect(support).toEqual({ row: 0, start: 0, end: 51 });
  });

  it("takes two neighbouring sentences together", () => {
    expect(fault("Captain Ahab sailed from Nantucket in 1841.")).toBeNull();
  });

  it("drops a number, a name or a word that the source has not", () => {
    expect(fault("He sailed from Nantucket in 1851.")).toBe("number");
    expect(fault("He sailed from Boston in 1841.")).toBe("name");
    expect(fault("The whale devoured a submarine near the harbour.")).toBe("words");
  });

  it("drops a claim that denies what the source says, or says what the source denies", () => {
    expect(fault("He never sailed from Nantucket in 1841.")).toBe("denial");
    expect(fault("The girl entered the garden.")).toBe("denial");
    expect(fault("The girl never entered the garden.")).toBeNull();
  });

  it("keeps the supported sentences of a text, and tells their share", () => {
    const claims = checkClaims("Mary found the key. Mary found the key in 1920.", "en", SOURCES);
    expect(supportedText(claims)).toEqual({ text: "Mary found the key.", share: 0.5 });
  });

  it("supports nothing without sources", () => {
    expect(checkClaims("Mary found the key.", "en", [])[0]!.fault).toBe("words");
    expect(supportedText([])).toEqual({ text: "", share: NaN });
  });
});

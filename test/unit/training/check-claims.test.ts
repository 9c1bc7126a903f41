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

  it.each([
    ["Harriman sued Lowell in Boston.", "Lowell sued Harriman in Boston."],
    ["Harriman sued Lowell in Boston.", "Harriman was sued by Lowell in Boston."],
    ["Harriman was sued by Lowell.", "Harriman sued Lowell."],
    ["Harriman was sued by Lowell.", "Lowell was sued by Harriman."],
    ["The wolf swallowed the old woman.", "The old woman swallowed the wolf."],
    ["Lowell was a farmer. He sued Harriman.", "Harriman sued Lowell."],
    ["Mary sailed from London to Paris.", "Mary sailed from Paris to London."],
    ["Harriman is Lowell's father.", "Lowell is Harriman's father."],
    ["Rome is older than Carthage.", "Carthage is older than Rome."],
  ])("of %j drops the swap %j", (text, claim) => {
    expect(checkClaims(claim, "en", [source(0, text)])[0]!.fault).toBe("order");
  });

  it.each([
    ["Harriman sued Lowell in Boston.", "Lowell was sued by Harriman in Boston."],
    ["Harriman was sued by Lowell.", "Lowell sued Harriman."],
    ["In 1841 Mary sailed from Nantucket with Tom.", "Mary sailed with Tom from Nantucket in 1841."],
    ["They sold apples, pears and plums.", "They sold plums, pears and apples."],
    ["The name of the cat is Barnaby.", "Barnaby is the name of the cat."],
    ["The door was red and heavy.", "The red door was heavy."],
    ["Harriman sued Lowell, and Lowell sued Harriman.", "Lowell sued Harriman."],
    ["The king's horse ran away.", "The horse of the king ran away."],
  ])("of %j keeps %j, which says the same", (text, claim) => {
    expect(checkClaims(claim, "en", [source(0, text)])[0]!.fault).toBeNull();
  });

  it("knows a passive in German and French", () => {
    const of = (claim: string, language: string, text: string) => {
      const { passage } = source(0, text);
      return checkClaims(claim, language, [{ row: 0, passage: { ...passage, language }, tokens: null }])[0]!
        .fault;
    };
    expect(of("Der Jäger wurde vom Wolf getötet.", "de", "Der Wolf wurde vom Jäger getötet.")).toBe("order");
    expect(of("Paul fut battu par Jean.", "fr", "Jean fut battu par Paul.")).toBe("order");
    expect(of("Paul fut battu par Jean.", "fr", "Paul fut battu par Jean.")).toBeNull();
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

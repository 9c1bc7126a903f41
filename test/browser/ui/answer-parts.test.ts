import { afterEach, describe, expect, it, vi } from "vitest";
import type { QueryFilter, TableAnswer, TableQuery } from "../../../src/domain/table-query.ts";
import { tableCsv } from "../../../src/ui/floor/answer-table.tsx";
import { readingRefused } from "../../../src/ui/floor/query-readings.ts";
import { deviceSpeech } from "../../../src/ui/floor/speech.ts";
import { citedParts } from "../../../src/ui/format/cited-parts.ts";
import { filterWords, limitWords, resultWords, sortWords } from "../../../src/ui/format/query-words.ts";

const QUERY: TableQuery = {
  filters: [],
  period: null,
  result: { kind: "rows" },
  groupBy: null,
  sort: null,
  skip: 0,
  limit: null,
  explain: null,
};

describe("a cited text", () => {
  it("is cut where citations begin and end, and stays whole", () => {
    const text = "One. Two. Three.";
    const parts = citedParts(text, [
      { start: 5, end: 9, mark: 1 },
      { start: 5, end: 16, mark: 2 },
    ]);
    expect(parts).toEqual([
      { text: "One. ", marks: [] },
      { text: "Two.", marks: [1, 2] },
      { text: " Three.", marks: [2] },
    ]);
    expect(parts.map((part) => part.text).join("")).toBe(text);
  });

  it("leaves out what lies outside of it", () => {
    expect(citedParts("One.", [{ start: 2, end: 9, mark: 1 }])).toEqual([{ text: "One.", marks: [] }]);
    expect(citedParts("", [])).toEqual([]);
  });
});

describe("a query in words", () => {
  const words = (filter: QueryFilter): string => filterWords(filter, "GBP", (itemId) => `title of ${itemId}`);

  it("says each kind of filter as the shop would", () => {
    expect(words({ field: "author", is: "equal", value: "Jules Verne" })).toBe("author Jules Verne");
    expect(words({ field: "language", is: "not", value: "fr" })).toBe("language not French");
    expect(words({ field: "item", is: "equal", value: "7" })).toBe("title title of 7");
    expect(words({ field: "genre", is: "one-of", values: ["Crime", "Gothic"] })).toBe(
      "genre Crime or Gothic",
    );
    expect(words({ field: "genre", is: "none-of", values: ["Crime", "Gothic"] })).toBe(
      "genre not Crime nor Gothic",
    );
    expect(words({ field: "subject", is: "contains", value: "whales" })).toBe("about “whales”");
    expect(words({ field: "title", is: "lacks", value: "whale" })).toBe("no “whale” in the title");
    expect(words({ field: "series", is: "missing" })).toBe("series not known");
    expect(words({ field: "isbn", is: "present" })).toBe("ISBN known");
    expect(words({ field: "onHand", is: "between", low: 1, high: null })).toBe("in stock");
    expect(words({ field: "price", is: "between", low: 500, high: 1000 })).toBe("price £5.00 to £10.00");
    expect(words({ field: "year", is: "between", low: 1813, high: 1813 })).toBe("year 1813");
    expect(words({ field: "lastSale", is: "between", low: 20_513, high: null })).toBe(
      "last sale from 1 Mar 2026",
    );
    expect(words({ field: "pages", is: "between", low: null, high: null })).toBe("any pages");
  });

  it("says what is made of the rows, in which order and how many", () => {
    expect(resultWords({ ...QUERY, result: { kind: "aggregate", of: "price", how: "median" } })).toBe(
      "median price",
    );
    expect(resultWords({ ...QUERY, result: { kind: "compare", field: "sold", wants: "more" } })).toBe(
      "compared by copies sold",
    );
    expect(resultWords({ ...QUERY, result: { kind: "field", field: "author" } })).toBe("author");
    expect(sortWords({ field: "year", descending: true })).toBe("year, newest first");
    expect(limitWords(null, 0)).toBe("all rows");
    expect(limitWords(1, 1)).toBe("from row 2, 1 of them");
  });
});

describe("a reading", () => {
  it("that is refused is looked for letter by letter", () => {
    const query = {
      ...QUERY,
      filters: [{ field: "author", is: "one-of", values: ["Jules Verne"] } as const],
    };
    expect(readingRefused(query, { typed: "Vern", as: "Jules Verne" })?.filters).toEqual([
      { field: "author", is: "contains", value: "Vern" },
    ]);
    expect(readingRefused(query, { typed: "Vern", as: "Paul Verne" })).toBeNull();
  });
});

describe("the rows as CSV", () => {
  it("have money with two decimals, days as ISO 8601, and no formula", async () => {
    const table: TableAnswer = {
      query: QUERY,
      words: "",
      readings: [],
      sentence: "",
      columns: [
        { field: "title", label: "Title", type: "text" },
        { field: "price", label: "Price", type: "money" },
        { field: "lastSale", label: "Last sale", type: "day" },
      ],
      rows: [
        { itemId: "1", values: ["=Emma", 799, 20_513] },
        { itemId: "2", values: ["Persuasion", null, null] },
      ],
      total: 2,
      answered: true,
      notes: [],
    };
    expect(await tableCsv(table).text()).toBe(
      "Title,Price,Last sale\r\n'=Emma,7.99,2026-03-01\r\nPersuasion,,\r\n",
    );
  });
});

describe("speech", () => {
  afterEach(() => vi.unstubAllGlobals());
  const recognition = (state: string) => {
    class Recognition extends EventTarget {
      static available = async () => state;
      static last: Recognition | null = null;
      processLocally = false;
      lang = "";
      interimResults = false;
      constructor() {
        super();
        Recognition.last = this;
      }
      start(): void {}
      stop(): void {
        this.dispatchEvent(new Event("end"));
      }
      abort(): void {}
    }
    // A browser declares it on the prototype, as an accessor.
    Object.defineProperty(Recognition.prototype, "processLocally", { value: false, writable: true });
    vi.stubGlobal("SpeechRecognition", Recognition);
    return Recognition;
  };

  it("is offered only where it stays on the device", async () => {
    vi.stubGlobal("SpeechRecognition", undefined);
    expect(await deviceSpeech("en-GB")).toBeNull();
    vi.stubGlobal("SpeechRecognition", class extends EventTarget {});
    expect(await deviceSpeech("en-GB")).toBeNull();
    recognition("downloadable");
    expect(await deviceSpeech("en-GB")).toBeNull();
  });

  it("hears on the device alone, tells what it hears, and why it heard nothing", async () => {
    const Recognition = recognition("available");
    const speech = await deviceSpeech("en-GB");
    const heard: [string, boolean][] = [];
    const ended: (string | null)[] = [];
    const listening = speech!.listen(
      (text, final) => heard.push([text, final]),
      (failure) => ended.push(failure),
    );
    const running = Recognition.last!;
    expect(running).toMatchObject({ processLocally: true, lang: "en-GB" });
    const result = Object.assign([{ transcript: "who wrote emma" }], { isFinal: true });
    running.dispatchEvent(Object.assign(new Event("result"), { results: [result] }));
    expect(heard).toEqual([["who wrote emma", true]]);
    running.dispatchEvent(Object.assign(new Event("error"), { error: "no-speech" }));
    listening.stop();
    expect(ended).toEqual(["Nothing was said."]);
  });
});

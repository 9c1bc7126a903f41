import { describe, expect, it } from "vitest";
import {
  categoriesIn,
  inferSchema,
  isMissing,
  numbersOf,
  tableFeatures,
  timesOf,
  type CellTable,
} from "../../../../src/training/tabular/table-schema.ts";

const table: CellTable = {
  columns: ["pages", "lent", "genre", "isbn", "empty", "fate"],
  cells: [
    ["120", "", "3e2", "NA"],
    ["2024-01-01", "2024-02-29T10:00", "?", "2023-12-31"],
    ["crime", "poetry", "crime", "poetry"],
    ["a", "b", "c", "d"],
    ["", "n/a", "null", "None"],
    ["kept", "late", "kept", "late"],
  ],
};
const all = [0, 1, 2, 3];
const failing = (code: string) => expect.objectContaining({ code });

describe("inferSchema", () => {
  it("reads a column as all its cells allow, and passes over the target", () => {
    expect(inferSchema(table, ["fate"], {}, all)).toEqual([
      { name: "pages", kind: "numeric" },
      { name: "lent", kind: "date" },
      { name: "genre", kind: "category", categories: ["crime", "poetry"] },
      { name: "isbn", kind: "ignore" },
      { name: "empty", kind: "ignore" },
    ]);
  });

  it("does as it is told", () => {
    const told = { pages: "category", isbn: "category", genre: "ignore" } as const;
    expect(inferSchema(table, ["fate", "lent"], told, all)).toEqual([
      { name: "pages", kind: "category", categories: ["120", "3e2"] },
      { name: "genre", kind: "ignore" },
      { name: "isbn", kind: "category", categories: ["a", "b", "c", "d"] },
      { name: "empty", kind: "ignore" },
    ]);
  });

  it("knows only the words of the rows that may be learned from", () => {
    const [genre] = inferSchema({ columns: ["genre"], cells: [table.cells[2]!] }, [], {}, [0, 2]);
    expect(genre).toMatchObject({ categories: ["crime"] });
  });

  it("takes words that repeat twice on average, no less", () => {
    const kindOf = (cells: string[]): string =>
      inferSchema({ columns: ["w", "n"], cells: [cells, ["1"]] }, [], {}, [])[0]!.kind;
    expect(kindOf(["x", "x", "y", "y"])).toBe("category");
    expect(kindOf(["x", "x", "y", "y", "z"])).toBe("ignore");
    // One cell that is no number makes the column one of words.
    expect(kindOf(["1", "1", "one", "one"])).toBe("category");
    expect(kindOf(["2024-02-30", "2024-02-30"])).toBe("category");
  });

  it("reads decimal commas where the file has them", () => {
    const comma: CellTable = { columns: ["p"], cells: [["1,5", "-2,25", "3"]], decimalComma: true };
    expect(inferSchema(comma, [], {}, [])).toEqual([{ name: "p", kind: "numeric" }]);
    const [column] = tableFeatures(comma, [{ name: "p", kind: "numeric" }]).columns;
    expect([...column!.values]).toEqual([1.5, -2.25, 3]);
    const point = { ...comma, decimalComma: false };
    expect(() => inferSchema(point, [], {}, [])).toThrow(failing("table-training.no-features"));
  });

  it("refuses a table of which nothing can be used", () => {
    expect(() => inferSchema(table, ["pages", "lent", "genre", "fate"], {}, all)).toThrow(
      failing("table-training.no-features"),
    );
  });
});

describe("tableFeatures", () => {
  it("gives numbers, parts of days, and places of words; what is missing or unseen as models expect", () => {
    const { rows, columns } = tableFeatures(table, inferSchema(table, ["fate"], {}, [0]));
    expect(rows).toBe(4);
    const values = Object.fromEntries(columns.map((column) => [column.name, [...column.values]]));
    expect(values).toEqual({
      pages: [120, NaN, 300, NaN],
      "lent (year)": [2024, 2024, NaN, 2023],
      "lent (month)": [1, 2, NaN, 12],
      "lent (day)": [1, 29, NaN, 31],
      "lent (weekday)": [0, 3, NaN, 6],
      "lent (day number)": [19723, 19782, NaN, 19722],
      genre: [0, -1, 0, -1],
    });
  });

  it("names the nearest column where one is missing", () => {
    const schema = [{ name: "page", kind: "numeric" }] as const;
    expect(() => tableFeatures(table, schema)).toThrow(
      expect.objectContaining({
        code: "table-training.missing-column",
        remedy: expect.stringContaining('"pages"'),
      }),
    );
  });

  it("names row and cell that cannot be read, counted from 1 and from where the file was read", () => {
    const bad: CellTable = {
      columns: ["n", "d"],
      cells: [
        ["1", "two"],
        ["2024-01-01", "soon"],
      ],
    };
    expect(() => tableFeatures(bad, [{ name: "n", kind: "numeric" }])).toThrow(
      /Row 2, column "n": found "two"/,
    );
    expect(() => tableFeatures(bad, [{ name: "d", kind: "date" }])).toThrow(
      /Row 2, column "d": found "soon"/,
    );
    expect(() => tableFeatures({ ...bad, firstRow: 100 }, [{ name: "n", kind: "numeric" }])).toThrow(
      /Row 102/,
    );
  });

  it("has no rows where the table has no columns", () => {
    expect(tableFeatures({ columns: [], cells: [] }, [])).toEqual({ rows: 0, columns: [] });
  });
});

describe("numbersOf, timesOf, categoriesIn", () => {
  it("reads times as days or numbers, none of them missing", () => {
    expect([...timesOf("t", ["1970-01-02", "1969-12-31"], false)]).toEqual([1, -1]);
    expect([...timesOf("t", ["3", "-0.5", "2,5"], true)]).toEqual([3, -0.5, 2.5]);
    expect(() => timesOf("t", [""], false)).toThrow(failing("table-training.bad-number"));
    expect(() => timesOf("t", ["NA"], false)).toThrow(failing("table-training.bad-number"));
  });

  it("refuses what is no number, infinity too", () => {
    expect([...numbersOf("n", ["NULL", "1"], false)]).toEqual([NaN, 1]);
    expect(() => numbersOf("n", ["Infinity"], false)).toThrow(failing("table-training.bad-number"));
  });

  it("lists words once, by code units, without what stands for nothing", () => {
    expect(categoriesIn(["b", "B", "a", "none", "b", "?"])).toEqual(["B", "a", "b"]);
    expect(["", "NaN", "N/A", "?"].every(isMissing)).toBe(true);
    expect(isMissing("0")).toBe(false);
  });
});

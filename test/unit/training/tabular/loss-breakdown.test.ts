import { describe, expect, it } from "vitest";
import {
  lossOverTime,
  worstSegments,
  type RowOutcomes,
} from "../../../../src/training/tabular/loss-breakdown.ts";
import type { CellTable } from "../../../../src/training/tabular/table-schema.ts";

const numbers = (values: readonly number[], told = values): RowOutcomes => ({
  kind: "absolute_error",
  loss: Float64Array.from(values, Math.abs),
  told: Float64Array.from(told),
});
const all = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const oneColumn = (cells: readonly string[], name = "day"): CellTable => ({
  columns: [name],
  cells: [cells],
});

describe("lossOverTime", () => {
  it("takes days while they are few, in their order, and leaves out rows without one", () => {
    const table = oneColumn(["2024-03-02", "2024-03-01", "", "2024-03-02"]);
    expect(lossOverTime(table, "day", all(4), numbers([1, -2, 7, 3]))).toEqual({
      column: "day",
      stretch: "day",
      row_loss: "absolute_error",
      stretches: [
        { from: "2024-03-01", rows: 1, loss: 2, bias: -2 },
        { from: "2024-03-02", rows: 2, loss: 2, bias: 2 },
      ],
    });
  });

  it("looks at the rows given, as the outcomes are ordered", () => {
    const table = oneColumn(["2024-03-02", "2024-03-01", "2024-03-05"]);
    const { stretches } = lossOverTime(table, "day", [2, 0], numbers([5, 6]));
    expect(stretches.map(({ from, loss }) => [from, loss])).toEqual([
      ["2024-03-02", 6],
      ["2024-03-05", 5],
    ]);
  });

  const days = (count: number, step: number): CellTable =>
    oneColumn(
      all(count).map((i) =>
        new Date(Date.UTC(2020, 0, 1) + i * step * 86_400_000).toISOString().slice(0, 10),
      ),
    );

  it.each([
    { count: 60, step: 1, stretch: "day", first: "2020-01-01" },
    { count: 61, step: 1, stretch: "week", first: "2019-12-30" },
    { count: 600, step: 1, stretch: "month", first: "2020-01-01" },
    { count: 600, step: 8, stretch: "quarter", first: "2020-01-01" },
    { count: 600, step: 30, stretch: "year", first: "2020-01-01" },
  ])(
    "takes the shortest stretch of which there are at most 60: $stretch",
    ({ count, step, stretch, first }) => {
      const found = lossOverTime(days(count, step), "day", all(count), numbers(all(count)));
      expect(found.stretch).toBe(stretch);
      expect(found.stretches[0]!.from).toBe(first);
      expect(found.stretches.length).toBeLessThanOrEqual(60);
      expect(found.stretches.reduce((sum, { rows }) => sum + rows, 0)).toBe(count);
    },
  );

  it("begins weeks on Mondays", () => {
    const found = lossOverTime(days(100, 1), "day", all(100), numbers(all(100)));
    for (const { from } of found.stretches) expect(new Date(from).getUTCDay()).toBe(1);
  });

  it("steps evenly through numbers, the last among them", () => {
    const table = oneColumn(all(121).map(String), "week");
    const found = lossOverTime(table, "week", all(121), numbers(all(121)));
    expect(found.stretch).toBe("step");
    expect(found.stretches).toHaveLength(60);
    expect(found.stretches[0]).toEqual({ from: "0", rows: 2, loss: 0.5, bias: 0.5 });
    expect(found.stretches.at(-1)!.rows).toBe(3);
    const few = lossOverTime(oneColumn(["3", "1", "3"], "week"), "week", all(3), numbers([1, 2, 3]));
    expect(few.stretches.map(({ from }) => from)).toEqual(["1", "3"]);
  });

  it("tells the share that is right of classes", () => {
    const outcomes: RowOutcomes = {
      kind: "log_loss",
      loss: Float64Array.of(0.5, 1.5),
      told: Float64Array.of(1, 0),
    };
    const { stretches } = lossOverTime(oneColumn(["2024-01-01", "2024-01-01"]), "day", [0, 1], outcomes);
    expect(stretches).toEqual([{ from: "2024-01-01", rows: 2, loss: 1, accuracy: 0.5 }]);
  });
});

describe("worstSegments", () => {
  const genre = all(60).map((i) => ["crime", "poetry", "travel"][i % 3]!);
  const pages = all(60).map((i) => String(i));
  const table: CellTable = {
    columns: ["genre", "pages", "shop", "note"],
    cells: [genre, pages, all(60).map((i) => (i < 30 ? "Bath" : "York")), all(60).map((i) => `n${i}`)],
  };
  const schema = [
    { name: "genre", kind: "category", categories: ["crime", "poetry", "travel"] },
    { name: "pages", kind: "numeric" },
    { name: "note", kind: "ignore" },
  ] as const;
  const outcomes = numbers(
    all(60).map((i) => (i % 3 === 1 ? 4 + (i % 2) : 1)),
    all(60).map((i) => (i % 3 === 1 ? -4 : 1)),
  );

  it("finds the word whose rows lose more, with the numbers of both sides", () => {
    const [worst] = worstSegments(table, schema, "", all(60), outcomes);
    expect(worst).toEqual({
      column: "genre",
      segment: "poetry",
      rows: 20,
      loss: 4.5,
      bias: -4,
      standard_error: expect.closeTo(Math.sqrt(0.25 / 19), 12),
      loss_elsewhere: 1,
    });
  });

  it("leaves out segments that lose no more than the rest, and columns that are not read", () => {
    const found = worstSegments(table, schema, "", all(60), outcomes);
    for (const { loss, loss_elsewhere } of found) expect(loss).toBeGreaterThan(loss_elsewhere);
    expect(found.map(({ column }) => column)).not.toContain("note");
    expect(found.map(({ segment }) => segment)).not.toContain("crime");
  });

  it("parts numbers into quarters, and takes the group though it is no feature", () => {
    const late = numbers(all(60).map((i) => (i >= 45 ? 9 : 1)));
    const found = worstSegments(table, schema, "shop", all(60), late);
    expect(found.map(({ column, segment }) => `${column}: ${segment}`)).toEqual([
      "pages: over 44.25",
      "shop: York",
    ]);
    expect(found[0]!.rows).toBe(15);
    const middle = numbers(all(60).map((i) => (i >= 15 && i < 30 ? 9 : 1)));
    expect(worstSegments(table, schema, "", all(60), middle)[0]!.segment).toBe("14.75 to 29.5");
    const first = numbers(all(60).map((i) => (i < 15 ? 9 : 1)));
    expect(worstSegments(table, schema, "", all(60), first)[0]!.segment).toBe("up to 14.75");
  });

  it("passes over segments of fewer than ten rows, and calls missing cells so", () => {
    const cells = all(60).map((i) => (i < 9 ? "rare" : i < 25 ? "" : "usual"));
    const rare = { columns: ["kind"], cells: [cells] };
    const own = [{ name: "kind", kind: "category", categories: ["rare", "usual"] }] as const;
    const found = worstSegments(
      rare,
      own,
      "",
      all(60),
      numbers(all(60).map((i) => (i < 9 ? 50 : i < 25 ? 2 : 1))),
    );
    expect(found.map(({ segment }) => segment)).toEqual([]);
    const shifted = worstSegments(
      rare,
      own,
      "",
      all(60),
      numbers(all(60).map((i) => (i < 25 && i >= 9 ? 50 : 1))),
    );
    expect(shifted.map(({ segment }) => segment)).toEqual(["(missing)"]);
  });

  it("puts a sure small excess before an unsure large one", () => {
    const cells = all(40).map((i) => (i < 10 ? "wild" : i < 25 ? "steady" : "calm"));
    const mixed = { columns: ["kind"], cells: [cells] };
    const own = [{ name: "kind", kind: "category", categories: ["calm", "steady", "wild"] }] as const;
    const losses = all(40).map((i) => (i < 9 ? 0 : i === 9 ? 60 : i < 25 ? 5 : 1));
    const found = worstSegments(mixed, own, "", all(40), numbers(losses));
    expect(found.map(({ segment }) => segment)).toEqual(["steady", "wild"]);
  });
});

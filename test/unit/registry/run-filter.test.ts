import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../../src/domain/run.ts";
import { looksLikeFilter, parseRunFilter, parseRunOrder } from "../../../src/registry/run-filter.ts";

const run = (name: string, changes: Partial<RunRecord>): RunRecord => ({
  run_id: name.padEnd(32, "0"),
  experiment: "demand",
  name,
  status: "finished",
  reason: null,
  started_at: "2026-01-05T08:00:00.000Z",
  duration_ms: 1000,
  config: {},
  data_hash: null,
  code_version: "0.1.0",
  device: "cpu",
  environment: null,
  metrics: {},
  artifacts: [],
  tags: {},
  note: "",
  model: null,
  deleted: false,
  ...changes,
});
const points = (...values: number[]) => values.map((value, step) => ({ step, value, at: 0 }));
const runs = [
  run("a", {
    metrics: { rmse: points(9, 3), "trial loss": points(0.5) },
    config: { method: "ets", depth: 9 },
  }),
  run("b", {
    metrics: { rmse: points(5) },
    config: { method: "boosted-trees", depth: 12 },
    duration_ms: 500,
  }),
  run("c", { status: "failed", tags: { team: "Shop 7" }, started_at: "2026-02-01T08:00:00.000Z" }),
  run("d", {
    status: "cancelled",
    config: { method: "ets" },
    note: "again",
    model: { name: "m", version: "1.0.0" },
  }),
];
const found = (filter: string): string =>
  runs
    .filter(parseRunFilter(filter))
    .map(({ name }) => name)
    .join("");
const inOrder = (order: string): string =>
  runs
    .toSorted(parseRunOrder(order))
    .map(({ name }) => name)
    .join("");

describe("parseRunFilter", () => {
  it.each([
    ["metrics.rmse < 5", "a"],
    ["metrics.rmse <= 5 and params.method = 'boosted-trees'", "b"],
    ['METRICS.rmse > 1 AND parameter.method != "ets"', "b"],
    ['metrics."trial loss" = 0.5', "a"],
    ["metrics.`trial loss` >= 0.6", ""],
    ["params.depth > 10", "b"],
    ["params.depth < 10", "a"],
    ["params.method like 'boost%'", "b"],
    ["tags.team ilike 'shop _'", "c"],
    ["tags.team like 'shop _'", ""],
    ["tags.team not like 'shop%'", "c"],
    ["status = 'FAILED'", "c"],
    ["attributes.status = 'killed'", "d"],
    ["status = 'cancelled'", "d"],
    ["run_name in ('a', 'd')", "ad"],
    ["run_name not in ('a', 'd')", "bc"],
    ["model is not null", "d"],
    ["params.method is null", "c"],
    ["start_time >= '2026-01-10'", "c"],
    ["duration_ms < 1000", "b"],
    ["tags.mlflow.note.content = 'again'", "d"],
  ])("%s", (filter, names) => {
    expect(found(filter)).toBe(names);
  });

  it.each([
    ["metrics.rmse", "LIKE"],
    ["metrics.rmse <", "a number, or a text in quotes"],
    ["params.method = ets", "a number, or a text in quotes"],
    ["metrics.rmse < 5 or metrics.rmse > 9", "and, or the end"],
    ["colour = 'red'", "metrics.NAME"],
    ["run_name in ('a'", "a comma or )"],
    ["run_name in 'a'", '("a", "b")'],
    ["run_name = 'a", "a name, a comparison or a quoted text"],
    ["", "metrics.NAME"],
  ])("says what is wrong with %s", (filter, expected) => {
    expect(() => parseRunFilter(filter)).toThrow(expected);
  });
});

describe("parseRunOrder", () => {
  it("sorts by several keys, and puts runs without the value last either way", () => {
    expect(inOrder("metrics.rmse")).toBe("abcd");
    expect(inOrder("metrics.rmse DESC")).toBe("bacd");
    expect(inOrder("params.method ASC, duration_ms desc, run_name DESC")).toBe("bdac");
    expect(inOrder("params.depth")).toBe("abcd");
    expect(inOrder("start_time DESC, run_name ASC")).toBe("cabd");
    expect(() => parseRunOrder("metrics.rmse sideways")).toThrow("the end");
  });
});

describe("looksLikeFilter", () => {
  it("tells a filter from words", () => {
    for (const filter of [
      "metrics.rmse<5",
      "status = 'x'",
      "tags.a is null",
      "name like 'a%'",
      "duration_ms > 4",
    ])
      expect(looksLikeFilter(filter), filter).toBe(true);
    for (const words of ["", "boosted trees", "ets in June", "what I like", "metrics", "rmse"])
      expect(looksLikeFilter(words), words).toBe(false);
  });
});

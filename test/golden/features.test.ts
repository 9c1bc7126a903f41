import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isoDate } from "../../src/domain/calendar.ts";
import { bareTitle } from "../../src/domain/dataset.ts";
import { batchFeatures } from "../../src/features/store/batch.ts";
import { SHOP_FEATURES } from "../../src/features/store/shop-features.ts";
import { featureSql } from "../../src/features/store/sql.ts";
import { inlineThreads } from "../../src/platform/memory/threads.ts";
import { featureTable, tillHistory } from "../../src/workflows/feature-table.ts";
import { poolTasks } from "../../src/workflows/pool-tasks.ts";

interface FeatureGolden {
  readonly library: string;
  readonly sql: string;
  readonly sales: readonly (readonly [string, string, number, number | null])[];
  readonly catalogue: readonly (readonly (string | null)[])[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

const golden = JSON.parse(readFileSync(new URL("./features.json", import.meta.url), "utf8")) as FeatureGolden;

const column = (of: (sale: FeatureGolden["sales"][number]) => string): string[] => golden.sales.map(of);
const catalogue = new Map(
  golden.catalogue.map(([title, genre, author, series, format, language, publisher]) => [
    title!,
    {
      ...bareTitle(title!, title!),
      genre: genre!,
      authors: author === null ? [] : [author!],
      series: series === null ? null : { name: series!, number: null },
      format: format!,
      language: language!,
      publisher: publisher!,
    },
  ]),
);

/** What is made of vectors has no SQL. */
const IN_SQL = SHOP_FEATURES.filter(({ formula }) => formula.kind !== "text-projection");

const table = await featureTable(
  tillHistory(
    {
      fileName: "till.csv",
      columns: ["title id", "date", "copies", "price"],
      cells: [
        column(([title]) => title),
        column(([, date]) => date),
        column(([, , units]) => String(units)),
        column(([, , , price]) => (price === null ? "" : String(price / 100))),
      ],
    },
    { item: "title id" },
    catalogue,
  ),
  IN_SQL,
  "selling-days",
  inlineThreads(poolTasks),
);

describe(`features as ${golden.library} computes them`, () => {
  it("were made by the SQL of today", () => {
    expect(featureSql(SHOP_FEATURES)).toBe(golden.sql);
  });

  it("stand in the same rows", () => {
    expect(table.ids.map((id, i) => [id, table.dates[i]])).toEqual(golden.rows.map((row) => row.slice(0, 2)));
  });

  it.each(table.features)("$definition.name", ({ definition, data }) => {
    const at = golden.columns.indexOf(definition.name);
    golden.rows.forEach((row, i) => {
      const expected = row[at] === null ? NaN : Number(row[at]);
      if (definition.tolerance === 0 || Number.isNaN(expected)) expect(data[i]).toBe(expected);
      else {
        const difference = Math.abs(data[i]! - expected);
        expect(difference).toBeLessThanOrEqual(definition.tolerance * Math.abs(expected));
      }
    });
    expect(new Set(golden.rows.map((row) => row[at])).size).toBeGreaterThan(1);
  });
});

it("knows holidays that move", () => {
  const day = Int32Array.from({ length: 366 }, (_, i) => 19_723 + i);
  const wanted = { start: Uint32Array.of(0, 366), day };
  const none = { units: new Int32Array(), priceCents: new Float64Array(), day: new Int32Array() };
  const history = { titles: ["Emma"], start: Uint32Array.of(0, 0), ...none };
  const named = SHOP_FEATURES.find(({ name }) => name === "holiday_us")!;
  const values = batchFeatures([named], history, wanted)[0]!;
  expect(
    Array.from(
      day.filter((_, i) => values[i] === 1),
      isoDate,
    ),
  ).toEqual(
    "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25".split(" ").map((d) => `2024-${d}`),
  );
});

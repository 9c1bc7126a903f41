import { describe, expect, it } from "vitest";
import type { DemandTable } from "../../../src/domain/dataset.ts";
import { demandClass } from "../../../src/features/demand-class.ts";
import { shopWeekdayProfile, weekdayPosition } from "../../../src/features/shop-weekday-profile.ts";
import { freezeSnapshot } from "../../../src/features/snapshot.ts";
import { dailyStockOuts, dailyUnits, fillStockOuts } from "../../../src/features/title-series.ts";

const table: DemandTable = {
  revision: 1,
  firstDay: 100,
  lastDay: 109,
  itemId: ["a", "b"],
  rowStart: Uint32Array.of(0, 2, 3),
  day: Int32Array.of(101, 104, 109),
  units: Float64Array.of(2, 5, 1),
  stockOutStart: Uint32Array.of(0, 1, 1),
  stockOutDay: Int32Array.of(103),
  lastPriceCents: Float64Array.of(1, 2),
};

describe("dailyUnits and dailyStockOuts", () => {
  it("fill in the days without a sale and cut to the span", () => {
    expect([...dailyUnits(table, 0, 100, 105)]).toEqual([0, 2, 0, 0, 5]);
    expect([...dailyUnits(table, 0, 102, 104)]).toEqual([0, 0]);
    expect([...dailyUnits(table, 1, 108, 112)]).toEqual([0, 1, 0, 0]);
    expect([...dailyStockOuts(table, 0, 102, 105)]).toEqual([0, 1, 0]);
    expect([...dailyStockOuts(table, 1, 102, 105)]).toEqual([0, 0, 0]);
  });
});

describe("fillStockOuts", () => {
  const y = new Float64Array(28);
  y[1] = 4;
  y[15] = 2;
  y[22] = 3;
  const stockOut = new Uint8Array(28);
  stockOut[8] = 1;

  it("takes the mean of the same weekday before and after", () => {
    const filled = fillStockOuts(y, stockOut, 28);
    expect(filled[8]).toBe(3); // (4 + 2 + 3) / 3
    expect(filled[9]).toBe(0);
  });

  it("reads nothing from the end on", () => {
    const filled = fillStockOuts(y, stockOut, 15);
    expect(filled).toHaveLength(15);
    expect(filled[8]).toBe(4);
  });

  it("keeps a day that sold more all the same, and one without neighbours in stock", () => {
    const sold = y.slice();
    sold[8] = 9;
    expect(fillStockOuts(sold, stockOut, 28)[8]).toBe(9);
    expect([...fillStockOuts(Float64Array.of(1, 2), Uint8Array.of(1, 1), 2)]).toEqual([1, 2]);
  });
});

describe("shopWeekdayProfile", () => {
  it("gives factors with mean 1 and 0 for a closed day, by day number mod 7", () => {
    const units = Float64Array.from({ length: 84 }, (_, t) => [0, 10, 10, 10, 10, 10, 20][t % 7]!);
    const profile = shopWeekdayProfile(units, 3, 84);
    expect(profile[3]).toBe(0); // day 3 has position 3
    expect(profile[4]).toBeCloseTo(1, 12);
    expect(profile[2]).toBeCloseTo(2, 12);
    expect(profile.reduce((a, b) => a + b)).toBeCloseTo(7, 12);
  });

  it("looks at the twelve weeks before the end only", () => {
    const units = Float64Array.from({ length: 200 }, (_, t) => (t < 106 || t >= 190 ? 1000 * (t % 7) : 1));
    expect([...shopWeekdayProfile(units, 0, 190)]).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it("takes weekdays not yet seen, and a shop without sales, as average", () => {
    const young = shopWeekdayProfile(Float64Array.of(5, 5), 0, 2);
    expect([...young]).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect([...shopWeekdayProfile(new Float64Array(14), 0, 14)]).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it("counts days before 1970 on the same week", () => {
    expect(weekdayPosition(-1)).toBe(6);
    expect(weekdayPosition(8)).toBe(1);
  });
});

describe("demandClass", () => {
  it("tells the four classes of Syntetos and Boylan apart", () => {
    expect(demandClass(Float64Array.of(2, 2, 3, 2, 2, 3))).toBe("smooth");
    expect(demandClass(Float64Array.of(1, 9, 1, 1, 9, 1))).toBe("erratic");
    expect(demandClass(Float64Array.of(2, 0, 0, 2, 0, 0))).toBe("intermittent");
    expect(demandClass(Float64Array.of(1, 0, 0, 12, 0, 0, 1, 0, 0))).toBe("lumpy");
    expect(demandClass(new Float64Array(9))).toBe("intermittent");
  });
});

describe("freezeSnapshot", () => {
  it("hashes content: the same for equal data whatever the revision, another for any change", async () => {
    const config = { horizon: 28, preset: "fast" };
    const { hash } = await freezeSnapshot(table, config);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect((await freezeSnapshot({ ...table, revision: 9 }, { preset: "fast", horizon: 28 })).hash).toBe(
      hash,
    );
    const changes: Partial<DemandTable>[] = [
      { units: Float64Array.of(2, 5, 2) },
      { day: Int32Array.of(101, 105, 109) },
      { rowStart: Uint32Array.of(0, 1, 3) },
      { itemId: ["a", "c"] },
      { lastDay: 110 },
      { stockOutDay: Int32Array.of(102) },
    ];
    for (const change of changes) {
      expect((await freezeSnapshot({ ...table, ...change }, config)).hash).not.toBe(hash);
    }
    expect((await freezeSnapshot(table, { ...config, preset: "best" })).hash).not.toBe(hash);
  });

  it("lists each feature with type, unit, source and window", async () => {
    const { columns } = await freezeSnapshot(table, {});
    expect(columns.length).toBeGreaterThan(3);
    for (const column of columns) {
      for (const text of Object.values(column)) expect(text).not.toBe("");
    }
  });
});

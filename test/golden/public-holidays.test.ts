import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isoDate } from "../../src/domain/calendar.ts";
import { holidayDays } from "../../src/features/store/holidays.ts";

const golden = JSON.parse(readFileSync(new URL("./public-holidays.json", import.meta.url), "utf8")) as {
  readonly library: string;
  readonly years: readonly [number, number];
} & Readonly<Record<"DE" | "FR" | "GB" | "US", readonly string[]>>;

describe(`public holidays as ${golden.library} knows them`, () => {
  it.each(["DE", "FR", "GB", "US"] as const)("%s", (country) => {
    const days = [...new Set(holidayDays(country, ...golden.years))].sort((a, b) => a - b);
    expect(days.map(isoDate)).toEqual(golden[country]);
  });
});

import { describe, expect, it } from "vitest";
import { dayNumber, isoDate } from "../../../../src/domain/calendar.ts";
import { takePeriod } from "../../../../src/features/table-query/period-phrases.ts";
import { openQuestion } from "../../../../src/features/table-query/question-text.ts";

/** Wednesday; sales from two years before. */
const LAST = dayNumber(2026, 4, 15);
const FIRST = dayNumber(2024, 4, 1);

function period(text: string, lastDay = LAST): string {
  const found = takePeriod(openQuestion(text), FIRST, lastDay);
  return found === null ? "none" : `${isoDate(found.firstDay)} to ${isoDate(found.lastDay)}`;
}

describe("a period of sales", () => {
  it.each([
    ["what did we sell yesterday", "2026-04-15 to 2026-04-15"],
    ["was wurde gestern verkauft", "2026-04-15 to 2026-04-15"],
    ["sold in the last 10 days", "2026-04-06 to 2026-04-15"],
    ["sold in the last two weeks", "2026-04-02 to 2026-04-15"],
    ["verkauft in den letzten 2 wochen", "2026-04-02 to 2026-04-15"],
    ["sold in the past three months", "2026-01-16 to 2026-04-15"],
    ["sold in the last 2 years", "2024-04-16 to 2026-04-15"],
    ["sold this week", "2026-04-13 to 2026-04-19"],
    ["sold last week", "2026-04-06 to 2026-04-12"],
    ["vendus la semaine derniere", "2026-04-06 to 2026-04-12"],
    ["sold this month", "2026-04-01 to 2026-04-30"],
    ["sold last month", "2026-03-01 to 2026-03-31"],
    ["verkauft letzten Monat", "2026-03-01 to 2026-03-31"],
    ["vendus le mois dernier", "2026-03-01 to 2026-03-31"],
    ["sold this year", "2026-01-01 to 2026-12-31"],
    ["sold last year", "2025-01-01 to 2025-12-31"],
    ["sold in March", "2026-03-01 to 2026-03-31"],
    ["verkauft im Mai", "2025-05-01 to 2025-05-31"],
    ["sold in December", "2025-12-01 to 2025-12-31"],
    ["sold in February 2025", "2025-02-01 to 2025-02-28"],
    ["vendus en avril 2025", "2025-04-01 to 2025-04-30"],
    ["sold since March", "2026-03-01 to 2026-04-15"],
    ["sold before March", "2024-04-01 to 2026-02-28"],
    ["sold after February", "2026-03-01 to 2026-04-15"],
    ["sold until January", "2024-04-01 to 2026-01-31"],
    ["sold since 3 March", "2026-03-03 to 2026-04-15"],
    ["sold on March 3rd", "2026-03-03 to 2026-03-03"],
    ["sold on the 5th of May", "2025-05-05 to 2025-05-05"],
    ["sold on 20 April", "2025-04-20 to 2025-04-20"],
    ["sold between January and March", "2026-01-01 to 2026-03-31"],
    ["sold from November 2025 to February 2026", "2025-11-01 to 2026-02-28"],
    ["sold between 3 March and 9 March", "2026-03-03 to 2026-03-09"],
    ["sold in summer", "2025-06-01 to 2025-08-31"],
    ["sold last winter", "2025-12-01 to 2026-02-28"],
    ["sold at Christmas", "2025-12-01 to 2025-12-24"],
    ["sold in 2025", "2025-01-01 to 2025-12-31"],
    ["sold since 2025", "2025-01-01 to 2026-04-15"],
    ["sold on 31 February", "none"],
    ["sold in 1870", "none"],
    ["sold by weight", "none"],
  ])("%s", (text, days) => {
    expect(period(text)).toBe(days);
  });

  it("of a day after the week, month or year has ended is the one that ended", () => {
    expect(period("sold this week", dayNumber(2026, 4, 12))).toBe("2026-04-06 to 2026-04-12");
    expect(period("sold last week", dayNumber(2026, 4, 12))).toBe("2026-04-06 to 2026-04-12");
    expect(period("sold this month", dayNumber(2026, 3, 31))).toBe("2026-03-01 to 2026-03-31");
    expect(period("sold this year", dayNumber(2025, 12, 31))).toBe("2025-01-01 to 2025-12-31");
  });
});

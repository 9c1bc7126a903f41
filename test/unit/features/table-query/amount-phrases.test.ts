import { describe, expect, it } from "vitest";
import { takeAge, takeAmount, takeYears } from "../../../../src/features/table-query/amount-phrases.ts";
import { openQuestion } from "../../../../src/features/table-query/question-text.ts";
import type { QueryFilter } from "../../../../src/domain/table-query.ts";

function bounds(filter: QueryFilter | null): string {
  return filter?.is === "between" ? `${filter.field} ${filter.low ?? ""}..${filter.high ?? ""}` : "none";
}

describe("amounts", () => {
  it.each([
    ["books under £10", "price ..999"],
    ["books for at most 12.50 euros", "price ..1250"],
    ["books between £5 and £7.50", "price 500..750"],
    ["Bücher unter 10 Euro", "price ..999"],
    ["livres à moins de 15 euros", "price ..1499"],
    ["books cheaper than 8", "price ..799"],
    ["books costing more than 20", "price 2001.."],
    ["books £10 or less", "price ..1000"],
    ["books over 300 pages", "pages 301.."],
    ["Bücher mit mehr als 500 Seiten", "pages 501.."],
    ["books longer than 250", "pages 251.."],
    ["rated above 4.5", "rating 4.51.."],
    ["4 stars or more", "rating 4.."],
    ["at least 1,000 ratings", "ratings 1000.."],
    ["more than a million ratings", "ratings 1000001.."],
    ["over 2 million ratings", "ratings 2000001.."],
    ["fewer than 3 copies in stock", "onHand ..2"],
    ["that sold at least five copies", "sold 5.."],
    ["more than nobody knows", "none"],
  ])("%s", (text, wanted) => {
    expect(bounds(takeAmount(openQuestion(text)))).toBe(wanted);
  });
});

describe("years", () => {
  it.each([
    ["before 1870", "year ..1869"],
    ["vor 1870 erschienen", "year ..1869"],
    ["avant 1870", "year ..1869"],
    ["after 1900", "year 1901.."],
    ["since 1990", "year 1990.."],
    ["from 1990 onwards", "year 1990.."],
    ["until 1800", "year ..1800"],
    ["in 1999", "year 1999..1999"],
    ["between 1860 and 1870", "year 1860..1870"],
    ["zwischen 1860 und 1870", "year 1860..1870"],
    ["in the 1860s", "year 1860..1869"],
    ["aus den 1920er Jahren", "year 1920..1929"],
    ["des années 1920", "year 1920..1929"],
    ["from the sixties", "year 1960..1969"],
    ["from the 19th century", "year 1800..1899"],
    ["aus dem 19. Jahrhundert", "year 1800..1899"],
    ["du XIXe siècle", "year 1800..1899"],
    ["before 500 BC", "year ..-501"],
    ["no year at all", "none"],
  ])("%s", (text, wanted) => {
    expect(bounds(takeYears(openQuestion(text)))).toBe(wanted);
  });
});

describe("ages", () => {
  it.each([
    ["for a six-year-old", "ageFrom ..6"],
    ["for 8 year olds", "ageFrom ..8"],
    ["for children aged 7", "ageFrom ..7"],
    ["for children of 5", "ageFrom ..5"],
    ["für Sechsjährige", "ageFrom ..6"],
    ["ab 9 Jahren", "ageFrom ..9"],
    ["pour un enfant de 4 ans", "ageFrom ..4"],
    ["for grown-ups", "none"],
  ])("%s", (text, wanted) => {
    expect(bounds(takeAge(openQuestion(text)))).toBe(wanted);
  });
});

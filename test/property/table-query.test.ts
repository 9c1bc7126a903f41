import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueryFilter, TableQuery } from "../../src/domain/table-query.ts";
import { answerQuery } from "../../src/features/table-query/answer-query.ts";
import { nameWords, questionTokens } from "../../src/features/table-query/question-tokens.ts";
import { planQuestion, prepareQuestions } from "../../src/features/table-query/plan-question.ts";
import { EVERYTHING } from "../../src/features/table-query/planned.ts";
import { runQuery } from "../../src/features/table-query/run-query.ts";
import { bareTitle, type TitleRecord } from "../../src/domain/dataset.ts";
import { shopTable } from "../../src/features/table-query/shop-table.ts";
import { MADE_TITLES, madeShop } from "../unit/features/table-query/made-shop.ts";

const AUTHORS = ["Ann Lee", "Bo Li", "Cy Orr"];
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });

const titleOf = fc.record({
  title: fc.constantFrom("Salt", "Rain", "The Long Salt"),
  authors: fc.subarray(AUTHORS),
  year: maybe(fc.integer({ min: 1900, max: 1905 })),
  priceCents: maybe(fc.integer({ min: 100, max: 104 })),
  pages: maybe(fc.integer({ min: 1, max: 5 })),
});
const titlesOf = fc.array(titleOf, { minLength: 1, maxLength: 30 }).map((all) =>
  all.map((title, i): TitleRecord => ({
    ...bareTitle(`t${i}`, title.title),
    ...title,
  })),
);

const filterOf: fc.Arbitrary<QueryFilter> = fc.oneof(
  fc.record({
    field: fc.constantFrom("year" as const, "price" as const, "pages" as const),
    is: fc.constant("between" as const),
    low: maybe(fc.integer({ min: 0, max: 1905 })),
    high: maybe(fc.integer({ min: 0, max: 1905 })),
  }),
  fc.record({
    field: fc.constant("author" as const),
    is: fc.constantFrom("one-of" as const, "none-of" as const),
    values: fc.subarray(AUTHORS),
  }),
  fc.record({
    field: fc.constantFrom("year" as const, "price" as const),
    is: fc.constantFrom("present" as const, "missing" as const),
  }),
);

const queryOf: fc.Arbitrary<TableQuery> = fc.record({
  filters: fc.array(filterOf, { maxLength: 3 }),
  period: fc.constant(null),
  result: fc.constantFrom<TableQuery["result"]>(
    { kind: "rows" },
    { kind: "count" },
    { kind: "aggregate", of: "price", how: "mean" },
    { kind: "aggregate", of: "pages", how: "median" },
    { kind: "aggregate", of: "price", how: "sum" },
  ),
  groupBy: fc.constant(null),
  sort: maybe(
    fc.record({ field: fc.constantFrom("year" as const, "price" as const), descending: fc.boolean() }),
  ),
  skip: fc.integer({ min: 0, max: 2 }),
  limit: maybe(fc.integer({ min: 1, max: 4 })),
  explain: fc.constant(null),
});

function shopOf(titles: readonly TitleRecord[]): ReturnType<typeof shopTable> {
  const nothing = { expected: null, stockOutDay: null, toOrder: null, why: null };
  return shopTable({ titles, currency: null, demand: null, stock: new Map(), ...nothing });
}

/** What a title says in a field, read off the record. */
function valueOf(title: TitleRecord, field: string): number | null {
  return field === "price" ? title.priceCents : field === "year" ? title.year : title.pages;
}

function passes(title: TitleRecord, filter: QueryFilter): boolean {
  if (filter.is === "between") {
    const value = valueOf(title, filter.field);
    return value !== null && value >= (filter.low ?? -Infinity) && value <= (filter.high ?? Infinity);
  }
  if (filter.is === "present" || filter.is === "missing") {
    return (valueOf(title, filter.field) !== null) === (filter.is === "present");
  }
  const values = "values" in filter ? filter.values : [];
  return title.authors.some((name) => values.includes(name)) === (filter.is === "one-of");
}

describe("a query", () => {
  it("gives what a loop over the records gives", () => {
    fc.assert(
      fc.property(titlesOf, queryOf, (titles, query) => {
        const table = shopOf(titles);
        fc.pre(
          query.filters.every(
            ({ field }) => table.numbers.has(field as "year") || table.names.has(field as "author"),
          ),
        );
        const { sort, limit, skip, result } = query;
        const passing = titles.filter((title) => query.filters.every((filter) => passes(title, filter)));
        const outcome = runQuery(table, query);
        if (result.kind === "count") expect(outcome.figure).toBe(passing.length);
        if (result.kind === "aggregate") {
          const values = passing.flatMap((title) => valueOf(title, result.of) ?? []).sort((a, b) => a - b);
          const sum = values.reduce((total, value) => total + value, 0);
          const middle = (values[(values.length - 1) >> 1]! + values[values.length >> 1]!) / 2;
          const wanted =
            result.how === "sum"
              ? sum
              : values.length === 0
                ? null
                : result.how === "mean"
                  ? Math.round(sum / values.length)
                  : middle;
          expect(outcome.figure).toBe(table.numbers.has(result.of as "price") ? wanted : null);
        }
        if (result.kind !== "rows") return;
        const known =
          sort === null ? passing : passing.filter((title) => valueOf(title, sort.field) !== null);
        const unknown =
          sort === null || limit !== null ? [] : passing.filter((title) => !known.includes(title));
        const sign = sort?.descending ? -1 : 1;
        const sorted =
          sort === null
            ? known
            : known.toSorted((a, b) => sign * (valueOf(a, sort.field)! - valueOf(b, sort.field)!));
        const all = [...sorted, ...unknown].map(({ itemId }) => itemId);
        const shown = outcome.rows.map(({ itemId }) => itemId);
        expect(outcome.total).toBe(all.length);
        expect(shown.slice(0, limit ?? undefined)).toEqual(
          all.slice(skip, limit === null ? undefined : skip + limit),
        );
        // Rows beside the limit share the last one's place.
        const last = all[skip + (limit ?? 0) - 1];
        for (const tied of shown.slice(limit ?? shown.length)) {
          const of = (itemId: string | null | undefined): number | null =>
            valueOf(
              titles.find((title) => title.itemId === itemId)!,
              sort!.field,
            );
          expect(of(tied)).toBe(of(last));
        }
      }),
      { numRuns: 300 },
    );
  });
});

const QUESTIONS = [
  "how many novels by Jules Verne before 1870",
  "who wrote Drcula",
  "longest novel not by Tolstoy",
  "which author sold most in March",
  "which is longer, Emma or Dracula",
  "books by Smith",
  "what will run out this week",
  "average price of poetry",
];

describe("a plan", () => {
  it("stays the same when the catalogue is shuffled", () => {
    const plain = madeShop();
    fc.assert(
      fc.property(
        fc.constantFrom(...QUESTIONS),
        fc.shuffledSubarray([...MADE_TITLES], { minLength: MADE_TITLES.length }),
        (question, shuffled) => {
          const plan = planQuestion(madeShop(shuffled), question);
          const before = planQuestion(plain, question);
          expect(sorted(plan)).toEqual(sorted(before));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is made, or not, of any text, and runs", () => {
    const shop = madeShop();
    const words =
      "how many who wrote the or than by in of ' \" £ 10 before 1870 Emma Verne cheapest not (?: .* \\ [ ] ) { } % ; -- DROP TABLE '; 😀 é ß İ 中文 | | | and with sold March".split(
        " ",
      );
    const anyText = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.array(fc.constantFrom(...words), { maxLength: 20 }).map((all) => all.join(" ")),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const plan = planQuestion(shop, text);
        if (plan?.kind === "query") expect(answerQuery(shop, plan.query).sentence).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });

  it("is none of a text that is too long for a question", () => {
    expect(planQuestion(madeShop(), "how many books ".repeat(7000))).toBeNull();
    expect(planQuestion(madeShop(), "x".repeat(100_000))).toBeNull();
  });

  it("is the same after everything was prepared", () => {
    const prepared = madeShop();
    prepareQuestions(prepared);
    for (const question of QUESTIONS) {
      expect(planQuestion(prepared, question)).toEqual(planQuestion(madeShop(), question));
    }
  });

  it("of everything is everything", () => {
    expect(runQuery(madeShop(), EVERYTHING).total).toBe(MADE_TITLES.length);
  });
});

/** Lists of identifiers and names in one order. */
function sorted(plan: unknown): unknown {
  return JSON.parse(JSON.stringify(plan), (_, value: unknown) =>
    Array.isArray(value) && value.every((one) => typeof one === "string") ? value.toSorted() : value,
  );
}

describe("the words of a name", () => {
  it("are those of a question", () => {
    const part = fc.constantFrom(
      "Emma",
      "O'Hara",
      "Handmaid's",
      "1984",
      "1,000",
      "2nd",
      "a1",
      "R&B",
      "l'an",
      "Zoë",
      "C#",
      "100%",
      "x.y",
      "4.5",
      "(and)",
      "Ann,",
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }).map((all) => all.join(" ")),
        (name) => {
          const words = questionTokens(name).map(({ word }) => word);
          expect(nameWords(name)).toEqual(words.filter((word) => word !== "'s"));
        },
      ),
    );
  });
});

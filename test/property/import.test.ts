import * as fc from "fast-check";
import { expect, it } from "vitest";
import { AppError } from "../../src/core/errors.ts";
import { isoDate } from "../../src/domain/calendar.ts";
import { csvRow } from "../../src/domain/csv-row.ts";
import { CsvTokenizer } from "../../src/platform/files/csv-tokenizer.ts";
import { undoImport } from "../../src/workflows/import-undo.ts";
import { salesPlan, tillShop } from "../fixtures/import/till-shop.ts";

/** A line of a small till: few values, so that identical lines, returns and overlaps are frequent. */
const saleLine = fc.record({
  day: fc.integer({ min: 20500, max: 20503 }),
  item: fc.constantFrom("A1", "B2", "C3"),
  quantity: fc.constantFrom(-2, -1, 0, 1, 1, 2),
  cents: fc.constantFrom(500, 799),
  title: fc.constantFrom("", "Emma", "Sanditon"),
  store: fc.constantFrom("", "North", "South"),
  customer: fc.constantFrom("", "C7"),
});
type Line = typeof saleLine extends fc.Arbitrary<infer T> ? T : never;
const file = fc.array(saleLine, { maxLength: 12 });

const MAPPING = { date: 0, item: 1, quantity: 2, price: 3, title: 4, store: 5, customer: 6 };
const PLAN = salesPlan({}, MAPPING);

function csvOf(lines: readonly Line[]): string {
  const rows = lines.map((line) => [
    isoDate(line.day),
    line.item,
    String(line.quantity),
    (line.cents / 100).toFixed(2),
    line.title,
    line.store,
    line.customer,
  ]);
  return (
    csvRow(["Date", "SKU", "Qty", "Price", "Title", "Store", "Customer"]) +
    rows.map((row) => csvRow(row)).join("")
  );
}

/** Everything of a shop that must not depend on the order of imports. */
async function stateOf(shop: Awaited<ReturnType<typeof tillShop>>) {
  const { firstDay, lastDay, itemCount, lineCount } = await shop.record();
  const { id, title } = (await shop.items()) ?? { id: [], title: [] };
  const names = id.map((item, i) => `${item}: ${title[i]!}`).sort();
  return {
    firstDay,
    lastDay,
    itemCount,
    lineCount,
    names,
    demand: itemCount === 0 ? {} : await shop.demand(),
  };
}

async function shopWith(files: readonly (readonly Line[])[]) {
  const shop = await tillShop();
  for (const lines of files) await shop.bringAs(csvOf(lines), PLAN);
  return shop;
}

it("gives the same shop whatever the order of imports", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 2, maxLength: 3 }), async (files) => {
      const forwards = await shopWith(files);
      const backwards = await shopWith(files.toReversed());
      const [a, b] = [await stateOf(forwards), await stateOf(backwards)];
      // A file that adds nothing leaves no trace, so that its names may be known in one order only.
      const withoutNames = ({ names: _, ...rest }: typeof a) => rest;
      expect(withoutNames(b)).toEqual(withoutNames(a));
      const imports = [(await forwards.record()).imports.length, (await backwards.record()).imports.length];
      if (imports[0] === files.length && imports[1] === files.length) expect(b.names).toEqual(a.names);
    }),
    { numRuns: 60 },
  );
});

it("is the multiset union: of identical lines the largest count in any one file", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), async (files) => {
      const shop = await shopWith(files);
      const largest = new Map<string, number>();
      for (const lines of files) {
        const counts = new Map<string, number>();
        for (const { title: _, ...identity } of lines) {
          const key = JSON.stringify(identity);
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        for (const [key, count] of counts) largest.set(key, Math.max(count, largest.get(key) ?? 0));
      }
      const expected = [...largest.values()].reduce((sum, count) => sum + count, 0);
      expect((await shop.record()).lineCount).toBe(expected);
      for (const lines of files) {
        expect((await shop.bringAs(csvOf(lines), PLAN)).record).toMatchObject({
          added: 0,
          alreadyKnown: lines.length,
        });
      }
    }),
    { numRuns: 60 },
  );
});

it("changes nothing when a file comes twice, and undo restores what was before", async () => {
  await fc.assert(
    fc.asyncProperty(file, file, async (first, second) => {
      const shop = await shopWith([first]);
      const before = await stateOf(shop);
      await shop.bringAs(csvOf(first), PLAN);
      expect(await stateOf(shop)).toEqual(before);
      const { record } = await shop.bringAs(csvOf(second), PLAN);
      if (record.added === 0) return;
      const after = await stateOf(shop);
      await undoImport(shop.context, shop.id, record.importId);
      expect(await stateOf(shop)).toEqual(before);
      await shop.bringAs(csvOf(second), PLAN);
      expect(await stateOf(shop)).toEqual(after);
    }),
    { numRuns: 60 },
  );
});

const cell = fc.oneof(
  fc.constantFrom(
    "2026-03-02",
    "03/04/2026",
    "A1",
    "0141439513",
    "1",
    "-2",
    "(3)",
    "7,99",
    "1.234,5",
    "9.78E+12",
    "",
  ),
  fc.string({ maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom('"', ",", ";", "\n", "\r", "a", "1", " ", "\t", "\u0000", "é"),
    maxLength: 8,
  }),
);
const text = fc
  .array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 15 })
  .chain((rows) =>
    fc.record({
      rows: fc.constant(rows),
      delimiter: fc.constantFrom(",", ";", "\t"),
      newline: fc.constantFrom("\n", "\r\n", "\r"),
    }),
  )
  .map(({ rows, delimiter, newline }) => rows.map((row) => row.join(delimiter)).join(newline));

it("throws only errors with a remedy on any text, and loses no row", async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom("keep", "once"), async (content, identicalLines) => {
      const shop = await tillShop();
      try {
        const { record, firstRejects } = await shop.bring(content, { kind: "sales", identicalLines });
        const leftOut = identicalLines === "once" ? record.duplicatesInFile : 0;
        expect(record.added + record.alreadyKnown + leftOut + record.rejected).toBe(record.rows);
        expect(firstRejects.length).toBe(Math.min(20, record.rejected));
        expect(firstRejects.every((row) => row.reason.endsWith(".") || row.reason.endsWith("?"))).toBe(true);
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
        expect(thrown.remedy).not.toBe("");
        expect(["input", "data"]).toContain(thrown.kind);
      }
    }),
    { numRuns: 400 },
  );
});

it("cuts any text into the same rows whatever the pieces it comes in", () => {
  fc.assert(
    fc.property(text, fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }), (content, cuts) => {
      const whole = new CsvTokenizer("t", ",").push(content, true);
      const tokenizer = new CsvTokenizer("t", ",");
      const rows: string[][] = [];
      const lines: number[] = [];
      let at = 0;
      for (const cut of [...cuts, content.length]) {
        const end = Math.min(content.length, at + cut);
        const part = tokenizer.push(content.slice(at, end), end === content.length);
        rows.push(...part.rows);
        lines.push(...part.lines);
        at = end;
        if (at === content.length) break;
      }
      expect({ rows, lines }).toEqual(whole);
    }),
    { numRuns: 1000 },
  );
});

it("reads back what it writes: any cells, row by row, with their lines", () => {
  // The letter in front keeps cells from being guarded as formulas and rows from being blank.
  const plain = fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r\n", "a", "ß", "0"), maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(fc.array(plain, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
      (table) => {
        const rows = table.map((row) => row.map((part) => `x${part}`));
        const { rows: read } = new CsvTokenizer("t", ",").push(rows.map((row) => csvRow(row)).join(""), true);
        expect(read).toEqual(rows);
      },
    ),
    { numRuns: 500 },
  );
});

import type { ByteSource } from "../core/ports.ts";
import { isoDate } from "../domain/calendar.ts";
import { csvRow } from "../domain/csv-row.ts";
import type { DatasetRecord, ImportKind } from "../domain/dataset.ts";
import type { DemoNote, DemoTitle } from "../domain/demo-records.ts";
import { demoItemId, simulateDemoShop, type DemoShop } from "../domain/demo-shop.ts";
import type { SourceText } from "../domain/document.ts";
import { COLUMN_ROLES, type ImportPlan } from "../domain/import-plan.ts";
import { notesKey } from "./ask-sources.ts";
import { emptyDataset, readDataset } from "./datasets.ts";
import type { ImportContext } from "./import-context.ts";
import { importFile } from "./import-file.ts";
import { stagedDatabase } from "./staged-database.ts";

export const DEMO_DATASET_ID = "demo";

/** Each kind of demo file: its name, and the text that `import` reads. */
export type DemoFiles = Readonly<Record<ImportKind, { readonly name: string; readonly text: string }>>;

/**
 * Open the demo shop: simulate it and bring it in through the same imports as a shop's own files. It becomes visible
 * whole or not at all; one that is there already is left as it is.
 *
 * @param notes what its staff and readers are made to say of titles, for questions
 *
 * @throws `storage.*` when it cannot be stored, `core.aborted`
 */
export async function openDemoShop(
  context: ImportContext,
  catalogue: readonly DemoTitle[],
  notes: readonly DemoNote[] = [],
): Promise<DatasetRecord> {
  const found = (await context.database.read("datasets", DEMO_DATASET_ID)) as DatasetRecord | undefined;
  if (found !== undefined) return found;
  const staged = stagedDatabase(context.database);
  const record = {
    ...emptyDataset(DEMO_DATASET_ID, "Demo shop", true, context.clock.isoNow()),
    currency: "GBP",
  };
  await staged.database.write([{ store: "datasets", key: DEMO_DATASET_ID, value: record }]);
  const files = demoFiles(simulateDemoShop(catalogue));
  for (const kind of ["catalogue", "stock", "sales"] as const) {
    const stagedContext = { ...context, database: staged.database };
    await importFile(
      stagedContext,
      DEMO_DATASET_ID,
      textSource(files[kind]),
      demoPlan(kind, files[kind].text),
    );
  }
  const texts = demoNotes(catalogue, notes);
  await staged.database.write([{ store: "documents", key: notesKey(DEMO_DATASET_ID), value: texts }]);
  await staged.commit();
  return readDataset(context.database, DEMO_DATASET_ID);
}

/** Notes and reviews as sources of answers, each marked as simulated. */
function demoNotes(catalogue: readonly DemoTitle[], notes: readonly DemoNote[]): SourceText[] {
  return notes.map(({ title, kind, text }, number) => {
    const itemId = demoItemId(catalogue.findIndex((book) => book.title === title));
    const label = kind === "note" ? "Note of the staff" : "Review by a reader";
    return {
      sourceId: `${kind}/${itemId}/${number}`,
      kind,
      title,
      itemId,
      language: "en",
      sections: [{ headings: [`${label} (simulated)`], text, page: null }],
    };
  });
}

/** The demo shop as the three files a till would export, for imports and for `soma demo`. */
export function demoFiles(shop: DemoShop): DemoFiles {
  const money = (cents: number | null): string => (cents === null ? "" : (cents / 100).toFixed(2));
  const clock = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const sales = shop.sales.map((sale) => {
    const { itemId, title } = shop.titles[sale.title]!;
    const time = `${isoDate(sale.day)} ${clock(sale.minute)}`;
    const stockOut = sale.stockOut ? "yes" : "";
    return [
      time,
      itemId,
      String(sale.quantity),
      money(sale.priceCents),
      title,
      "",
      sale.customer,
      sale.receipt,
      stockOut,
    ];
  });
  const catalogue = shop.titles.map((title) => [
    title.itemId,
    title.title,
    title.authors.join("; "),
    String(title.year ?? ""),
    title.genre ?? "",
    money(title.priceCents),
    title.description ?? "",
    title.isbn ?? "",
    String(title.pages ?? ""),
    title.language ?? "",
    title.series?.name ?? "",
    String(title.series?.number ?? ""),
    String(title.ageFrom ?? ""),
    title.format ?? "",
    title.publisher ?? "",
    title.subjects.join("; "),
    title.availability ?? "",
    String(title.rating ?? ""),
    String(title.ratings ?? ""),
    "",
  ]);
  const stock = shop.stock.map((record) => [
    record.itemId,
    String(record.onHand),
    String(record.onOrder),
    String(record.reserved),
    String(record.leadTimeDays ?? ""),
    String(record.packSize),
  ]);
  return {
    sales: { name: "demo-sales.csv", text: csvText("sales", sales) },
    catalogue: { name: "demo-catalogue.csv", text: csvText("catalogue", catalogue) },
    stock: { name: "demo-stock.csv", text: csvText("stock", stock) },
  };
}

/** The columns of the kind in the order of `COLUMN_ROLES`, so that the roles are their header; empty ones are left out. */
function csvText(kind: ImportKind, rows: readonly (readonly string[])[]): string {
  const roles: readonly string[] = COLUMN_ROLES[kind];
  const filled = [...roles.keys()].filter((column) => rows.some((row) => row[column] !== ""));
  return [roles, ...rows].map((row) => csvRow(filled.map((column) => row[column]!))).join("");
}

function demoPlan(kind: ImportKind, text: string): ImportPlan {
  const header = text.slice(0, text.indexOf("\r\n")).split(",");
  return {
    kind,
    mapping: Object.fromEntries(header.map((role, column) => [role, column])),
    encoding: "utf-8",
    delimiter: ",",
    hasHeader: true,
    dateOrder: "YMD",
    decimal: ".",
    identicalLines: "keep",
  };
}

function textSource(file: { readonly name: string; readonly text: string }): ByteSource {
  const bytes = new TextEncoder().encode(file.text);
  return {
    name: file.name,
    size: bytes.length,
    slice: (start, end) => Promise.resolve(bytes.slice(start, end)),
    async *chunks() {
      const step = 1 << 18;
      for (let start = 0; start < bytes.length; start += step) yield bytes.slice(start, start + step);
    },
  };
}

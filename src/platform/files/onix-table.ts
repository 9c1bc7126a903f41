import type { ByteSource, TableBatch, TableLayout, TableSample } from "../../core/ports.ts";
import { ONIX_COLUMNS, onixRow } from "../../domain/onix-row.ts";
import { fileError } from "./errors.ts";
import { onixBatches } from "./onix-message.ts";

const SAMPLE_ROWS = 1000;

/** Look at an ONIX message: each product is a row, under the columns of a catalogue. */
export async function inspectOnix(source: ByteSource): Promise<TableSample> {
  const rows: string[][] = [[...ONIX_COLUMNS]];
  for await (const { products } of onixBatches(source, {})) {
    for (const product of products) rows.push(onixRow(product, "."));
    if (rows.length > SAMPLE_ROWS) break;
  }
  if (rows.length === 1) throw fileError("file.empty", { name: source.name });
  const currencies = [...new Set(rows.slice(1).map((row) => row[ONIX_COLUMNS.indexOf("Currency")]!))].filter(
    Boolean,
  );
  const removed = rows.filter((row) => row[ONIX_COLUMNS.indexOf("Deleted")] === "delete").length;
  return {
    format: "onix",
    gzip: false,
    encoding: "utf-8",
    delimiter: ",",
    namedColumns: true,
    rows: rows.slice(0, SAMPLE_ROWS + 1),
    lines: rows.slice(0, SAMPLE_ROWS + 1).map((_, i) => i),
    laterRows: [],
    doubts: [
      ...(currencies.length > 0
        ? [`Prices are taken in ${currencies.join(" and ")}, with tax where the file gives both.`]
        : []),
      ...(removed > 0 ? ["Some products are deletions: their titles are taken out of the catalogue."] : []),
    ],
  };
}

/** All products of an ONIX message as rows; the columns come as line 0, the first product as line 1. */
export async function* onixRows(source: ByteSource, layout: TableLayout): AsyncGenerator<TableBatch> {
  yield { rows: [[...ONIX_COLUMNS]], lines: [0], bytesRead: 0 };
  let line = 0;
  for await (const { products, bytesRead } of onixBatches(source, {})) {
    yield {
      rows: products.map((product) => onixRow(product, layout.decimal)),
      lines: products.map(() => ++line),
      bytesRead,
    };
  }
}

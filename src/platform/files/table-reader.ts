import type { ByteSource, TableBatch, TableLayout, TableReader } from "../../core/ports.ts";
import { unreadable } from "./byte-stream.ts";
import { fileError } from "./errors.ts";
import { fileKind, type FileKind } from "./file-kind.ts";
import { inspectText, textRows } from "./text-table.ts";

/**
 * Reads CSV, TSV, gzip of either, XLSX, Parquet and ONIX, told apart by their first bytes, not their names.
 * The readers of XLSX, Parquet and ONIX load when the first such file comes.
 */
export function fileTableReader(): TableReader {
  return {
    inspect: async (source, chosen = {}) => {
      const kind = await acceptedKind(source);
      if (kind === "xlsx") return (await import("./sheet-table.ts")).inspectSheet(source);
      if (kind === "parquet") return (await import("./parquet-table.ts")).inspectParquet(source);
      if (kind === "onix") return (await import("./onix-table.ts")).inspectOnix(source);
      return inspectText(source, kind === "gzip", chosen);
    },
    rows: (source, layout) => rowsOf(source, layout),
  };
}

async function* rowsOf(source: ByteSource, layout: TableLayout): AsyncGenerator<TableBatch> {
  const kind = await acceptedKind(source);
  if (kind === "xlsx") yield* (await import("./sheet-table.ts")).sheetRows(source, layout);
  else if (kind === "parquet") yield* (await import("./parquet-table.ts")).parquetRows(source, layout);
  else if (kind === "onix") yield* (await import("./onix-table.ts")).onixRows(source, layout);
  else yield* textRows(source, kind === "gzip", layout);
}

async function acceptedKind(source: ByteSource): Promise<Exclude<FileKind, object>> {
  if (source.size === 0) throw fileError("file.empty", { name: source.name });
  let head: Uint8Array;
  try {
    head = await source.slice(0, Math.min(4096, source.size));
  } catch (cause) {
    throw unreadable(source, cause);
  }
  const kind = fileKind(head);
  if (typeof kind === "object")
    throw fileError("file.wrong-kind", { name: source.name, found: kind.refused });
  return kind;
}

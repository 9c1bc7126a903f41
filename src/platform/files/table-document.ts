import { throwIfAborted } from "../../core/errors.ts";
import type {
  ByteSource,
  DocumentOptions,
  DocumentRow,
  ReadDocument,
  TableSample,
} from "../../core/ports.ts";
import { documentError } from "./document-errors.ts";
import { nameWithoutEnding } from "./document-text.ts";
import { rowText } from "./html-sections.ts";
import { SectionWriter } from "./section-writer.ts";
import { fileTableReader } from "./table-reader.ts";

/** Names by which a column is taken for a role, the likeliest first; compared in lower case. */
const ROLE_NAMES = {
  id: ["id", "doc_id", "document_id", "docid", "passage_id", "section_id", "isbn", "sku", "item", "key"],
  title: ["title", "name", "heading", "book", "titel", "titre", "titulo", "story_name"],
  text: [
    "text",
    "content",
    "body",
    "passage",
    "paragraph",
    "document",
    "context",
    "description",
    "note",
    "review",
    "story_section",
  ],
} as const;
/** Cells that are longer than this on the average are texts. */
const MIN_TEXT_CHARS = 40;

type Role = keyof typeof ROLE_NAMES;
export type ChosenColumns = { readonly [R in Role]?: string | undefined };

/** A table of texts, row by row. See `DocumentReader.rows`. */
export async function* documentRows(
  source: ByteSource,
  chosen: ChosenColumns,
  options: DocumentOptions,
): AsyncGenerator<readonly DocumentRow[]> {
  const sample = await fileTableReader().inspect(source);
  const header = sample.rows[0] ?? [];
  const text = columnOf(source, sample, "text", chosen.text) ?? longestColumn(sample);
  if (text === null) {
    const facts = { role: "text", found: chosen.text ?? "", columns: header.join(", ") };
    throw documentError("document.no-column", { name: source.name, ...facts });
  }
  const id = columnOf(source, sample, "id", chosen.id);
  const title = columnOf(source, sample, "title", chosen.title);
  const ids = new Set<string>();
  let row = 0;
  for await (const cells of bodyRows(source, sample, options)) {
    const batch: DocumentRow[] = [];
    for (const line of cells) {
      row++;
      const rowId = id === null ? String(row) : (line[id] ?? "").trim();
      if (rowId === "" || ids.has(rowId)) {
        throw documentError("document.row-ids", { name: source.name, row, id: rowId });
      }
      ids.add(rowId);
      batch.push({
        id: rowId,
        title: title === null ? "" : (line[title] ?? "").trim(),
        text: line[text] ?? "",
      });
    }
    yield batch;
  }
}

/** Read a table as one document: each row a section, its title the heading, its other cells "column: cell". */
export async function readTableDocument(source: ByteSource, options: DocumentOptions): Promise<ReadDocument> {
  const sample = await fileTableReader().inspect(source);
  const header = sample.rows[0] ?? [];
  const title = columnOf(source, sample, "title", undefined);
  const writer = new SectionWriter(source.name);
  for await (const rows of bodyRows(source, sample, options)) {
    for (const cells of rows) {
      writer.leaveAll();
      if (title !== null) writer.heading(1, cells[title] ?? "");
      const long = cells.filter((cell, i) => i !== title && isLong(cell));
      const short = cells.map((cell, i) => (i === title || isLong(cell) ? "" : cell.trim()));
      writer.paragraph(rowText(header, short));
      for (const cell of long) writer.paragraph(cell);
    }
  }
  return {
    format: "csv",
    title: nameWithoutEnding(source.name.replace(/\.gz$/i, "")),
    authors: [],
    language: null,
    sections: writer.finish("a table", "it has a header and no rows"),
    doubts: sample.doubts,
  };
}

const isLong = (cell: string): boolean => cell.length > 200;

/** All rows below the header. */
async function* bodyRows(
  source: ByteSource,
  sample: TableSample,
  options: DocumentOptions,
): AsyncGenerator<readonly (readonly string[])[]> {
  const layout = { encoding: sample.encoding, delimiter: sample.delimiter, decimal: "." } as const;
  let isFirst = true;
  for await (const { rows, bytesRead } of fileTableReader().rows(source, layout)) {
    throwIfAborted(options.signal, "Reading the document");
    const body = isFirst ? rows.slice(1) : rows;
    if (rows.length > 0) isFirst = false;
    if (body.length > 0) yield body;
    options.onBytes?.(bytesRead);
  }
}

/** The column of a role: the one that was chosen, else one of a usual name; one without a cell tells no rows apart. */
function columnOf(
  source: ByteSource,
  sample: TableSample,
  role: Role,
  chosen: string | undefined,
): number | null {
  const names = (sample.rows[0] ?? []).map((name) => name.trim());
  if (chosen !== undefined) {
    const column = names.indexOf(chosen);
    if (column >= 0) return column;
    const facts = { role, found: chosen, columns: names.join(", ") };
    throw documentError("document.no-column", { name: source.name, ...facts });
  }
  const lower = names.map((name) => name.toLowerCase());
  for (const name of ROLE_NAMES[role]) {
    const column = lower.indexOf(name);
    if (column >= 0 && !(role === "id" && isEmpty(sample, column))) return column;
  }
  return null;
}

function isEmpty(sample: TableSample, column: number): boolean {
  const body = [...sample.rows.slice(1), ...sample.laterRows];
  return body.length > 0 && body.every((row) => (row[column] ?? "").trim() === "");
}

function longestColumn(sample: TableSample): number | null {
  const body = sample.rows.slice(1, 200);
  let longest: number | null = null;
  let most = MIN_TEXT_CHARS;
  (sample.rows[0] ?? []).forEach((_, column) => {
    const mean = body.reduce((sum, row) => sum + (row[column]?.length ?? 0), 0) / Math.max(1, body.length);
    if (mean <= most) return;
    most = mean;
    longest = column;
  });
  return longest;
}

import type { ByteSource, TableBatch, TableLayout, TableSample } from "../../core/ports.ts";
import { contentPieces, PIECE_BYTES, type BytePiece } from "./byte-stream.ts";
import { CsvTokenizer } from "./csv-tokenizer.ts";
import { guessDelimiter } from "./delimiter.ts";
import { fileError } from "./errors.ts";
import { fileKind } from "./file-kind.ts";
import { guessEncoding, Utf8Check } from "./text-encoding.ts";

const SAMPLE_ROWS = 1000;
/** So much content is looked at for its encoding and for rows from further in; enough for years of one shop. */
const SCANNED_BYTES = 64 << 20;
const LATER_ROWS_A_PIECE = 8;
const MAX_LATER_ROWS = 2000;

/** Look at a delimited text file, plain or gzip. */
export async function inspectText(
  source: ByteSource,
  gzip: boolean,
  chosen: Partial<TableLayout>,
): Promise<TableSample> {
  const doubts: string[] = [];
  const { pieces, isUtf8 } = await scan(source, gzip);
  const head = pieces[0];
  if (!head) throw fileError("file.empty", { name: source.name });
  if (gzip) refuseBinary(source, head);
  const guess = guessEncoding(head.subarray(0, 65536));
  if (guess.encoding === null && chosen.encoding === undefined) {
    throw fileError("file.wrong-kind", { name: source.name, found: "no text (it holds zero bytes)" });
  }
  const guessed = guess.encoding === "utf-8" && !isUtf8 ? "windows-1252" : (guess.encoding ?? "utf-8");
  const encoding = chosen.encoding ?? guessed;
  if (chosen.encoding === undefined && guessed === "windows-1252") {
    doubts.push("The file is not UTF-8; it is read as Windows-1252. Check that accents look right.");
  }
  const text = decoderFor(encoding).decode(head, { stream: true });
  const { delimiter, found } =
    chosen.delimiter === undefined
      ? guessDelimiter(text.slice(0, 65536).replace(/[^\n\r]*$/, "") || text)
      : { delimiter: chosen.delimiter, found: true };
  if (!found) doubts.push("No delimiter was found: every line is one cell.");
  const tokenizer = new CsvTokenizer(source.name, delimiter);
  const first = tokenizer.push(text, pieces.length === 1);
  if (first.rows.length === 0) {
    if (text.trim() === "") throw fileError("file.empty", { name: source.name });
    throw fileError("file.row-too-long", { name: source.name, line: 1, limit: PIECE_BYTES });
  }
  return {
    format: "csv",
    gzip,
    encoding,
    delimiter,
    namedColumns: false,
    rows: first.rows.slice(0, SAMPLE_ROWS),
    lines: first.lines.slice(0, SAMPLE_ROWS),
    laterRows: laterRows(first.rows.slice(SAMPLE_ROWS), pieces.slice(1), encoding, delimiter),
    doubts,
  };
}

/** All rows of a delimited text file. */
export async function* textRows(
  source: ByteSource,
  gzip: boolean,
  layout: TableLayout,
): AsyncGenerator<TableBatch> {
  const decoder = decoderFor(layout.encoding);
  const tokenizer = new CsvTokenizer(source.name, layout.delimiter);
  let bytesRead = 0;
  for await (const piece of contentPieces(source, gzip)) {
    bytesRead = piece.bytesRead;
    const { rows, lines } = tokenizer.push(decoder.decode(piece.bytes, { stream: true }), false);
    yield { rows, lines, bytesRead };
  }
  const { rows, lines } = tokenizer.push(decoder.decode(), true);
  yield { rows, lines, bytesRead };
}

/** The first piece whole and the beginnings of up to 64 MB of later ones, with the verdict on their encoding. */
async function scan(
  source: ByteSource,
  gzip: boolean,
): Promise<{ pieces: Uint8Array<ArrayBuffer>[]; isUtf8: boolean }> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const check = new Utf8Check();
  let scanned = 0;
  for await (const { bytes } of contentPieces(source, gzip) as AsyncIterable<BytePiece>) {
    check.push(bytes);
    pieces.push(pieces.length === 0 ? bytes : bytes.slice(0, 4096));
    scanned += bytes.length;
    if (scanned > SCANNED_BYTES) break;
  }
  return { pieces, isUtf8: check.isUtf8 };
}

function refuseBinary(source: ByteSource, head: Uint8Array): void {
  const kind = fileKind(head.subarray(0, 512));
  if (kind === "text") return;
  const inner = typeof kind === "object" ? kind.refused : `a packed ${kind} file`;
  throw fileError("file.wrong-kind", { name: source.name, found: `gzip that holds ${inner}` });
}

/** Whole rows out of the middle of later pieces: the part after the first line end, before the last. */
function laterRows(
  afterSample: readonly string[][],
  pieces: readonly Uint8Array<ArrayBuffer>[],
  encoding: string,
  delimiter: string,
): string[][] {
  const step = Math.max(1, Math.ceil(pieces.length / (MAX_LATER_ROWS / LATER_ROWS_A_PIECE)));
  const rows = afterSample.slice(0, LATER_ROWS_A_PIECE);
  for (let i = 0; i < pieces.length; i += step) {
    const bytes = pieces[i]!;
    const text = decoderFor(encoding).decode(bytes, { stream: true });
    const whole = text.slice(text.indexOf("\n") + 1, text.lastIndexOf("\n") + 1);
    // A piece may begin inside a quoted cell; a row of another width is then left to be outvoted.
    rows.push(...new CsvTokenizer("", delimiter).push(whole, true).rows.slice(0, LATER_ROWS_A_PIECE));
  }
  return rows;
}

function decoderFor(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (cause) {
    throw fileError("file.unknown-encoding", { encoding }, { cause });
  }
}

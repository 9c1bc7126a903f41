import { throwIfAborted } from "../core/errors.ts";
import type { ByteSource, TableReader, TableSample } from "../core/ports.ts";
import type { ProgressSink } from "../core/progress.ts";
import { guessDateOrder } from "../domain/date-order.ts";
import { readDateTime } from "../domain/date-text.ts";
import type { Interner } from "../domain/interner.ts";
import type { DateOrder, DecimalSign } from "../domain/import-plan.ts";
import { nearestWord } from "../domain/nearest-word.ts";
import { readNumber } from "../domain/number-text.ts";
import { guessPairColumns, usualNames, type PairRole } from "../domain/pair-columns.ts";
import { pairError } from "./pair-errors.ts";

type NumberRole = Exclude<PairRole, "user" | "item">;

export interface PairRequest {
  readonly source: ByteSource;
  /** Names of columns that a person gave. */
  readonly given: Readonly<Partial<Record<PairRole, string | undefined>>>;
  /** Roles that the file may have besides user and item, which it must. */
  readonly also: readonly NumberRole[];
  /** Dictionaries that the file's users and items are numbered by; new ones are added. */
  readonly users: Interner;
  readonly items: Interner;
  /** What the rows are, for a message about none. */
  readonly expected: string;
}

/** The lines of a file as columns of numbers. */
export interface PairLines {
  readonly fileName: string;
  /** Which column was taken for what. */
  readonly columns: Readonly<Partial<Record<PairRole, string>>>;
  readonly user: Int32Array;
  readonly item: Int32Array;
  /** Those of the roles asked for that the file has. */
  readonly numbers: Readonly<Partial<Record<NumberRole, Float64Array>>>;
  /** Lines without a user or without an item. */
  readonly skipped: number;
  /** Lines whose cell of a time or a rating is empty, where there are any: NaN in `numbers`. */
  readonly missing: Readonly<Partial<Record<NumberRole, number>>>;
}

/**
 * Read a file of users and items, streamed: ten million lines need 16 bytes each and one number of 8 more a role.
 *
 * Times are numbers as they stand, or dates of any order, which become minutes. Lines without user or item are left
 * out and counted; a time or a rating may be missing.
 *
 * @throws `pairs.*`, `file.*`, `core.aborted`
 */
export async function readPairs(
  tables: TableReader,
  request: PairRequest,
  progress: ProgressSink,
  signal?: AbortSignal,
): Promise<PairLines> {
  const { source, users, items } = request;
  const sample = await tables.inspect(source);
  const decimal = sample.delimiter === ";" ? "," : ".";
  const layout = { encoding: sample.encoding, delimiter: sample.delimiter, decimal } as const;
  let header: readonly string[] | null = null;
  let columns: ReadonlyMap<PairRole, number> = new Map();
  let readers: readonly NumberColumn[] = [];
  const user = new GrowingInts();
  const item = new GrowingInts();
  let skipped = 0;
  for await (const { rows, lines, bytesRead } of tables.rows(source, layout)) {
    throwIfAborted(signal, "The reading");
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      if (header === null) {
        header = row.map((name) => name.trim());
        columns = columnsOf(header, request);
        readers = request.also
          .filter((role) => columns.has(role))
          .map((role) => new NumberColumn(role, columns.get(role)!, header!, sample, decimal, source.name));
        continue;
      }
      const line = lines[i]!;
      if (row.length !== header.length && row.slice(header.length).some((cell) => cell.trim() !== "")) {
        const details = { file: source.name, line, found: row.length, expected: header.length };
        throw pairError("pairs.ragged-row", details);
      }
      const userText = (row[columns.get("user")!] ?? "").trim();
      const itemText = (row[columns.get("item")!] ?? "").trim();
      if (userText === "" || itemText === "") {
        skipped++;
        continue;
      }
      user.push(users.index(userText));
      item.push(items.index(itemText));
      for (const reader of readers) reader.push((row[reader.column] ?? "").trim(), line);
    }
    const phase = `Reading ${source.name}`;
    progress({ phase, done: bytesRead, total: source.size, unit: "bytes", remainingMs: null });
  }
  if (user.length === 0) {
    throw pairError("pairs.no-rows", { file: source.name, expected: request.expected });
  }
  return {
    fileName: source.name,
    columns: Object.fromEntries([...columns].map(([role, column]) => [role, header![column]!])),
    user: user.finish(),
    item: item.finish(),
    numbers: Object.fromEntries(readers.map((reader) => [reader.role, reader.finish()])),
    skipped,
    missing: Object.fromEntries(
      readers.filter((reader) => reader.missing > 0).map((reader) => [reader.role, reader.missing]),
    ),
  };
}

/** The column of each role: named by a person, or guessed by its header. */
function columnsOf(header: readonly string[], request: PairRequest): ReadonlyMap<PairRole, number> {
  const { given, also, source } = request;
  const file = source.name;
  const columns = new Map<PairRole, number>();
  for (const [role, name] of Object.entries(given) as [PairRole, string | undefined][]) {
    if (name === undefined) continue;
    const column = header.indexOf(name);
    if (column < 0) {
      const nearest = nearestWord(name, header) ?? "";
      const details = { file, option: `--${role}`, found: name, columns: header.join(", "), nearest };
      throw pairError("pairs.no-column", details);
    }
    for (const [first, other] of columns) {
      if (other === column) throw pairError("pairs.same-column", { file, column: name, first, second: role });
    }
    columns.set(role, column);
  }
  const open = (["user", "item", ...also] as const).filter((role) => !columns.has(role));
  for (const [role, column] of guessPairColumns(header, open, new Set(columns.values()))) {
    columns.set(role, column);
  }
  for (const what of ["user", "item"] as const) {
    if (!columns.has(what)) {
      throw pairError("pairs.no-guess", { file, columns: header.join(", "), what, usual: usualNames(what) });
    }
  }
  return columns;
}

/** A choice without them is still a choice. */
const MAY_BE_MISSING: ReadonlySet<NumberRole> = new Set(["time", "rating"]);

/** A column of numbers, or of times. */
class NumberColumn {
  readonly role: NumberRole;
  readonly column: number;
  missing = 0;
  private readonly name: string;
  private readonly file: string;
  private readonly decimal: DecimalSign;
  /** null: the cells are numbers. */
  private readonly dateOrder: DateOrder | null;
  private values = new Float64Array(4096);
  private length = 0;

  constructor(
    role: NumberRole,
    column: number,
    header: readonly string[],
    sample: TableSample,
    decimal: DecimalSign,
    file: string,
  ) {
    this.role = role;
    this.column = column;
    this.name = header[column]!;
    this.file = file;
    this.decimal = decimal;
    const cells = [...sample.rows.slice(1), ...sample.laterRows]
      .map((row) => (row[column] ?? "").trim())
      .filter((cell) => cell !== "");
    const areNumbers = cells.every((cell) => !Number.isNaN(numberOf(cell, decimal)));
    this.dateOrder = role === "time" && !areNumbers ? guessDateOrder(cells).order : null;
  }

  /** @throws `pairs.bad-cell` */
  push(text: string, line: number): void {
    const isMissing = text === "" && MAY_BE_MISSING.has(this.role);
    if (isMissing) this.missing++;
    const value = this.dateOrder === null ? numberOf(text, this.decimal) : readDateTime(text, this.dateOrder);
    if (Number.isNaN(value) && !isMissing) {
      const expected = this.dateOrder !== null ? "a date" : this.role === "time" ? "a time" : "a number";
      const details = { file: this.file, line, column: this.name, found: text, expected };
      throw pairError("pairs.bad-cell", details);
    }
    if (this.length === this.values.length)
      this.values = grown(this.values, new Float64Array(2 * this.length));
    this.values[this.length++] = value;
  }

  finish(): Float64Array {
    return this.values.slice(0, this.length);
  }
}

/** Also long time stamps and "1e9", which tills do not write; NaN for what is no finite number. */
function numberOf(text: string, decimal: DecimalSign): number {
  const plain = text === "" ? NaN : Number(text);
  const value = Number.isNaN(plain) ? readNumber(text, decimal) : plain;
  return Number.isFinite(value) ? value : NaN;
}

class GrowingInts {
  length = 0;
  private values = new Int32Array(4096);

  push(value: number): void {
    if (this.length === this.values.length) this.values = grown(this.values, new Int32Array(2 * this.length));
    this.values[this.length++] = value;
  }

  finish(): Int32Array {
    return this.values.slice(0, this.length);
  }
}

function grown<T extends Int32Array | Float64Array>(values: T, into: T): T {
  into.set(values);
  return into;
}

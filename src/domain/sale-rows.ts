import { cleanCell, isScientific } from "./cell-text.ts";
import { dayOf, explainDate, minuteOf, readDateTime, shortened } from "./date-text.ts";
import type { ColumnMapping, ImportPlan } from "./import-plan.ts";
import { currencyOf, explainNumber, readCents, readNumber } from "./number-text.ts";
import type { SaleLine, SaleLines } from "./sale-lines.ts";

/** More copies or hundredths than this in one line are a mistake: a barcode in the wrong column. */
const MAX_QUANTITY = 1_000_000;
const MAX_PRICE_CENTS = 1_000_000_000;
const MAX_ID_LENGTH = 120;

/**
 * Turns the rows of a sales file into lines.
 *
 * - A missing quantity column means one copy a line; an empty quantity cell is an error, except on a stock-out line,
 *   where it means 0.
 * - A quantity of 0 is a valid line: it says that the day was looked at and nothing was sold.
 * - An empty price means unknown; a price is for one copy and is kept in hundredths (`readCents` states the rounding).
 */
export class SaleRowReader {
  /** ISO 4217 codes of currency signs met in price cells. */
  readonly currencies = new Set<string>();
  private readonly mapping: ColumnMapping;
  private readonly plan: ImportPlan;
  private readonly latestDay: number;
  private readonly line: SaleLine = {
    day: 0,
    minute: -1,
    item: "",
    quantity: 0,
    priceCents: NaN,
    title: "",
    store: "",
    customer: "",
    receipt: "",
    stockOut: false,
  };
  private lastDateText = "";
  private lastDate = NaN;

  /** @param latestDay the last day a sale can have: a later date is a typing error */
  constructor(plan: ImportPlan, latestDay: number) {
    this.plan = plan;
    this.mapping = plan.mapping;
    this.latestDay = latestDay;
  }

  /**
   * Add the row's line.
   * @returns null, or why the row was rejected, as a sentence
   */
  read(cells: readonly string[], lines: SaleLines): string | null {
    const { mapping, line } = this;
    const { decimal } = this.plan;
    const dateText = cells[mapping.date!] ?? "";
    if (dateText !== this.lastDateText || Number.isNaN(this.lastDate)) {
      this.lastDate = readDateTime(cleanCell(dateText), this.plan.dateOrder);
      this.lastDateText = dateText;
      if (Number.isNaN(this.lastDate)) return explainDate(dateText, this.plan.dateOrder);
      line.day = dayOf(this.lastDate);
      line.minute = minuteOf(this.lastDate);
    }
    if (line.day > this.latestDay) return `The date "${shortened(dateText)}" lies in the future.`;

    line.item = cleanCell(cells[mapping.item!] ?? "");
    const itemProblem = itemIdProblem(line.item);
    if (itemProblem !== null) return itemProblem;

    line.stockOut = false;
    if (mapping.stockOut !== undefined) {
      const text = cleanCell(cells[mapping.stockOut] ?? "");
      const flag = readFlag(text);
      if (flag === null) return `The stock-out "${shortened(text)}" is neither yes nor no.`;
      line.stockOut = flag;
    }

    if (mapping.quantity === undefined) {
      line.quantity = 1;
    } else {
      const text = cells[mapping.quantity] ?? "";
      const quantity = readNumber(text, decimal);
      if (Number.isNaN(quantity)) {
        if (!line.stockOut || text.trim() !== "") return explainNumber("quantity", text, decimal);
        line.quantity = 0;
      } else {
        if (Math.abs(quantity) > MAX_QUANTITY) {
          return `The quantity ${shortened(text.trim())} is over ${MAX_QUANTITY.toLocaleString("en")}: is it a barcode?`;
        }
        line.quantity = quantity + 0;
      }
    }

    line.priceCents = NaN;
    if (mapping.price !== undefined) {
      const text = cells[mapping.price] ?? "";
      const cents = readCents(text, decimal);
      if (Number.isNaN(cents)) {
        if (text.trim() !== "") return explainNumber("price", text, decimal);
      } else if (Math.abs(cents) > MAX_PRICE_CENTS) {
        return `The price ${shortened(text.trim())} is over ${(MAX_PRICE_CENTS / 100).toLocaleString("en")}.`;
      } else {
        line.priceCents = cents + 0;
      }
      if (text.length > 0 && isMaybeCurrency(text)) this.noteCurrency(text);
    }

    line.title = mapping.title === undefined ? "" : cleanCell(cells[mapping.title] ?? "");
    line.store = mapping.store === undefined ? "" : cleanCell(cells[mapping.store] ?? "");
    line.customer = mapping.customer === undefined ? "" : cleanCell(cells[mapping.customer] ?? "");
    line.receipt = mapping.receipt === undefined ? "" : cleanCell(cells[mapping.receipt] ?? "");
    if (mapping.store !== undefined && !lines.hasRoomForStore(line.store)) {
      return `"${shortened(line.store)}" would be one store too many; is this the column of the stores?`;
    }
    lines.add(line);
    return null;
  }

  private noteCurrency(text: string): void {
    const currency = currencyOf(text);
    if (currency !== null) this.currencies.add(currency);
  }
}

/** Why a text cannot be an item's number, or null. */
export function itemIdProblem(item: string): string | null {
  if (item === "") return "The item number is empty.";
  if (isScientific(item)) {
    return `The item number "${item}" was cut short by a spreadsheet; format that column as text and export again.`;
  }
  if (item.length > MAX_ID_LENGTH)
    return `The item number has ${item.length} characters; at most ${MAX_ID_LENGTH} fit.`;
  if (item.charCodeAt(0) === 35 && /^#(?:N\/A|REF!|VALUE!|NAME\?|NULL!|NUM!|DIV\/0!)$/.test(item)) {
    return `The item number is the spreadsheet error ${item}.`;
  }
  if (item.includes("\ufffd"))
    return "The item number holds bytes that do not fit the file's encoding; choose another.";
  return null;
}

const YES = new Set([
  "1",
  "true",
  "yes",
  "y",
  "x",
  "ja",
  "j",
  "oui",
  "o",
  "si",
  "sí",
  "sì",
  "s",
  "wahr",
  "vrai",
  "verdadero",
  "vero",
  "waar",
]);
const NO = new Set([
  "",
  "0",
  "false",
  "no",
  "n",
  "nein",
  "non",
  "nee",
  "falsch",
  "faux",
  "falso",
  "onwaar",
  "-",
]);

/** Yes or no in six languages; a number above 0 is yes; null when it is neither. */
function readFlag(text: string): boolean | null {
  const word = text.toLowerCase();
  if (NO.has(word)) return false;
  if (YES.has(word)) return true;
  const value = readNumber(word, ".");
  return Number.isNaN(value) ? null : value > 0;
}

/** A first look that spares plain numbers the search for a sign: they begin and end with a digit or dot. */
function isMaybeCurrency(text: string): boolean {
  return (
    text.charCodeAt(0) > 57 ||
    text.charCodeAt(0) === 36 ||
    text.charCodeAt(text.length - 1) > 57 ||
    text.endsWith("$")
  );
}

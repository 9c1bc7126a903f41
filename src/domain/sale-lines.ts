import type { ItemDictionary, SaleColumns } from "./dataset.ts";
import { detached } from "./cell-text.ts";
import { Interner } from "./interner.ts";
import { finish, mixHigh, mixLow, textHigh, textLow } from "./line-identity.ts";
import { LineMultiset } from "./line-multiset.ts";

/** One line of a till file. A reader fills the same object again and again: millions of lines make no garbage. */
export interface SaleLine {
  day: number;
  /** Minute of the day, -1 where unknown. */
  minute: number;
  item: string;
  /** Copies; negative for a return. */
  quantity: number;
  /** Hundredths, NaN where unknown. */
  priceCents: number;
  /** "" where unknown, as are the texts below. */
  title: string;
  store: string;
  customer: string;
  /** Number of the receipt: only part of the line's identity, not kept. */
  receipt: string;
  stockOut: boolean;
}

/** The texts that a dataset's lines point to. */
export interface SaleDictionaries {
  readonly items: ItemDictionary;
  readonly stores: readonly string[];
  readonly customers: readonly string[];
}

/** Most stores and customers that fit the columns' integer types. */
const MAX_STORES = 65534;

/** Gathers the lines of one file into columns, with their identities and the dictionaries grown by them. */
export class SaleLines {
  /** Lines beyond the first of their kind in this file. */
  duplicates = 0;
  returns = 0;
  private readonly items: Interner;
  private readonly stores: Interner;
  private readonly customers: Interner;
  private readonly knownTitles: readonly string[];
  private readonly inFile = new LineMultiset();
  private readonly identicalLines: "keep" | "once";
  private readonly titleOf: (string | undefined)[] = [];
  private readonly titleDay: number[] = [];
  private columns = allocate(4096);
  private stockOut: Uint8Array | null = null;
  private length = 0;
  private lastReceipt = "";
  private receiptLow = 0;
  private receiptHigh = 0;

  /** @param identicalLines "once" leaves out further identical lines of this file instead of counting them */
  constructor(known: SaleDictionaries, identicalLines: "keep" | "once") {
    this.items = new Interner(known.items.id);
    this.knownTitles = known.items.title;
    this.stores = new Interner(known.stores);
    this.customers = new Interner(known.customers);
    this.identicalLines = identicalLines;
  }

  /** Lines gathered so far. */
  get count(): number {
    return this.length;
  }

  /** Whether one more store name still fits. */
  hasRoomForStore(store: string): boolean {
    return store === "" || this.stores.texts.length < MAX_STORES || this.stores.has(store);
  }

  /** Add one line; the object may be reused. */
  add(line: SaleLine): void {
    const item = this.items.index(line.item);
    const store = line.store === "" ? 0 : this.stores.index(line.store) + 1;
    const customer = line.customer === "" ? 0 : this.customers.index(line.customer) + 1;
    this.hashReceipt(line.receipt);
    const low = this.identityLow(line, item, store, customer);
    const high = this.identityHigh(line, item, store, customer);
    if (this.inFile.increment(low, high) > 1) {
      this.duplicates++;
      if (this.identicalLines === "once") return;
    }
    if (line.quantity < 0) this.returns++;
    if (line.title !== "") this.noteTitle(item, line.title, line.day);

    const i = this.length++;
    if (i === this.columns.day.length) this.columns = resized(this.columns, i * 2);
    const { columns } = this;
    columns.day[i] = line.day;
    columns.minute[i] = line.minute;
    columns.item[i] = item;
    columns.quantity[i] = line.quantity;
    columns.priceCents[i] = line.priceCents;
    columns.store[i] = store;
    columns.customer[i] = customer;
    columns.identityLow[i] = low;
    columns.identityHigh[i] = high;
    if (line.stockOut) this.markStockOut(i);
  }

  /** The gathered lines, each array of exactly their length. The builder is used up. */
  finish(): SaleColumns {
    const columns = resized(this.columns, this.length);
    this.columns = allocate(0);
    return {
      ...columns,
      ...(this.stockOut ? { stockOut: sized(this.stockOut, this.length) } : {}),
      titles: this.itemTitles(),
    };
  }

  /** The dataset's dictionaries with this file's new texts at their ends; names as before, "" for new items. */
  dictionaries(): SaleDictionaries {
    return {
      items: { id: this.items.texts, title: this.items.texts.map((_, i) => this.knownTitles[i] ?? "") },
      stores: this.stores.texts,
      customers: this.customers.texts,
    };
  }

  /** Of several names the most recent counts; of several on one day the first in code-unit order. */
  private noteTitle(item: number, title: string, day: number): void {
    const known = this.titleOf[item];
    if (known === title) {
      if (day > this.titleDay[item]!) this.titleDay[item] = day;
      return;
    }
    if (known !== undefined) {
      const knownDay = this.titleDay[item]!;
      if (day < knownDay || (day === knownDay && title > known)) return;
    }
    this.titleOf[item] = detached(title);
    this.titleDay[item] = day;
  }

  private itemTitles(): NonNullable<SaleColumns["titles"]> {
    const item: number[] = [];
    this.titleOf.forEach((_, i) => item.push(i));
    return {
      item: Uint32Array.from(item),
      day: Int32Array.from(item, (i) => this.titleDay[i]!),
      text: item.map((i) => this.titleOf[i]!),
    };
  }

  private markStockOut(i: number): void {
    if (this.stockOut === null || this.stockOut.length <= i) {
      const grown = new Uint8Array(this.columns.day.length);
      if (this.stockOut) grown.set(this.stockOut);
      this.stockOut = grown;
    }
    this.stockOut[i] = 1;
  }

  private hashReceipt(receipt: string): void {
    if (receipt === this.lastReceipt) return;
    this.lastReceipt = receipt;
    this.receiptLow = receipt === "" ? 0 : textLow(receipt);
    this.receiptHigh = receipt === "" ? 0 : textHigh(receipt);
  }

  private identityLow(line: SaleLine, item: number, store: number, customer: number): number {
    let h = mixLow(0x9747b28c, line.day);
    h = mixLow(h, line.minute);
    h = mixLow(h, this.items.low[item]!);
    setWords(line.quantity);
    h = mixLow(mixLow(h, words[0]!), words[1]!);
    setWords(line.priceCents);
    h = mixLow(mixLow(h, words[0]!), words[1]!);
    if (store !== 0) h = mixLow(h ^ 1, this.stores.low[store - 1]!);
    if (customer !== 0) h = mixLow(h ^ 2, this.customers.low[customer - 1]!);
    h = mixLow(h, this.receiptLow);
    return finish(line.stockOut ? h ^ 4 : h);
  }

  private identityHigh(line: SaleLine, item: number, store: number, customer: number): number {
    let h = mixHigh(0x61c88647, line.day);
    h = mixHigh(h, line.minute);
    h = mixHigh(h, this.items.high[item]!);
    setWords(line.quantity);
    h = mixHigh(mixHigh(h, words[0]!), words[1]!);
    setWords(line.priceCents);
    h = mixHigh(mixHigh(h, words[0]!), words[1]!);
    if (store !== 0) h = mixHigh(h ^ 1, this.stores.high[store - 1]!);
    if (customer !== 0) h = mixHigh(h ^ 2, this.customers.high[customer - 1]!);
    h = mixHigh(h, this.receiptHigh);
    return finish(line.stockOut ? h ^ 4 : h);
  }
}

// The bits of one double as two words, for hashing.
const number64 = new Float64Array(1);
const words = new Uint32Array(number64.buffer);

function setWords(value: number): void {
  number64[0] = value;
  // Engines may write any of many bit patterns for NaN.
  if (Number.isNaN(value)) {
    words[0] = 0;
    words[1] = 0x7ff80000;
  }
}

type Columns = Omit<SaleColumns, "stockOut" | "titles">;

function allocate(length: number): Columns {
  return {
    day: new Int32Array(length),
    minute: new Int16Array(length),
    item: new Uint32Array(length),
    quantity: new Float64Array(length),
    priceCents: new Float64Array(length),
    store: new Uint16Array(length),
    customer: new Uint32Array(length),
    identityLow: new Uint32Array(length),
    identityHigh: new Uint32Array(length),
  };
}

function resized(columns: Columns, length: number): Columns {
  return {
    day: sized(columns.day, length),
    minute: sized(columns.minute, length),
    item: sized(columns.item, length),
    quantity: sized(columns.quantity, length),
    priceCents: sized(columns.priceCents, length),
    store: sized(columns.store, length),
    customer: sized(columns.customer, length),
    identityLow: sized(columns.identityLow, length),
    identityHigh: sized(columns.identityHigh, length),
  };
}

function sized<T extends Uint8Array | Int32Array | Int16Array | Uint16Array | Uint32Array | Float64Array>(
  array: T,
  length: number,
): T {
  if (length <= array.length) return array.slice(0, length) as T;
  const grown = new (array.constructor as new (length: number) => T)(length);
  grown.set(array);
  return grown;
}

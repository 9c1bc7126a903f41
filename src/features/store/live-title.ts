import type { DayNumber } from "../../domain/dataset.ts";
import type { CatalogueAttribute } from "./definition.ts";

/** What a catalogue says of one title; what is left out is unknown. */
export type TitleAttributes = Readonly<Partial<Record<CatalogueAttribute, string | null>>>;

/** Lines of one day: of equal copies and price as many as were sold and not taken back. */
interface DayLines {
  /** What the day held before the first line came. */
  readonly units: number;
  readonly priceCents: number;
  readonly counts: Map<string, { readonly units: number; readonly priceCents: number; count: number }>;
}

/** One title's selling days as they grow; `count` of each array's places are taken. */
export class LiveTitle {
  count = 0;
  day = new Int32Array(4);
  units = new Int32Array(4);
  priceCents = new Float64Array(4);
  attributes: TitleAttributes = {};
  vector: Float32Array | null = null;
  readonly #lines = new Map<DayNumber, DayLines>();

  /** Days that lie behind. @param day ascending */
  static of(day: Int32Array, units: Int32Array, priceCents: Float64Array): LiveTitle {
    const title = new LiveTitle();
    Object.assign(title, { count: day.length, day, units, priceCents });
    return title;
  }

  /** The first row on that day or later; `count` where there is none. */
  firstFrom(day: DayNumber): number {
    let at = this.count;
    while (at > 0 && this.day[at - 1]! >= day) at--;
    return at;
  }

  hasRow(at: number, day: DayNumber): boolean {
    return at < this.count && this.day[at] === day;
  }

  /** The last known price before row `at`, NaN where there is none. */
  priceBefore(at: number): number {
    for (let i = at - 1; i >= 0; i--) if (!Number.isNaN(this.priceCents[i])) return this.priceCents[i]!;
    return NaN;
  }

  /** The first row from `at` on whose price is known; `count` where there is none. */
  nextPriced(at: number): number {
    let i = at;
    while (i < this.count && Number.isNaN(this.priceCents[i])) i++;
    return i;
  }

  /** What a day holds once one more line of it is known. */
  withLine(day: DayNumber, units: number, priceCents: number): { units: number; priceCents: number } {
    let lines = this.#lines.get(day);
    if (lines === undefined) {
      const at = this.firstFrom(day);
      const known = this.hasRow(at, day);
      lines = {
        units: known ? this.units[at]! : 0,
        priceCents: known ? this.priceCents[at]! : NaN,
        counts: new Map(),
      };
      this.#lines.set(day, lines);
    }
    const key = `${Math.abs(units)}/${priceCents}`;
    let line = lines.counts.get(key);
    if (line === undefined) {
      lines.counts.set(key, (line = { units: Math.abs(units), priceCents, count: 0 }));
    }
    line.count += Math.sign(units);
    const sum = { units: lines.units, priceCents: lines.priceCents };
    for (const { units: copies, priceCents: price, count } of lines.counts.values()) {
      if (count <= 0) continue;
      sum.units += copies * count;
      if (Number.isNaN(sum.priceCents) || price > sum.priceCents) sum.priceCents = price;
    }
    return sum;
  }

  /** Write the row of a day at its place `at`: change, insert, or remove it where nothing was sold. */
  setRow(at: number, day: DayNumber, units: number, priceCents: number): void {
    const known = this.hasRow(at, day);
    if (units === 0) {
      if (known) this.#shift(at + 1, at);
      return;
    }
    if (!known) this.#shift(at, at + 1);
    this.day[at] = day;
    this.units[at] = units;
    this.priceCents[at] = priceCents;
  }

  #shift(from: number, to: number): void {
    if (this.count + 1 > this.day.length) this.#grow();
    for (const column of [this.day, this.units, this.priceCents]) column.copyWithin(to, from, this.count);
    this.count += to - from;
  }

  #grow(): void {
    const length = this.day.length * 2 + 4;
    const [day, units, priceCents] = [
      new Int32Array(length),
      new Int32Array(length),
      new Float64Array(length),
    ];
    day.set(this.day);
    units.set(this.units);
    priceCents.set(this.priceCents);
    Object.assign(this, { day, units, priceCents });
  }
}

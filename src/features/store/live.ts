import type { DayNumber } from "../../domain/dataset.ts";
import { batchFeatures } from "./batch.ts";
import type { FeatureDefinition } from "./definition.ts";
import type { SaleHistory } from "./sale-history.ts";

/** A title's days as they grow; `count` of each array's places are taken. */
interface GrowingTitle {
  count: number;
  day: Int32Array;
  units: Int32Array;
  priceCents: Float64Array;
}

/**
 * Features as sales come in: a sale changes its own title's days and nothing else, so that asking for that title costs
 * one pass over its own history.
 */
export class LiveFeatures {
  readonly #titles = new Map<string, GrowingTitle>();

  constructor(
    private readonly definitions: readonly FeatureDefinition[],
    history?: SaleHistory,
  ) {
    history?.titles.forEach((title, t) => {
      const [from, to] = [history.start[t]!, history.start[t + 1]!];
      this.#titles.set(title, {
        count: to - from,
        day: history.day.slice(from, to),
        units: history.units.slice(from, to),
        priceCents: history.priceCents.slice(from, to),
      });
    });
  }

  /**
   * Take in one sale, in whatever order sales come; copies below 1 (returns) change nothing.
   *
   * @param units whole copies
   * @param priceCents NaN where it is not known; the highest price of a day counts
   */
  add(title: string, day: DayNumber, units: number, priceCents: number): void {
    if (units <= 0) return;
    let own = this.#titles.get(title);
    if (own === undefined) {
      own = { count: 0, day: new Int32Array(4), units: new Int32Array(4), priceCents: new Float64Array(4) };
      this.#titles.set(title, own);
    }
    let at = own.count;
    while (at > 0 && own.day[at - 1]! > day) at--;
    if (at > 0 && own.day[at - 1] === day) {
      own.units[at - 1]! += units;
      const known = own.priceCents[at - 1]!;
      if (Number.isNaN(known) || priceCents > known) own.priceCents[at - 1] = priceCents;
      return;
    }
    if (own.count === own.day.length) grow(own);
    for (const column of [own.day, own.units, own.priceCents]) column.copyWithin(at + 1, at, own.count);
    own.count++;
    own.day[at] = day;
    own.units[at] = units;
    own.priceCents[at] = priceCents;
  }

  /** Features of a title when the day begins, in the order of the definitions, NaN where missing. */
  at(title: string, day: DayNumber): Float64Array {
    const own = this.#titles.get(title);
    const count = own?.count ?? 0;
    const history: SaleHistory = {
      titles: [title],
      start: Uint32Array.of(0, count),
      day: own?.day ?? new Int32Array(),
      units: own?.units ?? new Int32Array(),
      priceCents: own?.priceCents ?? new Float64Array(),
    };
    const wanted = { start: Uint32Array.of(0, 1), day: Int32Array.of(day) };
    return Float64Array.from(batchFeatures(this.definitions, history, wanted), (column) => column[0]!);
  }
}

function grow(title: GrowingTitle): void {
  const length = title.day.length * 2 + 4;
  const [day, units, priceCents] = [new Int32Array(length), new Int32Array(length), new Float64Array(length)];
  day.set(title.day);
  units.set(title.units);
  priceCents.set(title.priceCents);
  Object.assign(title, { day, units, priceCents });
}

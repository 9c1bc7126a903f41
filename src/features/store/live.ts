import type { DayNumber } from "../../domain/dataset.ts";
import { fillFeatures } from "./batch.ts";
import { CATALOGUE_ATTRIBUTES, type CatalogueAttribute, type FeatureDefinition } from "./definition.ts";
import { allocateValues } from "./feature-values.ts";
import { groupFeature, isGroupFormula, NO_PAST } from "./group-formula.ts";
import { LiveGroup } from "./live-groups.ts";
import { LiveTitle, type TitleAttributes } from "./live-title.ts";
import type { SaleHistory } from "./sale-history.ts";

/** Days before the end of the history that count as recent: of them it is told at once what was known when. */
const RECENT_DAYS = 35;

/**
 * Features as sales come in. A sale changes its own title's days and the sums of its groups, so that asking for a title
 * costs one pass over the windows of its own history.
 *
 * The same to the bit as `batchFeatures` over all sales so far.
 */
export class LiveFeatures {
  readonly #titles = new Map<string, LiveTitle>();
  readonly #groups = new Map<string, LiveGroup>();
  readonly #shop: LiveGroup;
  readonly #attributes: readonly CatalogueAttribute[];
  readonly #recentFrom: DayNumber;
  readonly #vectors: { readonly model: string; readonly dimension: number } | null;

  constructor(
    private readonly definitions: readonly FeatureDefinition[],
    history?: SaleHistory,
  ) {
    const grouped = definitions.flatMap(({ formula }) =>
      isGroupFormula(formula) ? [formula.attribute] : [],
    );
    this.#attributes = CATALOGUE_ATTRIBUTES.filter((attribute) => grouped.includes(attribute));
    let last = -Infinity;
    for (const day of history?.day ?? []) if (day > last) last = day;
    this.#recentFrom = last - RECENT_DAYS;
    const vectors = history?.catalogue?.vectors;
    this.#vectors = vectors === undefined ? null : { model: vectors.model, dimension: vectors.dimension };
    this.#shop = new LiveGroup(this.#recentFrom);
    history?.titles.forEach((title, t) => this.#takeIn(title, history, t));
  }

  #takeIn(title: string, { start, day, units, priceCents, catalogue }: SaleHistory, t: number): void {
    const [from, to] = [start[t]!, start[t + 1]!];
    const own = LiveTitle.of(day.slice(from, to), units.slice(from, to), priceCents.slice(from, to));
    this.#titles.set(title, own);
    own.attributes = Object.fromEntries(
      CATALOGUE_ATTRIBUTES.map((name) => [name, catalogue?.attributes[name]?.[t] ?? null]),
    );
    const vectors = catalogue?.vectors;
    if (vectors !== undefined) {
      const { dimension, values } = vectors;
      own.vector = values.subarray(t * dimension, (t + 1) * dimension);
    }
    for (const group of this.#groupsOf(own)) group.change(own, 1);
  }

  /** What the catalogue says of a title from now on. */
  describe(title: string, attributes: TitleAttributes): void {
    const own = this.#title(title);
    for (const group of this.#groupsOf(own)) group.change(own, -1);
    own.attributes = attributes;
    for (const group of this.#groupsOf(own)) group.change(own, 1);
  }

  /**
   * Take in one line, in whatever order lines come. A line of -n copies takes back one of n copies of the same day and
   * price, whether it came before or comes later; other returns change nothing.
   *
   * Lines that were already in the history cannot be taken back one by one: begin a day with what was known before it.
   *
   * @param units whole copies
   * @param priceCents NaN where it is not known; the highest price of a day counts
   */
  add(title: string, day: DayNumber, units: number, priceCents: number): void {
    if (units === 0) return;
    const own = this.#title(title);
    const sum = own.withLine(day, units, priceCents);
    const at = own.firstFrom(day);
    const groups = this.#groupsOf(own);
    const change = (sign: 1 | -1): void => {
      const isRow = own.hasRow(at, day);
      const next = own.nextPriced(isRow ? at + 1 : at);
      for (const group of groups) {
        if (isRow) group.changeDay(own, at, sign);
        if (next < own.count) group.changePrice(own, next, sign);
      }
    };
    change(-1);
    own.setRow(at, day, sum.units, sum.priceCents);
    change(1);
  }

  /** Features of a title when the day begins, in the order of the definitions, NaN where missing. */
  at(title: string, day: DayNumber): Float64Array {
    const own = this.#titles.get(title) ?? new LiveTitle();
    const wanted = { start: Uint32Array.of(0, 1), day: Int32Array.of(day) };
    const columns = this.definitions.map((definition) => allocateValues(definition, 1));
    fillFeatures(this.definitions, this.#historyOf(title, own), wanted, columns, [0, 1]);
    const values = Float64Array.from(columns, (column) => column[0]!);
    if (this.#attributes.length > 0) this.#fillGroups(own, day, values);
    return values;
  }

  #fillGroups(own: LiveTitle, day: DayNumber, values: Float64Array): void {
    const shop = this.#shop.before(day);
    const price = own.priceBefore(own.firstFrom(day));
    const pasts = new Map(
      this.#attributes.map((attribute) => [attribute, this.#group(attribute, own)?.before(day) ?? NO_PAST]),
    );
    this.definitions.forEach(({ formula }, f) => {
      if (!isGroupFormula(formula)) return;
      values[f] = groupFeature(formula, pasts.get(formula.attribute)!, shop, price);
    });
  }

  #historyOf(title: string, own: LiveTitle): SaleHistory {
    const attributes = Object.fromEntries(
      CATALOGUE_ATTRIBUTES.map((name) => [name, [own.attributes[name] ?? null]]),
    );
    const vectors = this.#vectors !== null && own.vector !== null && { ...this.#vectors, values: own.vector };
    return {
      titles: [title],
      start: Uint32Array.of(0, own.count),
      day: own.day,
      units: own.units,
      priceCents: own.priceCents,
      catalogue: { attributes, ...(vectors === false ? {} : { vectors }) },
    };
  }

  #title(name: string): LiveTitle {
    let own = this.#titles.get(name);
    if (own === undefined) {
      own = new LiveTitle();
      this.#titles.set(name, own);
      for (const group of this.#groupsOf(own)) group.change(own, 1);
    }
    return own;
  }

  /** The groups that a title's sales count for. */
  #groupsOf(own: LiveTitle): readonly LiveGroup[] {
    if (this.#attributes.length === 0) return [];
    const groups = this.#attributes.map((attribute) => this.#group(attribute, own));
    return [this.#shop, ...groups.filter((group) => group !== null)];
  }

  #group(attribute: CatalogueAttribute, own: LiveTitle): LiveGroup | null {
    const text = own.attributes[attribute] ?? null;
    if (text === null) return null;
    const key = `${attribute}/${text}`;
    let group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, (group = new LiveGroup(this.#recentFrom)));
    return group;
  }
}

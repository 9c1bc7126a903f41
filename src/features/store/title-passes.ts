import { pow } from "../../core/elementary.ts";
import { attributeFeature, isAttributeFormula } from "./attribute-features.ts";
import type { FeatureFormula } from "./definition.ts";
import type { FeatureValues } from "./feature-values.ts";
import type { FeatureDays, SaleHistory } from "./sale-history.ts";
import { textProjection } from "./text-projection.ts";
import type { TitleRange } from "./window-pass.ts";

/** Formulas that read one title's own days, each in a pass of its own. */
export type TitleFormula = Exclude<
  FeatureFormula,
  {
    kind:
      "calendar" | "holiday" | "days-to-payday" | "marked-days" | "rolling" | "group-mean" | "relative-price";
  }
>;

/** Fills `out` for the wanted days of title t, whose history is rows [from, to). */
type TitlePass = (
  history: SaleHistory,
  from: number,
  to: number,
  wanted: FeatureDays,
  t: number,
  out: FeatureValues,
) => void;

/** One feature of the wanted days of each title in the range. */
export function fillTitles(
  formula: TitleFormula,
  history: SaleHistory,
  wanted: FeatureDays,
  [fromTitle, toTitle]: TitleRange,
  out: FeatureValues,
): void {
  const pass = titlePass(formula, history);
  for (let t = fromTitle; t < toTitle; t++) {
    pass(history, history.start[t]!, history.start[t + 1]!, wanted, t, out);
  }
}

function titlePass(formula: TitleFormula, { catalogue }: SaleHistory): TitlePass {
  if (isAttributeFormula(formula)) {
    const texts = catalogue?.attributes[formula.attribute];
    return constantPass((t) => attributeFeature(formula, texts?.[t] ?? null));
  }
  switch (formula.kind) {
    case "lag":
      return lagPass(formula.days);
    case "decayed-sum":
      return decayedPass(formula.halfLifeDays);
    case "days-since-sale":
      return sincePass;
    case "last-price":
      return pricePass((price) => price);
    case "price-category":
      return pricePass((price) => formula.boundsCents.filter((bound) => price >= bound).length);
    case "discount":
      return discountPass(formula.days);
    case "text-projection": {
      const vectors = catalogue?.vectors;
      if (vectors?.model !== formula.model) return constantPass(() => NaN);
      return constantPass(textProjection(vectors.values, vectors.dimension, formula.component));
    }
  }
}

/** A value that a title keeps on all days. */
const constantPass =
  (of: (t: number) => number): TitlePass =>
  (_history, _from, _to, wanted, t, out) => {
    const value = of(t);
    for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) out[i] = value;
  };

const lagPass =
  (days: number): TitlePass =>
  ({ day, units }, from, to, wanted, t, out) => {
    const { day: wantedDay } = wanted;
    const end = wanted.start[t + 1]!;
    const firstKnown = from < to ? day[from]! : Infinity;
    let at = from;
    for (let i = wanted.start[t]!; i < end; i++) {
      const target = wantedDay[i]! - days;
      while (at < to && day[at]! < target) at++;
      if (target < firstKnown) out[i] = NaN;
      else out[i] = at < to && day[at] === target ? units[at]! : 0;
    }
  };

const decayedPass =
  (halfLife: number): TitlePass =>
  (history, from, to, wanted, t, out) => {
    let sum = 0;
    let last = 0;
    let next = from;
    for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
      const day = wanted.day[i]!;
      for (; next < to && history.day[next]! < day; next++) {
        sum = sum * pow(2, (last - history.day[next]!) / halfLife) + history.units[next]!;
        last = history.day[next]!;
      }
      out[i] = next === from ? NaN : sum * pow(2, (last - day) / halfLife);
    }
  };

const sincePass: TitlePass = (history, from, to, wanted, t, out) => {
  let next = from;
  for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
    while (next < to && history.day[next]! < wanted.day[i]!) next++;
    out[i] = next === from ? NaN : wanted.day[i]! - history.day[next - 1]!;
  }
};

const pricePass =
  (of: (priceCents: number) => number): TitlePass =>
  (history, from, to, wanted, t, out) => {
    let price = NaN;
    let next = from;
    for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
      for (; next < to && history.day[next]! < wanted.day[i]!; next++) {
        if (!Number.isNaN(history.priceCents[next])) price = history.priceCents[next]!;
      }
      out[i] = Number.isNaN(price) ? NaN : of(price);
    }
  };

const discountPass =
  (days: number): TitlePass =>
  (history, from, to, wanted, t, out) => {
    const deque = new Uint32Array(to - from);
    let head = 0;
    let tail = 0;
    let price = NaN;
    let next = from;
    for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
      const day = wanted.day[i]!;
      for (; next < to && history.day[next]! < day; next++) {
        if (Number.isNaN(history.priceCents[next])) continue;
        price = history.priceCents[next]!;
        while (tail > head && history.priceCents[deque[tail - 1]!]! <= price) tail--;
        deque[tail++] = next;
      }
      while (head < tail && history.day[deque[head]!]! < day - days) head++;
      const highest = head < tail ? history.priceCents[deque[head]!]! : NaN;
      out[i] = highest > 0 ? (highest - price) / highest : NaN;
    }
  };

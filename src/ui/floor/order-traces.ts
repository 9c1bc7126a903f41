import type { OrderLine, ShopSettings, TodayPage } from "../../domain/order.ts";
import { fullDay } from "../format/days.ts";
import { money } from "../format/money.ts";
import { copies, count, exact, percent } from "../format/numbers.ts";
import type { Trace } from "../parts/traced.tsx";

/** Where the advised quantity of a line comes from. */
export function adviceTrace(line: OrderLine, settings: ShopSettings): Trace {
  return {
    title: `Why ${count(line.advised)}`,
    rows: [
      ["We expect until the delivery after this one", exact(line.expected)],
      [`Enough in ${percent(settings.serviceLevel)} of cases`, exact(line.target)],
      ["On hand", line.onHand === null ? "unknown, taken as 0" : copies(line.onHand)],
      ["On order", copies(line.onOrder)],
      ["Reserved", copies(line.reserved)],
      ["We advise", count(line.advised)],
    ],
    words:
      `What covers demand over the delivery time and the days until the next order in ` +
      `${percent(settings.serviceLevel)} of cases, less what is on hand and on order, plus what is reserved; ` +
      `rounded up to whole packs.`,
  };
}

/** Where the money at risk of a line comes from. */
export function riskTrace(line: OrderLine, currency: string | null): Trace {
  const { atRiskCents, priceCents } = line;
  const missed = atRiskCents === null || !priceCents ? null : atRiskCents / priceCents;
  return {
    title: "Money at risk",
    rows: [
      ["Customers will ask for", exact(line.expected)],
      ["On hand", line.onHand === null ? "unknown, taken as 0" : copies(line.onHand)],
      ["On order", copies(line.onOrder)],
      ["Reserved", copies(line.reserved)],
      ["Sales we expect to miss", exact(missed)],
      ["Price of a copy", priceCents === null ? "unknown" : money(priceCents, currency)],
      ["At risk", atRiskCents === null ? "unknown" : money(atRiskCents, currency)],
    ],
    words:
      "What we would miss without this order, averaged over ten equally likely cases from slow sales to " +
      "brisk ones, times the price of a copy.",
  };
}

/** Where the expected stock-out date of a line comes from. */
export function stockOutTrace(line: OrderLine): Trace {
  return {
    title: "When it runs out",
    rows: [
      ["On hand", line.onHand === null ? "unknown, taken as 0" : copies(line.onHand)],
      ["Reserved", copies(line.reserved)],
      ["Runs out", runsOutText(line)],
    ],
    words: "The first day on which the sales we expect from today on have used up what is on hand.",
  };
}

/** When a line runs out, in full: for its trace and the title's page. */
export function runsOutText({ onHand, stockOutDay }: OrderLine): string {
  if (onHand === null) return "not known without the stock";
  return stockOutDay === null ? "not within four weeks" : fullDay(stockOutDay);
}

/** What the sentence on top of the order adds up. */
export function totalTrace(
  page: TodayPage,
  totals: { readonly copies: number; readonly cents: number; readonly titles: number },
): Trace {
  const currency = page.provenance.dataset.currency;
  return {
    title: "The order",
    rows: [
      ["Titles", count(totals.titles)],
      ["Copies", count(totals.copies)],
      ["At the shop's prices", money(totals.cents, currency)],
      ["Put off, not counted", count(page.snoozed)],
    ],
    words:
      "The sum of the lines below: your quantity where you changed it, ours where you did not, times the price.",
  };
}

/** What the money at risk on top of the order adds up. */
export function riskTotalTrace(page: TodayPage): Trace {
  return {
    title: "At risk without this order",
    rows: [
      ["Titles", count(page.total)],
      ["Sum", money(page.atRiskCents, page.provenance.dataset.currency)],
    ],
    words:
      "The sum over all lines of the sales we expect to miss times the price; titles without a price count as 0.",
  };
}

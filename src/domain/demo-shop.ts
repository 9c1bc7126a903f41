/**
 * The demo shop: real public-domain classics, everything else simulated from a seed.
 *
 * Two years of daily trade with what makes forecasting hard: fame that differs a hundredfold between titles, trend,
 * weekdays, seasons by genre, holidays, promotions, new editions that arrive in the middle, slow movers, stock-outs
 * from an imperfect ordering rule, loyalty baskets with tastes, and a few returns.
 */
import { exp } from "../core/elementary.ts";
import { seededRandom, type Random } from "../core/random.ts";
import { civilDate, weekday } from "./calendar.ts";
import type { DayNumber, StockRecord, TitleRecord } from "./dataset.ts";
import { giveCards } from "./demo-readers.ts";
import type { DemoSale, DemoTitle } from "./demo-records.ts";

/** The demo's two years: 104 whole weeks, Monday 2024-09-30 to Sunday 2026-09-27. */
export const DEMO_FIRST_DAY: DayNumber = 19996;
export const DEMO_LAST_DAY: DayNumber = 20723;
export const DEMO_SEED = 1851;

export interface DemoShop {
  readonly titles: readonly TitleRecord[];
  /** In order of time. */
  readonly sales: readonly DemoSale[];
  readonly stock: readonly StockRecord[];
}

/** Simulate the shop. The same catalogue and seed give the same shop, in every engine of one kind. */
export function simulateDemoShop(catalogue: readonly DemoTitle[], seed: number = DEMO_SEED): DemoShop {
  const random = seededRandom(seed, "demo-shop");
  const days = DEMO_LAST_DAY - DEMO_FIRST_DAY + 1;
  const profiles = catalogue.map((book, i) => titleProfile(book, random.fork(`title-${i}`)));
  const readers = loyalReaders(catalogue, random.fork("readers"));
  const sales: DemoSale[] = [];
  /** Receipt of a return -> receipt of its sale. */
  const soldOn = new Map<string, string>();
  const shelves = profiles.map((profile) => new Shelf(profile));
  const till = random.fork("till");
  let receiptNumber = 100_000;

  for (let t = 0; t < days; t++) {
    const day = DEMO_FIRST_DAY + t;
    const open = shopFactor(day);
    const baskets = new Map<number, { receipt: string; minute: number }>();
    for (const [i, shelf] of shelves.entries()) {
      const profile = profiles[i]!;
      shelf.receive(t);
      if (t < profile.launch) continue;
      const wanted = open === 0 ? 0 : till.poisson(open * demandRate(profile, day, t));
      const sold = shelf.sell(wanted);
      shelf.review(t, till);
      const priceCents = priceOn(profile, t);
      if (open > 0 && shelf.empty && sold === 0) {
        sales.push({
          day,
          minute: 1080,
          receipt: "",
          title: i,
          quantity: 0,
          priceCents,
          customer: "",
          stockOut: true,
        });
      }
      for (let copy = 0; copy < sold; copy++) {
        const reader = till.next() < 0.45 ? chooseReader(readers, profile.book.genre, till) : -1;
        let basket = reader < 0 ? undefined : baskets.get(reader);
        if (basket === undefined) {
          basket = { receipt: `R${receiptNumber++}`, minute: 570 + till.integer(510) };
          if (reader >= 0) baskets.set(reader, basket);
        }
        const customer = reader < 0 ? "" : readers[reader]!.card;
        const line = { day, ...basket, title: i, quantity: 1, priceCents, customer, stockOut: false };
        sales.push(line);
        const returnDay = nextOpenDay(day + 5);
        if (till.next() < 0.004 && returnDay <= DEMO_LAST_DAY) {
          const receipt = `R${receiptNumber++}`;
          soldOn.set(receipt, line.receipt);
          sales.push({ ...line, day: returnDay, receipt, quantity: -1 });
          shelf.putBack();
        }
      }
    }
  }
  sales.sort(
    (a, b) => a.day - b.day || a.minute - b.minute || compareText(a.receipt, b.receipt) || a.title - b.title,
  );
  const titles = catalogue.map((book, i) => titleRecord(book, i, profiles[i]!, days - 1));
  const stock = shelves.map((shelf, i) => shelf.record(titles[i]!.itemId, random.fork("reserved")));
  return { titles, sales: giveCards(sales, catalogue, soldOn, random.fork("cards")), stock };
}

/**
 * Article number of the demo's title i: EAN-13 from the range 20, which is kept for shops' own numbers, so that it
 * scans like an ISBN and belongs to no real edition.
 */
export function demoItemId(i: number): string {
  const body = `20${String(1000 + i).padStart(10, "0")}`;
  const sum = Array.from(body).reduce(
    (total, digit, position) => total + Number(digit) * (position % 2 === 0 ? 1 : 3),
    0,
  );
  return body + String((10 - (sum % 10)) % 10);
}

/** What drives the sales of one title. */
interface TitleProfile {
  readonly book: DemoTitle;
  /** Copies on an average day in the first year. */
  readonly rate: number;
  /** Growth of the rate over one year, as a logarithm. */
  readonly trend: number;
  /** Offset of the first day on sale. */
  readonly launch: number;
  readonly launchSpike: number;
  readonly basePriceCents: number;
  /** Price from the second year on. */
  readonly laterPriceCents: number;
  readonly promotions: readonly { readonly from: number; readonly to: number; readonly discount: number }[];
}

/** Titles that any British shop sells every week. */
const PERENNIALS = new Set([
  "Pride and Prejudice",
  "Frankenstein",
  "Dracula",
  "The Picture of Dorian Gray",
  "Jane Eyre",
  "Wuthering Heights",
  "Great Expectations",
  "Crime and Punishment",
  "The Great Gatsby",
  "Alice's Adventures in Wonderland",
  "The Odyssey",
  "Meditations",
  "Little Women",
  "The Secret Garden",
  "The Adventures of Sherlock Holmes",
  "The Wind in the Willows",
  "A Christmas Carol",
  "The Metamorphosis",
  "Mrs Dalloway",
  "Emma",
]);

function titleProfile(book: DemoTitle, random: Random): TitleProfile {
  const fame = PERENNIALS.has(book.title) ? 4 : 1;
  const weekly = Math.min(18, fame * exp(-0.45 + 1.05 * random.normal()));
  const isNewEdition = random.next() < 0.09;
  const basePriceCents = 100 * (5 + Math.round(book.pages / 110) + random.integer(3)) + 99;
  return {
    book,
    rate: weekly / 7,
    trend: 0.22 * random.normal(),
    launch: isNewEdition ? 90 + random.integer(520) : 0,
    launchSpike: isNewEdition ? 2 + 3 * random.next() : 0,
    basePriceCents,
    laterPriceCents: basePriceCents + (random.next() < 0.4 ? 100 : 0),
    promotions: Array.from({ length: random.next() < 0.35 ? 2 : 1 }, () => {
      const from = random.integer(700);
      return { from, to: from + 14, discount: random.next() < 0.5 ? 0.2 : 0.3 };
    }),
  };
}

/** Expected copies wanted of a title on an average shop day, before the shop's own calendar. */
function demandRate(profile: TitleProfile, day: DayNumber, t: number): number {
  const promotion = promotionOn(profile, t);
  const uplift = promotion === undefined ? 1 : 1 + 3.5 * promotion.discount;
  const novelty = 1 + profile.launchSpike * exp(-(t - profile.launch) / 25);
  return profile.rate * exp((profile.trend * t) / 365) * uplift * novelty * genreSeason(profile.book, day);
}

function promotionOn(profile: TitleProfile, t: number): { readonly discount: number } | undefined {
  return profile.promotions.find((promotion) => t >= promotion.from && t < promotion.to);
}

function priceOn(profile: TitleProfile, t: number): number {
  const list = t >= 365 ? profile.laterPriceCents : profile.basePriceCents;
  const promotion = promotionOn(profile, t);
  return promotion === undefined ? list : Math.round((list * (1 - promotion.discount)) / 10) * 10 - 1;
}

/** Monday to Sunday. */
const WEEKDAY_FACTOR = [0.8, 0.8, 0.9, 1, 1.2, 1.75, 0.65];
/** Closed: Christmas, Boxing Day and New Year's Day as [month, day]; Easter Sundays as days. */
const CLOSED_DATES = new Set(["12-25", "12-26", "01-01"]);
const CLOSED_DAYS = new Set([20198, 20548]);

/** The shop's calendar on one day: 0 when closed, else weekday × season, about 1 on average. */
function shopFactor(day: DayNumber): number {
  const { month, day: date } = civilDate(day);
  if (CLOSED_DAYS.has(day) || CLOSED_DATES.has(`${pad(month)}-${pad(date)}`)) return 0;
  return WEEKDAY_FACTOR[weekday(day)]! * yearSeason(month, date);
}

/** The day itself, or the first after it on which the shop is open. */
function nextOpenDay(day: DayNumber): DayNumber {
  return shopFactor(day) > 0 ? day : nextOpenDay(day + 1);
}

/** Christmas trade grows from mid-November; January is quiet; high summer brings holiday readers. */
function yearSeason(month: number, date: number): number {
  if (month === 12 && date < 25) return 1.6 + 0.045 * date;
  if (month === 11 && date > 14) return 1.15 + 0.025 * (date - 14);
  if (month === 1 || month === 2) return 0.78;
  if (month === 7 || month === 8) return 1.12;
  return 0.95;
}

function genreSeason(book: DemoTitle, day: DayNumber): number {
  const { month, day: date } = civilDate(day);
  const boost: Readonly<Record<string, boolean>> = {
    "Horror & Gothic": month === 10,
    Romance: month === 2 && date < 15,
    Poetry: (month === 2 && date < 15) || (month === 10 && date < 8),
    Drama: month === 9 || month === 10,
    Philosophy: month === 9 || month === 1,
    Children: month === 12 && date < 25,
    Adventure: month === 7 || month === 8,
    "Travel & Memoir": month === 6 || month === 7,
  };
  const christmasBook =
    book.title === "A Christmas Carol" ? (month === 12 ? 5 : month === 11 ? 2.5 : 0.35) : 1;
  return (boost[book.genre] === true ? 1.8 : 1) * christmasBook;
}

/**
 * Copies of one title, ordered every Monday up to a level that looks only at the last four weeks and is delivered
 * 4 to 9 days later: a plausible rule that runs out when demand jumps.
 */
class Shelf {
  private onHand: number;
  private readonly arriving: { readonly at: number; readonly copies: number }[] = [];
  private readonly recent = new Float64Array(28);
  private t = 0;
  private readonly profile: TitleProfile;

  constructor(profile: TitleProfile) {
    this.profile = profile;
    this.onHand = profile.launch > 0 ? 0 : Math.ceil(profile.rate * 21) + 1;
    if (profile.launch > 0)
      this.arriving.push({ at: profile.launch, copies: Math.ceil(profile.rate * 40) + 3 });
  }

  get empty(): boolean {
    return this.onHand === 0;
  }

  receive(t: number): void {
    this.t = t;
    while (this.arriving.length > 0 && this.arriving[0]!.at <= t)
      this.onHand += this.arriving.shift()!.copies;
  }

  sell(wanted: number): number {
    const sold = Math.min(wanted, this.onHand);
    this.onHand -= sold;
    this.recent[this.t % 28] = sold;
    return sold;
  }

  putBack(): void {
    this.onHand++;
  }

  review(t: number, random: Random): void {
    if (t % 7 !== 0 || t < this.profile.launch) return;
    const level = Math.ceil((0.8 * this.recent.reduce((sum, sold) => sum + sold, 0) * 18) / 28) + 1;
    const position = this.onHand + this.arriving.reduce((sum, delivery) => sum + delivery.copies, 0);
    if (position >= level) return;
    this.arriving.push({ at: t + 4 + random.integer(6), copies: level - position });
    this.arriving.sort((a, b) => a.at - b.at);
  }

  record(itemId: string, random: Random): StockRecord {
    const onOrder = this.arriving.reduce((sum, delivery) => sum + delivery.copies, 0);
    const reserved = this.onHand > 1 && random.fork(itemId).next() < 0.05 ? 1 : 0;
    return { itemId, onHand: this.onHand, onOrder, reserved, leadTimeDays: null, packSize: 1 };
  }
}

/** Who stands at the till: decides which copies of a day go into one basket. Whose card it is, `giveCards` says. */
interface Reader {
  readonly card: string;
  readonly favourites: readonly string[];
  readonly weight: number;
}

function loyalReaders(catalogue: readonly DemoTitle[], random: Random): Reader[] {
  const genres = [...new Set(catalogue.map((book) => book.genre))].sort(compareText);
  return Array.from({ length: 420 }, (_, i) => ({
    card: `L${String(2001 + i)}`,
    favourites: [genres[random.integer(genres.length)]!, genres[random.integer(genres.length)]!],
    weight: exp(0.8 * random.normal()),
  }));
}

/** A reader for a sold copy, nine times likelier where the genre is a favourite. */
function chooseReader(readers: readonly Reader[], genre: string, random: Random): number {
  for (let attempt = 0; attempt < 60; attempt++) {
    const candidate = random.integer(readers.length);
    const reader = readers[candidate]!;
    const chance = (reader.favourites.includes(genre) ? 0.9 : 0.1) * Math.min(1, reader.weight / 2.5);
    if (random.next() < chance) return candidate;
  }
  return -1;
}

function titleRecord(book: DemoTitle, i: number, profile: TitleProfile, lastOffset: number): TitleRecord {
  return {
    itemId: demoItemId(i),
    title: book.title,
    authors: book.authors,
    year: book.year,
    genre: book.genre,
    priceCents: priceOn(profile, lastOffset),
    isbn: null,
    pages: book.pages,
    description: book.description,
    language: book.language,
    series: book.series,
    ageFrom: null,
    format: null,
    publisher: null,
    subjects: [],
    availability: null,
    rating: null,
    ratings: null,
  };
}

function pad(n: number): string {
  return String(n).padStart(2, "0");
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

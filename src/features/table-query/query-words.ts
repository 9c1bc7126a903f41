import type { Aggregate, QueryField, QueryFilter, TableQuery } from "../../domain/table-query.ts";
import type { ShopTable } from "./shop-table.ts";
import {
  countWords,
  dayWords,
  listWords,
  moneyWords,
  numberWords,
  valueWords,
  yearWords,
} from "./value-words.ts";

/** The query as a reader would say it: "Titles by Jules Verne from before 1870, counted." */
export function queryWords(table: ShopTable, query: TableQuery): string {
  const { result, explain } = query;
  if (explain !== null) {
    const title = titleNamed(table, explain.itemId);
    return explain.about === "order" ? `Why ${title} is ordered or not.` : `What is expected of ${title}.`;
  }
  const placeOf = (filter: QueryFilter): number =>
    SAID_FIRST.indexOf(filter.field) + 1 || SAID_FIRST.length + 1;
  const filters = query.filters
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((filter, i, all) => (isFurther(filter, all[i - 1]) ? "and " : "") + filterWords(table, filter));
  const subject = ["Titles", ...filters].join(" ");
  const period =
    query.period === null || !looksAtSales(query)
      ? ""
      : query.filters.some(({ field }) => field === "sold")
        ? ` ${query.period.words}`
        : `, sold ${query.period.words}`;
  const order = sortWords(query);
  switch (result.kind) {
    case "rows":
      return `${groupWords(query)}${subject}${period}${order}.`;
    case "count":
      return `${groupWords(query)}${subject}${period}, counted${query.groupBy === null ? "" : order}.`;
    case "distinct":
      return `Different ${FIELD_WORDS[result.field]} of ${lower(subject)}${period}, counted.`;
    case "field":
      return `${capital(FIELD_WORDS[result.field])} of ${subject.replace(/^Titles/, "titles")}${period}${order}.`;
    case "aggregate":
      return `${groupWords(query)}${capital(aggregateWords(result.how, result.of))} of ${lower(subject)}${period}${query.groupBy === null ? "" : order}.`;
    case "compare":
      return `${groupWords(query)}${subject}${period}, compared by ${FIELD_WORDS[result.field]}.`;
  }
}

/** "By A and by B": a title that two wrote together. */
const isFurther = (filter: QueryFilter, last: QueryFilter | undefined): boolean =>
  filter.field === "author" && last?.field === "author" && filter.is === last.is;

/** The order in which a sentence says its conditions. */
const SAID_FIRST: readonly QueryFilter["field"][] = [
  "item",
  "author",
  "year",
  "subject",
  "genre",
  "series",
  "seriesNumber",
  "language",
  "format",
];

/** What a field is called inside a sentence. */
export const FIELD_WORDS: Readonly<Record<QueryField, string>> = {
  item: "item",
  title: "title",
  author: "author",
  genre: "genre",
  language: "language",
  series: "series",
  seriesNumber: "volume of the series",
  year: "year",
  price: "price",
  pages: "pages",
  isbn: "ISBN",
  ageFrom: "age",
  format: "format",
  publisher: "publisher",
  rating: "rating",
  ratings: "number of ratings",
  description: "description",
  sold: "copies sold",
  revenue: "revenue",
  lastSale: "last sale",
  onHand: "copies on the shelf",
  onOrder: "copies on order",
  stockOutDay: "day on which it runs out",
  expected: "copies expected in 28 days",
  cover: "days that the stock lasts",
  toOrder: "copies to order",
  titles: "number of titles",
};

const HOW_WORDS: Readonly<Record<Aggregate, string>> = {
  sum: "total",
  mean: "average",
  median: "median",
  min: "lowest",
  max: "highest",
};

export const aggregateWords = (how: Aggregate, of: QueryField): string =>
  how === "sum" && of === "sold" ? "copies sold" : `${HOW_WORDS[how]} ${FIELD_WORDS[of]}`;

/** One filter as it goes on after "Titles": "by Jules Verne", "from before 1870", "in stock". */
export function filterWords(table: ShopTable, filter: QueryFilter): string {
  const { currency } = table;
  switch (filter.is) {
    case "between":
      return rangeWords(table, filter.field, filter.low, filter.high);
    case "contains":
      return `${containing(filter.field)} “${filter.value}”`;
    case "lacks":
      return `not ${containing(filter.field)} “${filter.value}”`;
    case "present":
      return `with a known ${FIELD_WORDS[filter.field]}`;
    case "missing":
      return `without a known ${FIELD_WORDS[filter.field]}`;
    case "equal":
    case "not": {
      const words = namedWords(filter.field, [valueOrTitle(table, filter.field, filter.value, currency)]);
      return filter.is === "equal" ? words : `not ${words}`;
    }
    case "one-of":
    case "none-of": {
      const values = filter.values.map((value) => valueOrTitle(table, filter.field, value, currency));
      const words = namedWords(filter.field, values);
      return filter.is === "one-of" ? words : `not ${words}`;
    }
  }
}

function containing(field: QueryField | "subject"): string {
  return field === "subject" ? "about" : `whose ${FIELD_WORDS[field]} has`;
}

function valueOrTitle(
  table: ShopTable,
  field: QueryField,
  value: string | number,
  currency: string | null,
): string {
  return field === "item" ? titleNamed(table, String(value)) : valueWords(field, value, currency);
}

/** “Emma”, in quotation marks. */
export function titleNamed(table: ShopTable, itemId: string): string {
  const row = table.rowOf.get(itemId);
  return `“${row === undefined ? itemId : table.titles[row]!.title}”`;
}

/** More names than this are counted. */
const NAMES_SHOWN = 4;

function namedWords(field: QueryField, values: readonly string[]): string {
  const shown =
    values.length > NAMES_SHOWN
      ? [...values.slice(0, NAMES_SHOWN), `${values.length - NAMES_SHOWN} others`]
      : values;
  const names = listWords(shown, "or");
  switch (field) {
    case "item":
      return names;
    case "author":
      return `by ${names}`;
    case "genre":
      return `in ${names}`;
    case "language":
      return `in ${names}`;
    case "series":
      return `of the series ${names}`;
    case "seriesNumber":
      return `as volume ${names}`;
    case "format":
      return `as ${names}`;
    case "publisher":
      return `published by ${names}`;
    case "title":
      return `named ${names}`;
    case "year":
      return `from ${names}`;
    default:
      return `with ${FIELD_WORDS[field]} ${names}`;
  }
}

function rangeWords(table: ShopTable, field: QueryField, low: number | null, high: number | null): string {
  switch (field) {
    case "year":
      if (low !== null && high !== null) {
        return low === high ? `from ${yearWords(low)}` : `from ${yearWords(low)} to ${yearWords(high)}`;
      }
      return low === null ? `from before ${yearWords(high! + 1)}` : `from ${yearWords(low)} or later`;
    case "price":
      return `for ${bounds(low, high, (cents) => moneyWords(cents, table.currency))}`;
    case "onHand":
      if (low === 1 && high === null) return "in stock";
      return low === null && high === 0
        ? "out of stock"
        : `with ${bounds(low, high, numberWords)} copies on the shelf`;
    case "ageFrom":
      return low === null
        ? `for readers of ${numberWords(high!)}`
        : `for readers ${bounds(low, high, numberWords)}`;
    case "sold":
      if (high === 0) return "that sold no copy";
      if (low === 1 && high === null) return "that sold";
      return `that sold ${bounds(low, high, numberWords)} copies`;
    case "toOrder":
      return low === 1 && high === null
        ? "on today's order"
        : `with ${bounds(low, high, numberWords)} to order`;
    case "onOrder":
      return low === 1 && high === null
        ? "on order"
        : `with ${bounds(low, high, numberWords)} copies on order`;
    case "stockOutDay":
      return high === null ? `that run out ${dayWords(low!)} or later` : `that run out by ${dayWords(high)}`;
    case "lastSale":
      return low === null ? `last sold by ${dayWords(high!)}` : `last sold ${dayWords(low)} or later`;
    case "cover":
      return `with stock for ${bounds(low, high, numberWords)} days`;
    case "rating":
      return `rated ${bounds(low, high, numberWords)}`;
    case "pages":
      return `of ${bounds(low, high, numberWords)} pages`;
    case "ratings":
      return `with ${bounds(low, high, numberWords)} ratings`;
    default:
      return `with ${bounds(low, high, numberWords)} ${FIELD_WORDS[field]}`;
  }
}

function bounds(low: number | null, high: number | null, words: (value: number) => string): string {
  if (low !== null && high !== null) return low === high ? words(low) : `${words(low)} to ${words(high)}`;
  return low === null ? `at most ${words(high!)}` : `at least ${words(low)}`;
}

function sortWords({ sort, limit, skip, groupBy }: TableQuery): string {
  if (sort === null) return limit === null ? "" : `, first ${limit}`;
  const order = `${EXTREME[sort.field]?.[sort.descending ? 1 : 0] ?? `${sort.descending ? "highest" : "lowest"} ${FIELD_WORDS[sort.field]}`} first`;
  const place =
    skip > 0
      ? `, ${limit === 1 ? "" : "from "}number ${skip + 1}`
      : limit === null
        ? ""
        : `, ${limit === 1 ? "the first" : `first ${limit}`}`;
  return groupBy === sort.field ? `, in order${place}` : `, ${order}${place}`;
}

/** What comes first by a field: ascending, descending. */
export const EXTREME: Readonly<Partial<Record<QueryField, readonly [string, string]>>> = {
  year: ["oldest", "newest"],
  price: ["cheapest", "most expensive"],
  pages: ["shortest", "longest"],
  rating: ["lowest rated", "highest rated"],
  ratings: ["least rated", "most rated"],
  sold: ["least sold", "best selling"],
  revenue: ["lowest revenue", "highest revenue"],
  lastSale: ["longest unsold", "most recently sold"],
  onHand: ["fewest copies", "most copies"],
  onOrder: ["fewest on order", "most on order"],
  stockOutDay: ["soonest to run out", "latest to run out"],
  expected: ["least expected", "most expected"],
  cover: ["stock of the fewest days", "stock of the most days"],
  toOrder: ["fewest to order", "most to order"],
  titles: ["fewest titles", "most titles"],
};

function groupWords({ groupBy }: TableQuery): string {
  return groupBy === null ? "" : `For each ${FIELD_WORDS[groupBy]}: `;
}

/** Whether sales of a period matter to a query. */
export function looksAtSales({ filters, sort, result, groupBy }: TableQuery): boolean {
  const fields = [
    sort?.field,
    "of" in result ? result.of : undefined,
    "field" in result ? result.field : undefined,
    groupBy,
  ];
  return [...fields, ...filters.map(({ field }) => field)].some(
    (field) => field === "sold" || field === "revenue",
  );
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const lower = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

export const titlesWords = (count: number): string => countWords(count, "title", "titles");

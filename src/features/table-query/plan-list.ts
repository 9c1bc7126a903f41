import type { Aggregate, QueryField, QueryFilter, TablePlan, TableQuery } from "../../domain/table-query.ts";
import { insightOf, type Insight } from "./insights.ts";
import { takeFilters, takeKinds, takePlace, type Place } from "./list-filters.ts";
import { takeLeftNames, takeNames } from "./list-names.ts";
import { addFilter, emptyReading, type Reading } from "./list-reading.ts";
import { leftWords, SALES } from "./noise-words.ts";
import { findOrder, takeAggregate, takeGroup, takeLimit, type OrderFound } from "./order-phrases.ts";
import { takePeriod } from "./period-phrases.ts";
import { declined, EVERYTHING, queryPlan, withName } from "./planned.ts";
import { copyOf, find, phrase, take, takeSpan, type Question } from "./question-text.ts";
import { FIELD_WORDS } from "./query-words.ts";
import { selectRows } from "./select-rows.ts";
import { hasField, type ShopTable } from "./shop-table.ts";

/** Titles that "the oldest books" shows where no number is said. */
const SOME = 5;

/** The parts of a question about many titles. */
export interface ListParts {
  readonly reading: Reading;
  /** What is left of the question: words that nothing has understood. */
  readonly question: Question;
  readonly counts: boolean;
  readonly salesy: boolean;
  readonly insight: Insight | null;
  readonly aggregate: { readonly of: QueryField; readonly how: Aggregate } | null;
  readonly group: { readonly field: QueryField; readonly asked: boolean } | null;
  readonly place: Place | null;
  readonly order: OrderFound | null;
  readonly limit: number | null;
  /** "The most", "the fewest" of groups. */
  readonly most: "most" | "fewest" | null;
}

/**
 * Read the parts of a question; a plan where it cannot be answered.
 *
 * @param ofSales the question goes on with one about sales: a month is one of them
 */
export function readList(table: ShopTable, asked: Question, ofSales = false): ListParts | TablePlan {
  const question = copyOf(asked);
  const reading = emptyReading();
  const salesy = ofSales || find(question, SALES) !== null;
  const aggregate = takeAggregate(question);
  const counts = take(question, COUNT) !== null;
  if (salesy && table.sales !== null) {
    const { firstDay, lastDay } = table.sales.demand;
    reading.period = takePeriod(question, firstDay, lastDay);
  }
  const insight = insightOf(table, question);
  if (insight !== null && "kind" in insight) return insight;
  insight?.filters.forEach((filter) => addFilter(reading, filter));
  if (insight?.period) reading.period = insight.period;
  takeFilters(question, reading);
  const group = takeGroup(question);
  takeNames(table, question, reading);
  const place = takePlace(question, reading);
  const order = place === null ? findOrder(question) : null;
  if (order !== null) takeSpan(question, order.span);
  const most = group === null || order !== null ? null : takeMost(question);
  const limit = takeLimit(question);
  takeKinds(table, question, reading);
  takeLeftNames(table, question, reading);
  const later = place === null && order === null ? takePlace(question, reading) : place;
  if (reading.failed !== null) return reading.failed;
  return { reading, question, counts, salesy, insight, aggregate, group, place: later, order, limit, most };
}

/**
 * Plan a question about many titles: counts, lists, extremes, sums, groups. null: it is no such question.
 *
 * @param field what is asked of the titles ("who wrote the longest novel": the author); null: the titles themselves
 */
export function planList(table: ShopTable, asked: Question, field: QueryField | null): TablePlan | null {
  const parts = readList(table, asked);
  if ("kind" in parts) return parts;
  const { reading, question, counts, salesy, insight, aggregate, group, place, order, limit } = parts;
  const unbounded = !filtersBy(reading, "sold");
  const sells = salesy && unbounded && asksWhatSold(question);
  const result = resultOf(question, { counts, salesy, sells, field, aggregate, group, order });
  const sort = orderOf(table, question, parts, result);
  const best = sort?.field === "sold" && sort.descending && result.kind === "rows" && group === null;
  if (unbounded && (best || (sells && result.kind === "count" && group === null))) {
    addFilter(reading, { field: "sold", is: "between", low: 1, high: null });
  }
  const query: TableQuery = {
    ...EVERYTHING,
    filters: reading.filters,
    period: reading.period,
    result,
    groupBy: group !== null && result.kind !== "distinct" ? group.field : null,
    sort,
    skip: order?.skip ?? place?.skip ?? 0,
    limit:
      limit ??
      order?.limit ??
      (sort === null || (order === null && place === null && insight === null && !salesy)
        ? null
        : place !== null
          ? 1
          : impliedLimit(asked, order ?? null, parts.most !== null, result, group)),
  };
  const understood =
    reading.filters.length > 0 ||
    order !== null ||
    group !== null ||
    aggregate !== null ||
    insight !== null ||
    counts ||
    salesy ||
    place !== null;
  if (!understood) return null;
  if (reading.filters.length === 0 && insight === null && find(asked, POINTS_BACK) !== null) return null;
  if (reading.filters.some(({ field }) => isAskedFor(field, result, group))) return null;
  const bare = result.kind === "rows" && sort === null && group === null && insight === null;
  if (bare && find(asked, NO_LIST) !== null && find(asked, PLURAL) === null) reading.probability *= 0.45;
  const left = leftWords(question);
  reading.probability *= left.length === 0 ? 1 : left.length === 1 ? 0.45 : 0.2;
  if (reading.probability < 0.25 && reading.open === null) return null;
  return finish(table, query, reading);
}

/** "What is love", "where is the poetry": what is asked is no list of titles, whatever words of kind stand in it. */
const NO_LIST = phrase(
  "(?<=^)(?:what (?:is|was|does)|who (?:is|was|are|were)|where|when|why|how (?!many|much)|was ist|wer ist|wo|wann|warum|wie (?!viele?)|qu est ce|qui est|ou|quand|pourquoi|comment)(?! (?:in stock|on order|new|available|cheap|sold))",
);

/** Words that stand for titles named before: alone they say nothing of all titles. */
const POINTS_BACK = phrase("it|its|they|them|their|he|she|his|her|davon|darunter");

/** "How many authors are called Brown": who is asked for is no condition on titles. */
const isAskedFor = (
  field: QueryFilter["field"],
  result: TableQuery["result"],
  group: ListParts["group"],
): boolean =>
  (field === "author" || field === "series" || field === "publisher") &&
  group?.asked === true &&
  group.field === field &&
  (result.kind === "distinct" || result.kind === "count");

const filtersBy = ({ filters }: Reading, field: QueryField): boolean =>
  filters.some((filter) => filter.field === field);

const COUNT = phrase(
  "how many|(?:the |what is the |what s the |what 's the )?(?:total )?number of|count(?: of)?(?: the| all)?|wie ?viele?|(?:die )?anzahl (?:der|von|aller)?|combien (?:de|d|y a t il de)|(?:le )?nombre (?:de|d|total de)",
);

interface Asked {
  readonly counts: boolean;
  readonly salesy: boolean;
  /** Something is asked of what was sold, and no number of copies bounds it. */
  readonly sells: boolean;
  readonly field: QueryField | null;
  readonly aggregate: { readonly of: QueryField; readonly how: Aggregate } | null;
  readonly group: { readonly field: QueryField; readonly asked: boolean } | null;
  readonly order: { readonly field: QueryField } | null;
}

const COPIES = phrase(
  "copies|exemplare|exemplaires|units|bucher haben wir verkauft|books did we sell|books have we sold|books were sold|titles were sold in total",
);
/** Whether it asks what was sold, by a verb: "bestsellers" are a kind of title. */
export const asksWhatSold = (question: Question): boolean => find(question, WAS_SOLD) !== null;

const WAS_SOLD = phrase(
  "sold|sell|sells|bought|shifted|moved|verkauft|verkauften|verkaufen|vendus?|vendues?",
);
/** Titles that are counted once, however many copies are sold. */
const EACH_ONCE = phrase(
  "titles|works|authors|different|distinct|titel|verschiedene[nr]?|titres|differents?|differentes?",
);
const MONEY = phrase(
  "(?:what|how much) (?:did|have) (?:we|i) (?:earn|earned|make|made|take|taken)|how much(?: money)?(?: revenue)?|revenue|turnover|takings|umsatz|chiffre d affaires|wie ?viel geld|combien d argent",
);

/** "In order" of a series. */
const IN_ORDER = phrase(
  "in (?:the )?(?:right |reading |series )?order|in (?:der )?(?:richtigen )?reihenfolge|dans l ordre",
);
/** "The oldest of the series" is by its year, "the first" by its number. */
const AGE_WORDS = phrase(
  "oldest|newest|youngest|alteste[nrs]?|neueste[nrs]?|jungste[nrs]?|plus (?:ancien|ancienne|recent|recente)",
);

function takeMost(question: Question): "most" | "fewest" | null {
  if ((take(question, MOST) ?? take(question, HIGHEST)) !== null) return "most";
  return (take(question, FEWEST) ?? take(question, LOWEST)) !== null ? "fewest" : null;
}

const HAVING = "(?:wrote |had |has |have |with |hat |a |schrieb |there are |are there )*(?:the )?";
const MOST = phrase(
  `${HAVING}(?:most|(?:mit den|die) meisten|le plus de?)(?= (?:books|titles|novels|works|copies|bucher|titel|livres|titres|entries)|$| \\|)`,
);
/** Of a figure that was named apart: "the highest average rating". */
const HIGHEST = phrase(
  "(?:has |have |with |had )?(?:the )?(?:highest|best|greatest|largest|hochste[nrs]?|beste[nrs]?|plus (?:haute|elevee))",
);
const LOWEST = phrase(
  "(?:has |have |with |had )?(?:the )?(?:lowest|worst|smallest|cheapest|niedrigste[nrs]?|plus basse)",
);
const FEWEST = phrase(
  `${HAVING}(?:fewest|least|(?:die )?wenigsten|le moins de?)(?= (?:books|titles|novels|works|copies|bucher|titel|livres|titres)|$| \\|)`,
);

export function resultOf(
  question: Question,
  { counts, salesy, sells, field, aggregate, group, order }: Asked,
): TableQuery["result"] {
  if (field !== null) return { kind: "field", field };
  if (aggregate !== null) return { kind: "aggregate", ...aggregate };
  const money = find(question, MONEY);
  if (money !== null && salesy) {
    takeSpan(question, money.span);
    return { kind: "aggregate", of: "revenue", how: "sum" };
  }
  // How many titles are best sellers nobody can say: the first of them are shown.
  if (counts && !sells && group === null && order?.field === "sold") return { kind: "rows" };
  const copies = find(question, COPIES);
  if (counts && copies !== null) {
    takeSpan(question, copies.span);
    return { kind: "aggregate", of: salesy ? "sold" : "onHand", how: "sum" };
  }
  if (counts && sells && group === null && find(question, EACH_ONCE) === null) {
    return { kind: "aggregate", of: "sold", how: "sum" };
  }
  const ratings = counts ? take(question, phrase("ratings|bewertungen|votes")) : null;
  if (ratings !== null) return { kind: "aggregate", of: "ratings", how: "sum" };
  const pages = counts ? take(question, phrase("pages|seiten")) : null;
  if (pages !== null) return { kind: "aggregate", of: "pages", how: "sum" };
  if (group !== null && counts)
    return group.asked ? { kind: "distinct", field: group.field } : { kind: "count" };
  if (group !== null && order?.field === "revenue") return { kind: "aggregate", of: "revenue", how: "sum" };
  if (group !== null && order?.field === "rating") return { kind: "aggregate", of: "rating", how: "mean" };
  if (group !== null) return salesy ? { kind: "aggregate", of: "sold", how: "sum" } : { kind: "count" };
  return counts ? { kind: "count" } : { kind: "rows" };
}

function orderOf(
  table: ShopTable,
  question: Question,
  { insight, order, place, salesy, group, most, reading }: ListParts,
  result: TableQuery["result"],
): TableQuery["sort"] {
  if (group !== null && result.kind !== "distinct") {
    const field =
      result.kind === "aggregate"
        ? result.of
        : order !== null && !["rating", "year"].includes(order.field)
          ? order.field
          : "titles";
    return { field, descending: most === "most" || (most === null && (order?.descending ?? true)) };
  }
  if (insight !== null && order === null) return insight.sort;
  if (place !== null) return { field: place.field, descending: false };
  if (order !== null) {
    const inSeries = order.field === "year" && reading.filters.some(({ field }) => field === "series");
    if (inSeries && hasField(table, "seriesNumber") && find(question, AGE_WORDS) === null) {
      return { field: "seriesNumber", descending: order.descending };
    }
    const bySales = order.vague && !hasField(table, order.field) && hasField(table, "sold");
    return { field: bySales ? "sold" : order.field, descending: order.descending };
  }
  if (result.kind === "rows" && hasField(table, "seriesNumber") && take(question, IN_ORDER) !== null) {
    return { field: "seriesNumber", descending: false };
  }
  const showsSold = result.kind === "rows" || (result.kind === "aggregate" && result.of === "sold");
  return salesy && showsSold && table.sales !== null ? { field: "sold", descending: true } : null;
}

const SINGULAR = phrase(
  "book|novel|title|poem|play|story|one|hardback|paperback|buch|roman|titel|livre|titre|work|volume|author|genre|language|publisher|autor|auteur",
);
const PLURAL = phrase(
  "books|novels|titles|poems|plays|stories|ones|hardbacks|paperbacks|bucher|romane|livres|titres|romans|works|authors|genres|languages|publishers|autoren|auteurs|bestsellers|best sellers",
);

function impliedLimit(
  asked: Question,
  order: OrderFound | null,
  most: boolean,
  result: TableQuery["result"],
  group: { readonly asked: boolean } | null,
): number | null {
  if (result.kind === "field") return 1;
  const plural = find(asked, PLURAL) !== null;
  if (group !== null) return group.asked && !plural && (order !== null || most) ? 1 : null;
  if (order === null) return null;
  const single = find(asked, SINGULAR) !== null;
  return !single && (plural || order.field === "sold") ? SOME : 1;
}

function finish(table: ShopTable, query: TableQuery, reading: Reading): TablePlan {
  const lacking = query.filters.map(({ field }) => field).find((field) => !hasField(table, field));
  const asked = [
    query.sort?.field,
    "of" in query.result ? query.result.of : undefined,
    query.groupBy ?? undefined,
    "field" in query.result ? query.result.field : undefined,
  ];
  const missing = lacking ?? asked.find((field) => field !== undefined && !hasField(table, field));
  if (missing !== undefined && missing !== "subject") {
    return declined("no-field", `The catalogue does not say the ${FIELD_WORDS[missing]} of its titles.`);
  }
  const names = query.filters.filter(({ field }) => field === "author" || field === "series");
  if (names.length > 1 && selectRows(table, { filters: names, period: null }).length === 0) {
    const nearest = selectRows(table, { filters: names.slice(0, 1), period: null });
    return declined(
      "false-premise",
      "The catalogue has no title for which both names hold.",
      Array.from(nearest.subarray(0, 5), (row) => table.titles[row]!.itemId),
    );
  }
  const { open, probability, readings } = reading;
  if (open === null) return queryPlan(query, probability, readings);
  return withName(open.typed, open.named, (named) => ({
    query: {
      ...query,
      filters: query.filters.map((filter) => (filter === open.named.filter ? named.filter : filter)),
    },
    probability,
    readings,
  }));
}

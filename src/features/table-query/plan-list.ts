import type {
  Aggregate,
  QueryField,
  QueryFilter,
  QueryPeriod,
  QueryReading,
  TablePlan,
  TableQuery,
} from "../../domain/table-query.ts";
import { takeAge, takeAmount, takeYears } from "./amount-phrases.ts";
import { insightOf } from "./insights.ts";
import { languageOf, takeFormat, takeGenre, takeLanguage, type KindFound } from "./kind-words.ts";
import type { NameKind } from "./name-lexicon.ts";
import { readPlace, PLACE } from "./number-words.ts";
import { findOrder, takeAggregate, takeGroup, takeLimit } from "./order-phrases.ts";
import { takePeriod } from "./period-phrases.ts";
import { declined, EVERYTHING, queryPlan, unknownName, withFilter, withName } from "./planned.ts";
import { hasContent, isNoise, leftWords } from "./noise-words.ts";
import {
  copyOf,
  find,
  freeRuns,
  phrase,
  take,
  takeSpan,
  typedIn,
  wordsIn,
  type Question,
  type Span,
} from "./question-text.ts";
import { FIELD_WORDS } from "./query-words.ts";
import { resolvePrefix, resolveSpan, type Named } from "./resolve-names.ts";
import { selectRows } from "./select-rows.ts";
import { hasField, type ShopTable } from "./shop-table.ts";

/** Titles that "the oldest books" shows where no number is said. */
const SOME = 5;

/** What has been understood of a question for a list so far. */
interface Reading {
  filters: QueryFilter[];
  period: QueryPeriod | null;
  probability: number;
  readonly readings: (QueryReading | null)[];
  /** A name that may mean several. */
  open: { readonly typed: string; readonly named: Named } | null;
  failed: TablePlan | null;
}

const SALES = phrase(
  "sold|sell|sells|selling|sales|bought|best ?sell(?:ing|ers?)|bestselling|bestsellers?|revenue|turnover|takings|verkauft|verkauften|verkaufe|verkaufte|verkaufen|umsatz|absatz|vendus?|vendues?|vend|vendent|ventes|chiffre d affaires|earn(?:ed)?|made|make|moved|shifted",
);

/**
 * Plan a question about many titles: counts, lists, extremes, sums, groups. null: it is no such question.
 *
 * @param field what is asked of the titles ("who wrote the longest novel": the author); null: the titles themselves
 */
export function planList(table: ShopTable, asked: Question, field: QueryField | null): TablePlan | null {
  const question = copyOf(asked);
  const reading: Reading = {
    filters: [],
    period: null,
    probability: 0.97,
    readings: [],
    open: null,
    failed: null,
  };
  const salesy = find(question, SALES) !== null;
  const counts = take(question, COUNT) !== null;
  if (salesy && table.sales !== null) {
    const { firstDay, lastDay } = table.sales.demand;
    reading.period = takePeriod(question, firstDay, lastDay);
  }
  const insight = insightOf(table, question);
  if (insight !== null && "kind" in insight) return insight;
  insight?.filters.forEach((filter) => add(reading, filter));
  if (insight?.period) reading.period = insight.period;
  const aggregate = takeAggregate(question);
  takeNames(table, question, reading);
  const group = takeGroup(question);
  takeFilters(question, reading);
  const place = takePlace(question, reading);
  const order = place === null ? findOrder(question) : null;
  if (order !== null) takeSpan(question, order.span);
  const limit = takeLimit(question);
  takeKinds(table, question, reading);
  takeLeftNames(table, question, reading);
  if (reading.failed !== null) return reading.failed;

  const result = resultOf(question, { counts, salesy, field, aggregate, grouped: group !== null });
  const wanted = orderOf(table, question, {
    insight: insight?.sort ?? null,
    order,
    place,
    salesy,
    result,
    group,
  });
  const query: TableQuery = {
    ...EVERYTHING,
    filters: reading.filters,
    period: reading.period,
    result,
    groupBy: group !== null && result.kind !== "distinct" ? group.field : null,
    sort: wanted,
    skip: order?.skip ?? place?.skip ?? 0,
    limit:
      limit ??
      order?.limit ??
      (place !== null && wanted !== null
        ? 1
        : wanted === null
          ? null
          : impliedLimit(asked, order !== null, result, group)),
  };
  const understood =
    reading.filters.length > 0 ||
    order !== null ||
    group !== null ||
    aggregate !== null ||
    insight !== null ||
    counts ||
    salesy ||
    result.kind !== "rows" ||
    place !== null;
  if (!understood) return null;
  const left = leftWords(question);
  reading.probability *= left.length === 0 ? 1 : left.length === 1 ? 0.45 : 0.2;
  if (reading.probability < 0.25) return null;
  return finish(table, query, reading);
}

const COUNT = phrase(
  "how many|(?:the |what is the |what s the |what 's the )?(?:total )?number of|count(?: of)?(?: the| all)?|wie ?viele?|(?:die )?anzahl (?:der|von|aller)?|combien (?:de|d|y a t il de)|(?:le )?nombre (?:de|d|total de)",
);

function add(reading: Reading, filter: QueryFilter): void {
  const merged = withFilter(reading.filters, filter);
  if (merged !== null) reading.filters = merged;
  else {
    reading.failed ??= declined(
      "contradiction",
      `The question asks for two things that exclude one another: ${FIELD_WORDS[filter.field as QueryField]}.`,
    );
  }
}

function addName(reading: Reading, typed: string, named: Named, negated: boolean): void {
  const filter = negated ? negationOf(named.filter) : named.filter;
  if (named.others.length > 0 && named.probability < 0.6 && reading.open === null && !negated) {
    reading.open = { typed, named };
  } else {
    reading.probability *= named.probability;
    reading.readings.push(named.reading);
  }
  add(reading, filter);
}

function negationOf(filter: QueryFilter): QueryFilter {
  if (filter.is === "equal") return { ...filter, is: "not" };
  return filter.is === "one-of" ? { ...filter, is: "none-of" } : filter;
}

const NEGATION = phrase(
  "(?:but |and )?(?:not (?:written |the ones )?(?:by|of|from)|not|except(?: for)?(?: those| the ones)?(?: by)?|excluding(?: those by)?|other than(?: those by)?|without(?: those by)?|apart from|nicht von|ausser(?: von)?|ohne|sauf|pas de|sans)",
);
const BY = phrase(
  "(?:that |which |who |die |qui )?(?:(?:were |was |are |is |has |have |did |hat |haben |a |ont )*(?:written|authored|geschrieben|ecrits?|ecrites?) )?(?:by|von|par)(?= (?!the |den |der )[^|])",
);
const OF = phrase("(?:of|de|d|du|from|for|on)(?= [^|])");
const WROTE = phrase(
  "(?:did|has|have|hat|haben|a|had) (?<name>[^|]+?) (?:write|written|wrote|publish|published|author|authored|geschrieben|veroffentlicht|ecrit|ecrits|publie)",
);
const SERIES = phrase(
  "(?:in|of|from|belong to|part of|belonging to|der|aus|de|dans)? ?(?:the |die |der |la |le |les )*(?<name>[^|]+?) (?:series|trilogy|saga|cycle|sequence|reihe|serie|trilogie)",
);
const IN_TITLE = phrase(
  "(?:(?:with|that have|which have|having|containing|mit) )?(?:the )?(?:words? )?(?<words>[^|]+?) in (?:the|their|its|its own|im) (?:titles?|names?|titel)|(?:whose|with) titles? (?:that )?(?:contains?|includes?|containing|including|has|have) (?:the )?(?:words? )?(?<more>[^|]+)",
);
const ABOUT = phrase(
  "(?:(?:is|are|that are|which are|all) )?(?:about|on the subject of|dealing with|concerning|uber|ueber|sur|au sujet de|a propos de|on)(?= [^|])",
);

/** Authors, series and subjects that stand behind a word which says what they are. */
function takeNames(table: ShopTable, question: Question, reading: Reading): void {
  takeInTitle(question, reading);
  takeWrote(table, question, reading);
  takeSeries(table, question, reading);
  for (let not = find(question, NEGATION); not !== null;) {
    const found = resolvePrefix(table, question, not.span.to, ["author", "series", "publisher"]);
    if (found === null || found.named.probability < 0.5) break;
    takeSpan(question, { from: not.span.from, to: found.span.to });
    addName(reading, typedIn(question, found.span), found.named, true);
    not = find(question, NEGATION);
  }
  for (let by = find(question, BY); by !== null; by = find(question, BY)) {
    if (!takeBy(table, question, reading, by.span)) break;
  }
  takePossessive(table, question, reading);
  if (!reading.filters.some(({ field }) => field === "author" || field === "series")) {
    const of = find(question, OF);
    const found = of && resolvePrefix(table, question, of.span.to, ["author", "series"]);
    if (found && found.named.probability > 0.75 && !isNoise(question.tokens[found.span.from]!.word)) {
      takeSpan(question, { from: of.span.from, to: found.span.to });
      addName(reading, typedIn(question, found.span), found.named, false);
    }
  }
  takeAbout(question, reading);
}

function takeInTitle(question: Question, reading: Reading): void {
  const found = find(question, IN_TITLE);
  const span = found?.spans["words"] ?? found?.spans["more"];
  if (!found || span === undefined) return;
  let { from } = span;
  while (
    from < span.to - 1 &&
    (isNoise(question.tokens[from]!.word) || question.tokens[from]!.word === "word")
  )
    from++;
  add(reading, { field: "title", is: "contains", value: typedIn(question, { from, to: span.to }) });
  takeSpan(question, {
    from: found.words["words"] === undefined ? found.span.from : from,
    to: found.span.to,
  });
}

function takeWrote(table: ShopTable, question: Question, reading: Reading): void {
  const wrote = find(question, WROTE);
  const span = wrote?.spans["name"];
  if (!wrote || span === undefined) return;
  const author = resolveSpan(table, question, span, ["author"]);
  takeSpan(question, wrote.span);
  if (author === null) {
    if (hasContent(wordsIn({ ...question, taken: question.tokens.map(() => false) }, span))) {
      reading.failed ??= unknownName(
        table,
        "author",
        typedIn(question, span),
        question.tokens.slice(span.from, span.to).map(({ word }) => word),
      );
    }
  } else addName(reading, typedIn(question, span), author, false);
}

function takeSeries(table: ShopTable, question: Question, reading: Reading): void {
  const found = find(question, SERIES);
  const span = found?.spans["name"];
  if (!found || span === undefined) return;
  for (let from = span.from; from < span.to; from++) {
    if (isNoise(question.tokens[from]!.word) && from < span.to - 1) continue;
    const series = resolveSpan(table, question, { from, to: span.to }, ["series"]);
    if (series === null) continue;
    takeSpan(question, { from, to: found.span.to });
    addName(reading, typedIn(question, { from, to: span.to }), series, false);
    return;
  }
  const words = wordsIn(question, span).filter((word) => !isNoise(word));
  if (words.length > 0 && !/^(?:which|what|how)$/.test(words[0]!)) {
    const typed = words.join(" ");
    reading.failed ??= table.names.has("series")
      ? unknownName(table, "series", typed, words)
      : declined("no-field", "The catalogue does not say to which series its titles belong.");
  }
}

/** "by A", "by A and B", "by A or B". */
function takeBy(table: ShopTable, question: Question, reading: Reading, by: Span): boolean {
  const kinds: readonly NameKind[] = ["author"];
  const first = resolvePrefix(table, question, by.to, kinds);
  if (first === null || (first.named.probability < 0.4 && first.named.others.length === 0)) {
    if (
      question.tokens.slice(by.to, by.to + 1).some(({ word }) => isNoise(word) || languageOf(word) !== null)
    )
      return false;
    const to = freeRuns(question).find((run) => run.from <= by.to && run.to > by.to)?.to ?? by.to;
    const words = wordsIn(question, { from: by.to, to });
    if (hasContent(words)) {
      const publisher = resolvePrefix(table, question, by.to, ["publisher"]);
      if (publisher !== null && publisher.named.probability > 0.75) {
        takeSpan(question, { from: by.from, to: publisher.span.to });
        addName(reading, typedIn(question, publisher.span), publisher.named, false);
        return true;
      }
      const known = words.slice(0, 4);
      reading.failed ??= unknownName(
        table,
        "author",
        typedIn(question, { from: by.to, to: by.to + known.length }),
        known,
      );
    }
    return false;
  }
  takeSpan(question, { from: by.from, to: first.span.to });
  const next = question.tokens[first.span.to];
  const second =
    next !== undefined && /^(?:or|and|oder|und|ou|et)$/.test(next.word)
      ? resolvePrefix(
          table,
          question,
          first.span.to + (question.tokens[first.span.to + 1]?.word === "by" ? 2 : 1),
          kinds,
        )
      : null;
  if (second === null || second.named.probability < 0.7) {
    addName(reading, typedIn(question, first.span), first.named, false);
    return true;
  }
  takeSpan(question, { from: first.span.to, to: second.span.to });
  const values = [first, second].flatMap(({ named }) => valuesOf(named.filter));
  reading.probability *= first.named.probability * second.named.probability;
  reading.readings.push(first.named.reading, second.named.reading);
  add(reading, { field: "author", is: "one-of", values });
  return true;
}

export function valuesOf(filter: QueryFilter): string[] {
  return filter.is === "equal" || filter.is === "not"
    ? [String(filter.value)]
    : filter.is === "one-of" || filter.is === "none-of"
      ? [...filter.values]
      : [];
}

/** "Rowling's books": the words before the ending that are a name, as many as are one. */
function takePossessive(table: ShopTable, question: Question, reading: Reading): void {
  const at = question.tokens.findIndex(({ word }, i) => word === "'s" && !question.taken[i]);
  if (at < 1) return;
  for (let from = Math.max(0, at - 4); from < at; from++) {
    if (question.taken.slice(from, at).includes(true)) continue;
    const span = { from, to: at };
    const named = resolveSpan(table, question, span, ["author", "series"]);
    if (named === null || (named.probability < 0.4 && named.others.length === 0)) continue;
    if (isNoise(question.tokens[from]!.word)) continue;
    takeSpan(question, { from, to: at + 1 });
    addName(reading, typedIn(question, span), named, false);
    return;
  }
}

function takeAbout(question: Question, reading: Reading): void {
  const about = find(question, ABOUT);
  if (about === null) return;
  const run = freeRuns(question).find(({ from, to }) => from <= about.span.from && to > about.span.from);
  if (run === undefined) return;
  let to = about.span.to;
  while (to < run.to && !STOPS.has(question.tokens[to]!.word)) to++;
  while (to > about.span.to && isNoise(question.tokens[to - 1]!.word)) to--;
  const words = wordsIn(question, { from: about.span.to, to }).filter((word) => !isNoise(word));
  if (words.length === 0 || words.length > 3) return;
  takeSpan(question, { from: about.span.from, to });
  reading.probability *= 0.72;
  add(reading, { field: "subject", is: "contains", value: typedIn(question, { from: about.span.to, to }) });
}

const STOPS = new Set(
  "in with that which under below over above for by and or but from published written do does did are is we you sold before after since cost costs costing auf lager mit die fur unter qui en stock avec a moins".split(
    " ",
  ),
);

const IN_STOCK = phrase(
  "(?:that (?:are|is|we have) |which (?:are|is) |(?:do we have |we have |have we |is |are )?(?:currently )?)?(?:in stock|on the shel(?:f|ves)|on hand|available|auf lager|vorratig|lieferbar|en stock|en rayon|disponibles?|in the shop|im laden)(?: now| right now| today)?",
);
const OUT_OF_STOCK = phrase(
  "(?:that are |which are |are |is )?(?:out of stock|sold out|not (?:in stock|on the shelf|available)|ausverkauft|nicht (?:auf lager|vorratig|lieferbar)|epuisee?s?|pas en stock|en rupture(?: de stock)?)",
);

/** Numbers, ages, years, stock. */
function takeFilters(question: Question, reading: Reading): void {
  for (let amount = takeAmount(question); amount !== null; amount = takeAmount(question))
    add(reading, amount);
  const age = takeAge(question);
  if (age !== null) add(reading, age);
  for (let years = takeYears(question); years !== null; years = takeYears(question)) add(reading, years);
  if (take(question, OUT_OF_STOCK) !== null)
    add(reading, { field: "onHand", is: "between", low: null, high: 0 });
  else if (take(question, IN_STOCK) !== null)
    add(reading, { field: "onHand", is: "between", low: 1, high: null });
  const without = take(
    question,
    phrase(
      "(?:without|with no|that have no|having no|ohne|sans) (?:an? |any |known )*(?<field>price|year|author|isbn|description|language|genre|pages|preis|jahr|autor|prix|annee|auteur)",
    ),
  );
  const field = without && UNKNOWN_FIELDS[without.words["field"]!];
  if (field) add(reading, { field, is: "missing" });
}

const UNKNOWN_FIELDS: Readonly<Record<string, QueryField>> = {
  price: "price",
  preis: "price",
  prix: "price",
  year: "year",
  jahr: "year",
  annee: "year",
  author: "author",
  autor: "author",
  auteur: "author",
  isbn: "isbn",
  description: "description",
  language: "language",
  genre: "genre",
  pages: "pages",
};

interface Place {
  readonly skip: number;
  readonly field: QueryField;
}

/** "The third book in …": a volume of a series, else the third of an author. */
function takePlace(question: Question, reading: Reading): Place | null {
  const volume =
    "books?|novels?|volumes?|parts?|instal?lments?|titles?|band|bucher|buch|teil|romans?|tomes?|livres?|volet";
  const found =
    find(
      question,
      phrase(
        `(?:the |der |das |die |le |la )?(?<n>${PLACE}) (?:and )?(?:${volume}|\\|)(?= \\||$| in| of| by| der| von| de| from| called)`,
      ),
    ) ?? find(question, phrase(`(?:volume|vol|book|part|number|band|teil|tome|nummer) (?<n>\\d{1,3})`));
  const n = found === null ? NaN : readPlace(found.words["n"]!);
  if (found === null || !(n >= 1)) return null;
  const series = reading.filters.some(({ field }) => field === "series");
  const byAuthor = reading.filters.some(({ field }) => field === "author");
  if (!series && !byAuthor) return null;
  takeSpan(question, found.span);
  if (!series) return { skip: n - 1, field: "year" };
  add(reading, { field: "seriesNumber", is: "equal", value: n });
  return null;
}

function takeKinds(table: ShopTable, question: Question, reading: Reading): void {
  for (const takeKind of [takeFormat, takeLanguage, takeGenre]) {
    for (let kind = takeKind(question, table); kind !== null; kind = takeKind(question, table)) {
      addKind(table, question, reading, kind);
    }
  }
}

const PEOPLE = phrase(
  "\\| (?:authors?|writers?|novelists?|poets?|autoren|autor|autorin|schriftsteller|auteurs?|ecrivains?)",
);

function addKind(table: ShopTable, question: Question, reading: Reading, kind: KindFound): void {
  if (kind.lacking !== null) {
    const known = table.names.has(kind.lacking);
    reading.failed ??= declined(
      "no-field",
      known
        ? `No title of the catalogue has the ${FIELD_WORDS[kind.lacking]} “${kind.typed}”.`
        : `The catalogue does not say the ${FIELD_WORDS[kind.lacking]} of its titles.`,
    );
    return;
  }
  const [filter] = kind.filters;
  if (filter?.field === "language" && find(question, PEOPLE) !== null) {
    reading.failed ??= declined("no-field", "The catalogue does not say where its authors come from.");
    return;
  }
  if (kind.loose) {
    reading.probability *= 0.85;
    reading.readings.push({ typed: kind.typed, as: "titles; the catalogue does not say which are novels" });
  }
  kind.filters.forEach((own) => add(reading, own));
}

/** Names without a word that says what they are: "Agatha Christie books", "Harry Potter in German". */
function takeLeftNames(table: ShopTable, question: Question, reading: Reading): void {
  for (const run of freeRuns(question)) {
    const span = trimmed(question, run);
    if (span === null) continue;
    const found = longestName(table, question, span);
    if (found === null) continue;
    takeSpan(question, found.span);
    addName(reading, typedIn(question, found.span), found.named, false);
  }
}

function trimmed({ tokens }: Question, run: Span): Span | null {
  let { from, to } = run;
  while (from < to && isNoise(tokens[from]!.word)) from++;
  while (to > from && isNoise(tokens[to - 1]!.word)) to--;
  return from < to && to - from <= 10 ? { from, to } : null;
}

function longestName(
  table: ShopTable,
  question: Question,
  run: Span,
): { readonly named: Named; readonly span: Span } | null {
  for (let length = run.to - run.from; length > 0; length--) {
    for (let from = run.from; from + length <= run.to; from++) {
      const span = { from, to: from + length };
      const words = wordsIn(question, span);
      if (isNoise(words[0]!) || isNoise(words.at(-1)!)) continue;
      const named = resolveSpan(table, question, span, ["author", "series"]);
      if (named !== null && named.probability + Math.min(0, 0.2 * (length - 1)) > 0.7) return { named, span };
      if (named !== null && named.others.length > 0 && length === run.to - run.from) return { named, span };
    }
  }
  return null;
}

interface Asked {
  readonly counts: boolean;
  readonly salesy: boolean;
  readonly field: QueryField | null;
  readonly aggregate: { readonly of: QueryField; readonly how: Aggregate } | null;
  readonly grouped: boolean;
}

const COPIES = phrase(
  "copies|exemplare|exemplaires|units|bucher haben wir verkauft|books did we sell|books have we sold|books were sold|titles were sold in total",
);
const MONEY = phrase(
  "how much(?: money)?(?: revenue)?|revenue|turnover|takings|umsatz|chiffre d affaires|wie ?viel geld|combien d argent",
);

function resultOf(
  question: Question,
  { counts, salesy, field, aggregate, grouped }: Asked,
): TableQuery["result"] {
  if (field !== null) return { kind: "field", field };
  if (aggregate !== null) return { kind: "aggregate", ...aggregate };
  const money = find(question, MONEY);
  if (money !== null && salesy) {
    takeSpan(question, money.span);
    return { kind: "aggregate", of: "revenue", how: "sum" };
  }
  const copies = find(question, COPIES);
  if (counts && copies !== null) {
    takeSpan(question, copies.span);
    return { kind: "aggregate", of: salesy ? "sold" : "onHand", how: "sum" };
  }
  const ratings = counts ? take(question, phrase("ratings|bewertungen|votes")) : null;
  if (ratings !== null) return { kind: "aggregate", of: "ratings", how: "sum" };
  const pages = counts ? take(question, phrase("pages|seiten")) : null;
  if (pages !== null) return { kind: "aggregate", of: "pages", how: "sum" };
  if (grouped && counts) return { kind: "count" };
  if (grouped) return salesy ? { kind: "aggregate", of: "sold", how: "sum" } : { kind: "count" };
  return counts ? { kind: "count" } : { kind: "rows" };
}

interface Wanted {
  readonly insight: TableQuery["sort"];
  readonly order: { readonly field: QueryField; readonly descending: boolean } | null;
  readonly place: Place | null;
  readonly salesy: boolean;
  readonly result: TableQuery["result"];
  readonly group: { readonly field: QueryField; readonly asked: boolean } | null;
}

function orderOf(table: ShopTable, question: Question, wanted: Wanted): TableQuery["sort"] {
  const { insight, order, place, salesy, result, group } = wanted;
  if (group !== null && result.kind !== "distinct") {
    const most = take(
      question,
      phrase(
        "(?:wrote |has |have |with |hat |a |schrieb )*(?:the )?(?:most|mit den meisten|die meisten|le plus de?)",
      ),
    );
    const least =
      most === null
        ? take(
            question,
            phrase("(?:wrote |has |have |with )*(?:the )?(?:fewest|least|wenigsten|le moins de?)"),
          )
        : null;
    const field =
      result.kind === "aggregate"
        ? result.of
        : order !== null && !["rating", "year"].includes(order.field)
          ? order.field
          : "titles";
    return { field, descending: least === null && (order?.descending ?? true) };
  }
  if (insight !== null) return insight;
  if (place !== null) return { field: place.field, descending: false };
  if (order !== null) {
    const soldInstead = order.field === "rating" && !hasField(table, "rating") && hasField(table, "sold");
    const popular = order.field === "ratings" && !hasField(table, "ratings") && hasField(table, "sold");
    return { field: soldInstead || popular ? "sold" : order.field, descending: order.descending };
  }
  return salesy && result.kind === "rows" && table.sales !== null
    ? { field: "sold", descending: true }
    : null;
}

const SINGULAR = phrase(
  "book|novel|title|poem|play|story|one|hardback|paperback|buch|roman|titel|livre|titre|work|volume|author|genre|language|publisher|autor|auteur",
);
const PLURAL = phrase(
  "books|novels|titles|poems|plays|stories|ones|hardbacks|paperbacks|bucher|romane|livres|titres|romans|works|authors|genres|languages|publishers|autoren|auteurs|bestsellers|best sellers",
);

function impliedLimit(
  asked: Question,
  ordered: boolean,
  result: TableQuery["result"],
  group: { readonly asked: boolean } | null,
): number | null {
  if (result.kind === "field") return 1;
  if (group !== null) return group.asked && find(asked, PLURAL) === null && ordered ? 1 : null;
  if (!ordered) return null;
  return find(asked, PLURAL) !== null && find(asked, SINGULAR) === null ? SOME : 1;
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

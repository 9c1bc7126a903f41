import type {
  QueryField,
  QueryFilter,
  QueryPeriod,
  TablePlan,
  TableQuery,
} from "../../domain/table-query.ts";
import {
  COMPARISONS,
  COUNT_PATTERNS,
  SOLD_PATTERNS,
  TITLE_PATTERNS,
  WORKS,
  type Comparison,
  type Wants,
} from "./comparison-forms.ts";
import { takeFilters } from "./list-filters.ts";
import { emptyReading, type Reading } from "./list-reading.ts";
import { valuesOf } from "./list-names.ts";
import { takePeriod } from "./period-phrases.ts";
import { languageOf } from "./kind-words.ts";
import { readLanguage } from "../../domain/language-text.ts";
import { titleWords } from "../title-words.ts";
import { declined, EVERYTHING, queryPlan, unknownName } from "./planned.ts";
import { lacksField, resolveTitle } from "./plan-title.ts";
import {
  copyOf,
  find,
  phrase,
  takeSpan,
  typedIn,
  wordsIn,
  type Question,
  type Span,
} from "./question-text.ts";
import { resolveSpan, type Named } from "./resolve-names.ts";
import { hasField, type ShopTable } from "./shop-table.ts";

/** Plan a question that sets two titles, authors, series, genres or languages side by side; null: it does not. */
export function planComparison(table: ShopTable, asked: Question): TablePlan | null {
  let failed: TablePlan | null = null;
  for (const question of variants(table, asked)) {
    for (const pattern of SOLD_PATTERNS) {
      const plan = compareGroups(table, question, pattern, "sold");
      if (plan?.kind === "query") return plan;
      failed ??= plan;
    }
    for (const pattern of COUNT_PATTERNS) {
      const plan = compareGroups(table, question, pattern, "titles");
      if (plan?.kind === "query") return plan;
      failed ??= plan;
    }
    for (const pattern of TITLE_PATTERNS) {
      const plan = compareTitles(table, question, pattern);
      if (plan?.kind === "query") return plan;
      failed ??= plan;
    }
  }
  return failed;
}

interface Variant extends Question {
  readonly reading: Reading;
}

/** The question as it is, and with the conditions at its end ("before 1900", "in March") taken. */
function variants(table: ShopTable, asked: Question): Variant[] {
  const whole: Variant = { ...copyOf(asked), reading: emptyReading() };
  if (find(asked, OR) === null) return [];
  const closing = find(
    asked,
    phrase(
      "(?:in |aus )?(?:the |our |this |im |dem )?(?:catalogue|catalog|shop|store|katalog|laden|catalogue|sortiment)|so far|overall|in total|altogether",
    ),
  );
  if (closing !== null) takeSpan(whole, closing.span);
  const shorter: Variant = { ...copyOf(whole), reading: emptyReading() };
  if (table.sales !== null) {
    const { firstDay, lastDay } = table.sales.demand;
    shorter.reading.period = takePeriod(shorter, firstDay, lastDay);
  }
  takeFilters(shorter, shorter.reading);
  if (shorter.taken.every((taken, i) => taken === whole.taken[i])) return [whole];
  return [whole, withoutTaken(shorter)];
}

/** The words that are left, as a question of their own: a pattern then reaches over what was taken. */
function withoutTaken(question: Variant): Variant {
  const tokens = question.tokens.filter((_, i) => !question.taken[i]);
  return { ...question, tokens, taken: tokens.map(() => false), plain: null };
}

const OR = phrase(
  "before|after|vor|nach|avant|apres|or|than|and|oder|als|und|ou|que|qu|et|vs|versus|compare|vergleiche?|comparez?",
);
const SPLIT = /^(?:or|and|vs|versus|oder|und|ou|et|than|als|que)$/;

/** Ways to cut a pair in two; a name may itself have an "or" or "and". */
function pairs(question: Question, spans: Readonly<Record<string, Span>>): (readonly [Span, Span])[] {
  const { pair, x, y } = spans;
  if (x !== undefined && y !== undefined) return [[x, y]];
  if (pair === undefined) return [];
  const cuts: (readonly [Span, Span])[] = [];
  for (let at = pair.from + 1; at < pair.to - 1; at++) {
    if (!SPLIT.test(question.tokens[at]!.word)) continue;
    cuts.push([
      { from: pair.from, to: at },
      { from: at + 1, to: pair.to },
    ]);
  }
  return cuts;
}

function compareTitles(table: ShopTable, question: Variant, pattern: RegExp): TablePlan | null {
  const found = find(question, pattern);
  if (found === null) return null;
  const how = found.words["how"];
  const comparison =
    how === undefined
      ? byNoun(found.words["what"] ?? "")
      : COMPARISONS.find(({ source }) => new RegExp(`^(?:${source})$`, "u").test(how))!;
  let { field } = comparison;
  if (/^(?:more|less|mehr|weniger|plus|moins)$/.test(how ?? "") && find(question, SELLS) !== null)
    field = "sold";
  else if (
    /^(?:more|less|mehr|weniger)$/.test(how ?? "") &&
    find(question, phrase("cost|costs|kostet|coute|expensive")) === null
  )
    return null;
  let failed: TablePlan | null = null;
  for (const [a, b] of pairs(question, found.spans)) {
    const titles = [a, b].map((span) => resolveTitle(table, question, span)?.named ?? null);
    const missing = titles.findIndex((title) => title === null);
    if (missing < 0) {
      const [x, y] = titles as [Named, Named];
      if (!hasField(table, field)) return lacksField(field, null);
      return comparedTitles(table, [x, y], field, comparison.wants, question.reading.period);
    }
    const span = [a, b][missing]!;
    if (titles.some((title) => title !== null && title.probability > 0.8)) {
      failed = unknownName(table, "title", typedIn(question, span), wordsIn(question, span));
    }
  }
  return failed ?? compareAuthors(table, question, found.spans, field, comparison.wants);
}

const SELLS = phrase("sell|sold|sells|selling|verkauft|vendu");

function byNoun(noun: string): Comparison {
  const field = /^(?:prices?|preise?|prix)$/.test(noun)
    ? "price"
    : /^(?:lengths?|pages|seiten)$/.test(noun)
      ? "pages"
      : noun.startsWith("rating")
        ? "rating"
        : noun === "sales"
          ? "sold"
          : "ratings";
  return { field, wants: "both", source: "" };
}

function comparedTitles(
  table: ShopTable,
  titles: readonly [Named, Named],
  field: QueryField,
  wants: Wants,
  period: QueryPeriod | null,
): TablePlan {
  const values = titles.map(({ rows }) => table.titles[likeliest(table, rows)]!.itemId);
  const probability = 0.97 * titles[0].probability * titles[1].probability;
  if (values[0] === values[1])
    return declined("contradiction", "Both names mean the same title.", values.slice(1));
  return queryPlan(
    {
      ...EVERYTHING,
      filters: [{ field: "item", is: "one-of", values }],
      period,
      result: { kind: "compare", field, wants },
    },
    probability,
    titles.map(({ reading }) => reading),
  );
}

/** Of several editions the one that is read most. */
function likeliest(table: ShopTable, rows: readonly number[]): number {
  const ratings = table.numbers.get("ratings");
  return rows.reduce((best, row) => ((ratings?.[row] ?? 0) > (ratings?.[best] ?? 0) ? row : best));
}

/** "Are Verne's or Wells's books longer": the mean of each author's titles. */
function compareAuthors(
  table: ShopTable,
  question: Variant,
  spans: Readonly<Record<string, Span>>,
  field: QueryField,
  wants: Wants,
): TablePlan | null {
  for (const [a, b] of pairs(question, spans)) {
    const named = [a, b].map((span) =>
      resolveSpan(table, question, withoutWorks(question, span), ["author"]),
    );
    const [x, y] = named;
    if (!x || !y) continue;
    if (!hasField(table, field)) return lacksField(field, null);
    const how =
      field === "sold"
        ? ("sum" as const)
        : field === "year"
          ? wants === "less"
            ? ("min" as const)
            : ("max" as const)
          : ("mean" as const);
    return queryPlan(
      {
        ...EVERYTHING,
        filters: [
          ...question.reading.filters,
          { field: "author", is: "one-of", values: [...valuesOf(x.filter), ...valuesOf(y.filter)] },
        ],
        period: question.reading.period,
        groupBy: "author",
        result: { kind: "aggregate", of: field, how },
        sort: { field, descending: wants !== "less" },
      },
      0.85 * x.probability * y.probability,
      [x.reading, y.reading],
    );
  }
  return null;
}

const WORK_WORD = new RegExp(`^(?:${WORKS}|'s|by|of|von|de|the|those|from|in|auf|en|copies)$`, "u");

function withoutWorks({ tokens }: Question, { from, to }: Span): Span {
  let [first, last] = [from, to];
  while (first < last - 1 && WORK_WORD.test(tokens[first]!.word)) first++;
  while (last > first + 1 && WORK_WORD.test(tokens[last - 1]!.word)) last--;
  return { from: first, to: last };
}

function compareGroups(
  table: ShopTable,
  question: Variant,
  pattern: RegExp,
  field: "titles" | "sold",
): TablePlan | null {
  const found = find(question, pattern);
  if (found === null) return null;
  const { soldHow } = found.words;
  const fewer =
    found.words["fewer"] !== undefined || /^(?:fewer|less|worse|weniger|moins)$/.test(soldHow ?? "");
  for (const [a, b] of pairs(question, found.spans)) {
    const both = namesOfOneKind(table, question, withoutWorks(question, a), withoutWorks(question, b));
    if (both === null) continue;
    if ("kind" in both) return both;
    if (!hasField(table, field)) return lacksField(field, null);
    const query: TableQuery = {
      ...EVERYTHING,
      filters: [...question.reading.filters, both.filter],
      period: question.reading.period,
      groupBy: both.field,
      result: { kind: "compare", field, wants: fewer ? "less" : "more" },
    };
    return queryPlan(query, 0.95 * both.probability, both.readings);
  }
  return null;
}

interface BothNames {
  readonly field: QueryField;
  readonly filter: QueryFilter;
  readonly probability: number;
  readonly readings: readonly Named["reading"][];
}

function namesOfOneKind(
  table: ShopTable,
  question: Question,
  a: Span,
  b: Span,
): BothNames | TablePlan | null {
  const languages = [a, b].map((span) => valuesOfKind(table, "language", wordsIn(question, span)));
  if (languages.every((values) => values.length > 0)) {
    return {
      field: "language",
      filter: { field: "language", is: "one-of", values: languages.flat() },
      probability: 0.95,
      readings: [],
    };
  }
  for (const kind of ["author", "series"] as const) {
    const [x, y] = [a, b].map((span) => resolveSpan(table, question, span, [kind]));
    if (x && y) {
      return {
        field: kind,
        filter: { field: kind, is: "one-of", values: [...valuesOf(x.filter), ...valuesOf(y.filter)] },
        probability: pairProbability(x, y),
        readings: [x.reading, y.reading],
      };
    }
    if (kind === "author" && (x ?? y) && (x ?? y)!.probability > 0.85) {
      const other = x ? b : a;
      if (valuesOfKind(table, "genre", wordsIn(question, other)).length > 0) continue;
      return unknownName(table, "author", typedIn(question, other), wordsIn(question, other));
    }
  }
  const genres = [a, b].map((span) => valuesOfKind(table, "genre", wordsIn(question, span)));
  if (genres.every((values) => values.length > 0)) {
    return {
      field: "genre",
      filter: { field: "genre", is: "one-of", values: genres.flat() },
      probability: 0.9,
      readings: [],
    };
  }
  return null;
}

/** Names that stand beside each other in a question help to tell namesakes apart: both are much read. */
function pairProbability(x: Named, y: Named): number {
  return Math.max(0.5, x.probability) * Math.max(0.5, y.probability);
}

function valuesOfKind(table: ShopTable, field: "language" | "genre", words: readonly string[]): string[] {
  const values = table.names.get(field)?.values ?? [];
  if (field === "language") {
    const code = words.map(languageOf).find((found) => found !== null);
    return code === undefined ? [] : values.filter((value) => readLanguage(value) === code);
  }
  const wanted = titleWords(words.join(" "));
  return wanted.length === 0
    ? []
    : values.filter((value) => wanted.every((word) => titleWords(value).includes(word)));
}

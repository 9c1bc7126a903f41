import type { AskTurn } from "../../domain/ask.ts";
import type { QueryField, QueryFilter, TablePlan, TableQuery } from "../../domain/table-query.ts";
import { lackingFields } from "./answer-query.ts";
import { leftWords } from "./noise-words.ts";
import { asksWhatSold, readList, resultOf, type ListParts } from "./plan-list.ts";
import { lacksField, resolveTitle } from "./plan-title.ts";
import { EVERYTHING, queryPlan } from "./planned.ts";
import {
  copyOf,
  find,
  freeRuns,
  openQuestion,
  phrase,
  takeSpan,
  wordsIn,
  type Question,
} from "./question-text.ts";
import { looksAtSales } from "./query-words.ts";
import type { ShopTable } from "./shop-table.ts";
import { TITLE_FORMS } from "./title-forms.ts";

const OPENING = phrase(
  "(?<=^)(?:(?:and|but|so|ok|or|then|now|und|aber|oder|et|mais|ou) )*(?:what about|how about|and|but|so|or|also|now|und|aber|oder|et|mais|ou|was ist mit|wie ist es mit|wie sieht es mit|qu en est il de|only|just|nur|seulement|instead|same for|the same for|show me only|only show|show only|just show)",
);
const THEM = phrase(
  "(?:of|from|among|amongst|von|unter|parmi|d entre) (?:them|those|these|the ones|ihnen|denen|diesen|eux|elles|ceux|celles)(?: ci| la)?|them|those|these|ones|davon|darunter|diese|en",
);
const IT =
  /^(?:it|that|this|that one|this one|the book|that book|this book|the novel|the title|the first one|them|they|these|those|he|she|es|das|das buch|dieses buch|ihn|sie|il|elle|ce livre|le livre|cela|ca|l|t il|t elle)$/;
const NEXT = phrase(
  "(?:the )?(?:next|second|following) one|(?:the )?next|der nachste|das nachste|le suivant|la suivante",
);
const SHORT = 9;

/**
 * Plan a question that goes on with the one before: "and in German?", "only those in stock", "the cheapest of them",
 * "who wrote it?", "and by Wells?". null: it does not go on.
 */
export function planFollowUp(
  table: ShopTable,
  asked: Question,
  before: readonly AskTurn[],
): TablePlan | null {
  const last = before.findLast(({ query, itemIds }) => query !== null || itemIds.length > 0);
  if (last === undefined) return null;
  // What was only perhaps meant names no titles: "it" is what was named before.
  const named = before.findLast(({ itemIds }) => itemIds.length > 0) ?? last;
  const question = copyOf(asked);
  const opening = find(question, OPENING);
  if (opening !== null) takeSpan(question, opening.span);
  const pronoun =
    planPronoun(table, question, named) ?? planPossession(table, question, named, opening !== null);
  if (pronoun !== null) return pronoun;
  if (last.query === null) return null;
  const them = find(question, THEM);
  if (them !== null) takeSpan(question, them.span);
  if (opening === null && them === null) return null;
  if (question.tokens.length > SHORT + 6) return null;
  return (
    planNext(question, last.query) ??
    planSameField(table, question, last.query) ??
    planChanged(table, question, last, them !== null)
  );
}

/** Whether a question cannot stand alone: it opens like an answer to an answer, or speaks of "them". */
export function goesOn(question: Question): boolean {
  return find(question, OPENING) !== null || find(question, THEM) !== null;
}

/** "Who wrote it?": a question about a title, of the one that was named last. */
function planPronoun(table: ShopTable, question: Question, last: AskTurn): TablePlan | null {
  for (const { field, pattern, loose } of TITLE_FORMS) {
    if (loose) continue;
    const found = find(question, pattern);
    if (found === null || !IT.test(found.words["t"]!)) continue;
    const many = /^(?:them|they|these|those|sie)$/.test(found.words["t"]!);
    const values = many ? last.itemIds.slice(0, 50) : last.itemIds.slice(0, 1);
    if (values.length === 0) return null;
    const query: TableQuery = {
      ...EVERYTHING,
      filters: [{ field: "item", is: "one-of", values }],
      result: { kind: "field", field },
    };
    return lackingFields(table, query).length > 0 ? lacksField(field, null) : queryPlan(query, 0.93, []);
  }
  return null;
}

/** "Its price" in words that the forms know, in the languages of the catalogue. */
const POSSESSIONS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^(?:(?:what|which) (?:is |are |was |'s |s )?|whats )?(?:its|his|her) (.+)$/u, "the $1 of it"],
  [/^(?:(?:what|which) (?:are |is |were ))?their (.+?)s?$/u, "the $1 of them"],
  [/^(?:(?:was |wie hoch |wie )?ist )?(?:sein|seine|ihr|ihre) (.+)$/u, "$1 von es"],
  [/^(?:quel(?:le)? est )?(?:son|sa) (.+)$/u, "$1 de il"],
];
/** A field alone: "and the price?". */
const FIELD_ALONE = /^(?:what (?:is |'s |s )?|whats )?the (\p{L}+(?: \p{L}+)?)$/u;

/** "What is its price?", and "and the price?" after a question about one title. */
function planPossession(
  table: ShopTable,
  question: Question,
  named: AskTurn,
  isOpened: boolean,
): TablePlan | null {
  const words = wordsIn(question, { from: 0, to: question.tokens.length }).join(" ");
  const possession = POSSESSIONS.find(([pattern]) => pattern.test(words));
  const isAlone = isOpened && named.itemIds.length === 1 && FIELD_ALONE.test(words);
  const [pattern, of] = possession ?? (isAlone ? [FIELD_ALONE, "the $1 of it"] : []);
  return pattern === undefined ? null : planPronoun(table, openQuestion(words.replace(pattern, of!)), named);
}

function planNext(question: Question, query: TableQuery): TablePlan | null {
  if (query.sort === null || find(question, NEXT) === null) return null;
  return queryPlan({ ...query, skip: query.skip + (query.limit ?? 1), limit: query.limit ?? 1 }, 0.9, []);
}

/** "And Dracula?" after "who wrote Emma?". */
function planSameField(
  table: ShopTable,
  question: Question,
  { result, period }: TableQuery,
): TablePlan | null {
  if (result.kind !== "field") return null;
  const [run] = freeRuns(question);
  const title = run && resolveTitle(table, question, run)?.named;
  if (!title || title.probability < 0.7 || wordsIn(question, run).length === 0) return null;
  const values = title.rows.map((row) => table.titles[row]!.itemId);
  return queryPlan(
    { ...EVERYTHING, filters: [{ field: "item", is: "one-of", values }], period, result },
    0.95 * title.probability,
    [title.reading],
  );
}

function planChanged(table: ShopTable, question: Question, last: AskTurn, ofThem: boolean): TablePlan | null {
  const old = last.query!;
  const parts = readList(table, question, looksAtSales(old));
  if ("kind" in parts) return parts;
  const { reading, counts, order, place, limit, aggregate, group } = parts;
  const asksOther =
    counts || order !== null || aggregate !== null || group !== null || limit !== null || place !== null;
  if (reading.filters.length === 0 && reading.period === null && !asksOther) return null;
  const left = leftWords(parts.question);
  const shown = ofThem && old.limit !== null && last.itemIds.length > 0;
  const base: readonly QueryFilter[] = shown
    ? [{ field: "item", is: "one-of", values: last.itemIds }]
    : old.filters;
  const query: TableQuery = {
    ...old,
    filters: changedFilters(base, reading.filters),
    period: reading.period ?? old.period,
    ...changedResult(parts, old, shown),
  };
  const lacking = lackingFields(table, query);
  if (lacking.length > 0) return lacksField(lacking[0]!, null);
  const probability = (reading.probability - 0.05) * (left.length === 0 ? 1 : 0.4);
  return probability < 0.25 ? null : queryPlan(query, probability, reading.readings);
}

/** A filter takes the place of those over the same field, but for exclusions, which are added. */
function changedFilters(old: readonly QueryFilter[], added: readonly QueryFilter[]): QueryFilter[] {
  const replaced = new Set<QueryField | "subject">(
    added.filter(({ is }) => !EXCLUDING.has(is)).map(({ field }) => field),
  );
  if (replaced.has("author")) replaced.add("item");
  if (replaced.has("series")) replaced.add("seriesNumber");
  return [...old.filter(({ field }) => !replaced.has(field)), ...added];
}

const EXCLUDING = new Set<QueryFilter["is"]>(["not", "none-of", "lacks", "missing"]);

type Changed = Partial<Pick<TableQuery, "result" | "sort" | "skip" | "limit" | "groupBy">>;

function changedResult(parts: ListParts, old: TableQuery, shown: boolean): Changed {
  const { question, counts, salesy, aggregate, group, order, limit, place } = parts;
  if (counts || aggregate !== null || group !== null) {
    const sells = !parts.reading.filters.some(({ field }) => field === "sold") && asksWhatSold(question);
    const result = resultOf(question, { counts, salesy, sells, field: null, aggregate, group, order });
    return { result, groupBy: group?.field ?? null, sort: null, limit: null, skip: 0 };
  }
  if (order !== null) {
    const one = order.limit ?? limit ?? 1;
    return {
      result: old.result.kind === "field" ? old.result : { kind: "rows" },
      groupBy: null,
      sort: { field: order.field, descending: order.descending },
      skip: order.skip,
      limit: one,
    };
  }
  if (place !== null) {
    return {
      result: { kind: "rows" },
      sort: { field: place.field, descending: false },
      skip: place.skip,
      limit: 1,
    };
  }
  if (limit !== null) return { limit };
  return shown ? { limit: null, skip: 0 } : {};
}

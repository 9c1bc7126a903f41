import type { QueryField, QueryPeriod, TablePlan, TableQuery } from "../../domain/table-query.ts";
import { BESTSELLERS_COUNTED, findOrder } from "./order-phrases.ts";
import { takePeriod } from "./period-phrases.ts";
import { declined, EVERYTHING, queryPlan, unknownName, withName } from "./planned.ts";
import { copyOf, find, typedIn, wordsIn, type Question, type Span } from "./question-text.ts";
import { FIELD_WORDS } from "./query-words.ts";
import { resolveSpan, resolveWords, type Named } from "./resolve-names.ts";
import { hasField, type ShopTable } from "./shop-table.ts";
import { TITLE_FORMS, WHY_FORMS, type TitleForm } from "./title-forms.ts";
import { listWords } from "./value-words.ts";

/** A list that stands where a title was expected: "who wrote the longest novel". */
export type PlanList = (question: Question, field: QueryField) => TablePlan | null;

/**
 * Plan a question about one field of one title. null: it is no such question.
 *
 * A title that the catalogue does not have is declined, as is one by an author who did not write it.
 */
export function planTitle(table: ShopTable, asked: Question, planList: PlanList): TablePlan | null {
  const why = planWhy(table, asked);
  if (why !== null) return why;
  // They are counted, not the copies of one title.
  if (find(asked, BESTSELLERS_COUNTED) !== null) return null;
  let failed: TablePlan | null = null;
  for (const form of TITLE_FORMS) {
    const question = copyOf(asked);
    const period =
      form.sales && table.sales !== null
        ? takePeriod(question, table.sales.demand.firstDay, table.sales.demand.lastDay)
        : null;
    const found = find(question, form.pattern);
    if (found === null) continue;
    const plan = planSlot(
      table,
      question,
      form,
      found.spans["t"]!,
      found.spans["a"] ?? null,
      period,
      planList,
    );
    if (plan === null) continue;
    if (plan.kind !== "declined") return plan;
    failed ??= plan;
  }
  return failed;
}

function planSlot(
  table: ShopTable,
  question: Question,
  form: TitleForm,
  slot: Span,
  authorSlot: Span | null,
  period: QueryPeriod | null,
  planList: PlanList,
): TablePlan | null {
  const { field } = form;
  if (wordsIn(question, slot).every((word) => PRONOUNS.has(word)) && !isCapital(question, slot)) return null;
  const title = resolveTitle(table, question, slot);
  const enough = form.loose ? 0.85 : ASKING.test(question.tokens[slot.from]!.word) ? 0.95 : 0;
  if (title === null || title.named.probability < enough) {
    // Behind "… price" or "… author" alone nothing says that a title was meant.
    if (enough > 0 || question.taken.slice(0, slot.from).every(Boolean)) return null;
    const list = planList(onlySlot(question, slot), field);
    return list !== null && (list.kind === "query" || list.kind === "choose" || orders(question, slot))
      ? list
      : notATitle(table, question, slot);
  }
  if (title.named.probability < 0.9 && orders(question, slot)) {
    const list = planList(onlySlot(question, slot), field);
    if (list?.kind === "query" && list.probability > title.named.probability) return list;
  }
  const author = authorSlot ?? title.author;
  if (!hasField(table, field)) {
    if (form.loose && field === "onHand") return titleItself(table, title.named);
    return lacksField(field, title.named);
  }
  const by = author === null ? null : checkAuthor(table, question, title.named, author);
  if (by !== null && "kind" in by) return by;
  const rows = dominant(table, by?.rows ?? title.named.rows);
  return withName(typedIn(question, slot), title.named, (named) => ({
    query: fieldQuery(table, field, named === title.named ? rows : named.rows, period),
    probability: form.loose ? 0.85 : 0.97,
    readings: [],
  }));
}

/** Whether the words of a slot ask for an extreme. */
const orders = (question: Question, slot: Span): boolean => findOrder(onlySlot(question, slot)) !== null;

/** Of several titles with one name the one that nearly all readers mean; else all of them. */
function dominant(table: ShopTable, rows: readonly number[]): readonly number[] {
  const ratings = table.numbers.get("ratings");
  if (ratings === undefined || rows.length < 2) return rows;
  const total = rows.reduce((sum, row) => sum + (ratings[row]! || 0), 0);
  const best = rows.filter((row) => ratings[row]! > 0.9 * total);
  return best.length === 1 ? best : rows;
}

/** "Do you have …" where stock is not kept: that the catalogue has it. */
function titleItself(table: ShopTable, { rows, probability, reading }: Named): TablePlan {
  const values = rows.map((row) => table.titles[row]!.itemId);
  return queryPlan({ ...EVERYTHING, filters: [{ field: "item", is: "one-of", values }] }, 0.9 * probability, [
    reading,
  ]);
}

function onlySlot(question: Question, { from, to }: Span): Question {
  return { ...question, taken: question.taken.map((taken, i) => taken || i < from || i >= to), plain: null };
}

function fieldQuery(
  table: ShopTable,
  field: QueryField,
  rows: readonly number[],
  period: QueryPeriod | null,
): TableQuery {
  const values = rows.map((row) => table.titles[row]!.itemId);
  return {
    ...EVERYTHING,
    filters: [{ field: "item", is: "one-of", values }],
    period,
    result: { kind: "field", field },
  };
}

/** Words that open a question of their own: "which author has the highest" is no title with a "rating" behind. */
const ASKING =
  /^(?:which|what|who|whose|how|list|show|name|welche[rsn]?|wie|wer|was|quels?|quelles?|combien)$/;

/** Words that stand for a title or for those who ask; written large they may be one: "It", "We". */
const PRONOUNS = new Set(
  "we i you us it they them he she that this these those one ones what wir ich sie es ihr das nous vous on il elle je".split(
    " ",
  ),
);

function isCapital({ tokens }: Question, { from }: Span): boolean {
  return from > 0 && /^\p{Lu}/u.test(tokens[from]!.text) && tokens[from]!.text !== "I";
}

interface TitleSlot {
  readonly named: Named;
  /** "… by Bram Stoker" behind the title. */
  readonly author: Span | null;
}

/** Words before a title that say only that it is one. */
const BEFORE = new Set(
  "the a an book novel title play poem story work called named titled entitled buch roman titel livre das der die den le la l ein mit dem namens intitule copies copy of any exemplare exemplar von".split(
    " ",
  ),
);
const BEHIND = new Set(
  "book novel the please again today now in the first place buch roman livre".split(" "),
);

/** The title of a slot, whole or with what may stand before and behind it left out. */
export function resolveTitle(table: ShopTable, question: Question, slot: Span): TitleSlot | null {
  const found: TitleSlot[] = [];
  const add = (span: Span, author: Span | null): void => {
    const named = span.from < span.to ? resolveSpan(table, question, span, ["title"]) : null;
    if (named !== null) found.push({ named, author });
  };
  add(slot, null);
  const { tokens } = question;
  let from = slot.from;
  while (from < slot.to - 1 && BEFORE.has(tokens[from]!.word)) add({ from: ++from, to: slot.to }, null);
  let to = slot.to;
  while (to > slot.from + 1 && BEHIND.has(tokens[to - 1]!.word)) add({ from: slot.from, to: --to }, null);
  for (let at = slot.from + 1; at < slot.to - 1; at++) {
    if (!/^(?:by|von|de|d|from)$/.test(tokens[at]!.word)) continue;
    const author = { from: at + 1, to: slot.to };
    if (resolveSpan(table, question, author, ["author"]) !== null) add({ from: slot.from, to: at }, author);
  }
  const possessive = tokens.findIndex(({ word }, i) => word === "'s" && i > slot.from && i < slot.to - 1);
  if (possessive > 0) {
    const author = { from: slot.from, to: possessive };
    if (resolveSpan(table, question, author, ["author"]) !== null)
      add({ from: possessive + 1, to: slot.to }, author);
  }
  return found.reduce<TitleSlot | null>(
    (best, slotFound) =>
      best === null || slotFound.named.probability > best.named.probability + 0.01 ? slotFound : best,
    null,
  );
}

/** The rows of a title that are by an author, or that it is by another. */
function checkAuthor(
  table: ShopTable,
  question: Question,
  title: Named,
  span: Span,
): { readonly rows: readonly number[] } | TablePlan {
  const author = resolveSpan(table, question, span, ["author"]);
  const typed = typedIn(question, span);
  if (author === null) return unknownName(table, "author", typed, wordsIn(question, span));
  const anyOf = new Set([author, ...author.others].flatMap(({ rows }) => rows));
  const rows = title.rows.filter((row) => anyOf.has(row));
  return rows.length > 0 ? { rows } : notBy(table, title, typed);
}

/** “Dracula” is not by Jane Austen but by Bram Stoker. */
export function notBy(table: ShopTable, title: Named, typed: string): TablePlan {
  const row = title.rows[0]!;
  const { authors, itemId } = table.titles[row]!;
  const who = authors.length > 0 ? `; it is by ${listWords(authors)}` : "";
  return declined("false-premise", `The catalogue has no “${title.label}” by ${typed}${who}.`, [itemId]);
}

function notATitle(table: ShopTable, question: Question, slot: Span): TablePlan {
  const typed = typedIn(question, slot);
  const words = wordsIn(question, slot);
  const other = resolveWords(table, words, typed, ["author", "series"]);
  if (other !== null && other.probability > 0.8) {
    return declined(
      "unknown-name",
      `“${other.label}” is ${other.kind === "author" ? "an author" : "a series"} in the catalogue, not a title.`,
      other.rows.slice(0, 5).map((row) => table.titles[row]!.itemId),
    );
  }
  return unknownName(table, "title", typed, words);
}

/** The shop's data has nothing of the field. */
export function lacksField(field: QueryField, title: Named | null): TablePlan {
  const of = title === null ? "" : ` of “${title.label}”`;
  return declined("no-field", `The catalogue does not say the ${FIELD_WORDS[field]}${of}.`);
}

function planWhy(table: ShopTable, question: Question): TablePlan | null {
  for (const { about, pattern } of WHY_FORMS) {
    const found = find(question, pattern);
    if (found === null) continue;
    const title = resolveTitle(table, question, found.spans["t"]!);
    if (title === null) return notATitle(table, question, found.spans["t"]!);
    if (!hasField(table, about === "order" ? "toOrder" : "expected"))
      return lacksField(about === "order" ? "toOrder" : "expected", title.named);
    const itemId = table.titles[title.named.rows[0]!]!.itemId;
    return queryPlan(
      {
        ...EVERYTHING,
        filters: [{ field: "item", is: "one-of", values: [itemId] }],
        explain: { itemId, about },
      },
      0.97 * title.named.probability,
      [title.named.reading],
    );
  }
  return null;
}

import type { AskTurn } from "../../domain/ask.ts";
import type { TablePlan, TableQuery } from "../../domain/table-query.ts";
import { otherCurrency } from "./asked-currency.ts";
import { planComparison } from "./plan-comparison.ts";
import { planList } from "./plan-list.ts";
import { goesOn, planFollowUp } from "./follow-up.ts";
import { planPeople } from "./plan-people.ts";
import { planTitle } from "./plan-title.ts";
import { copyOf, find, openQuestion, phrase, takeSpan, type Question } from "./question-text.ts";
import { MAX_QUESTION_LENGTH } from "./question-tokens.ts";
import { prepareSubjects } from "./select-rows.ts";
import type { ShopTable } from "./shop-table.ts";
import { POLITE } from "./title-forms.ts";

/** Words of questions that no field answers. */
const FOR_TEXTS = phrase(
  "like|similar to|reminds?|recommend|remind|why|symbol(?:ize|ise|s)?|meaning|mean|means|plot|character|characters|theme|themes|ending|ends|happens?|summary|summarise|summarize|the one (?:with|where|about)|ahnlich|empfiehl|empfehlen|warum|bedeutet|handelt|pourquoi|signifie|ressemble|comme|recommandes?|one where|something",
);

/**
 * Plan a question about the fields of a shop's titles.
 *
 * @param before the turns of the conversation before it, oldest first
 * @returns null where the question is one for texts, or none that is understood
 */
export function planQuestion(
  table: ShopTable,
  text: string,
  before: readonly AskTurn[] = [],
): TablePlan | null {
  if (text.length > MAX_QUESTION_LENGTH) return null;
  const question = openQuestion(text);
  if (question.tokens.length === 0 || question.tokens.length > 60) return null;
  const polite = find(question, POLITE);
  if (polite !== null) takeSpan(question, polite.span);
  const apart = otherCurrency(table, question) ?? planPeople(table, question);
  if (apart !== null) return apart;
  if (before.length === 0) return planAlone(table, question);
  const on = planFollowUp(table, question, before);
  if (on !== null && (goesOn(question) || strength(on) >= SURE)) return on;
  const alone = planAlone(table, question);
  return strength(alone) >= strength(on) ? alone : on;
}

/** Make now what the first question would wait for: the lexicon, the words of subjects, the patterns. */
export function prepareQuestions(table: ShopTable): void {
  prepareSubjects(table);
  for (const text of EVERY_FORM) planQuestion(table, text);
}

/** Questions that try every pattern: those that are read last. */
const EVERY_FORM = [
  "how many books by nobody or by no one",
  "what is known of it",
  "is this longer than that",
];

function planAlone(table: ShopTable, question: Question): TablePlan | null {
  const comparison = planComparison(table, question);
  if (comparison !== null && strength(comparison) > 0.4) return comparison;
  const title = planTitle(table, question, (slot, field) => planField(table, slot, field));
  if (title !== null && strength(title) >= SURE) return title;
  const list =
    find(question, FOR_TEXTS) === null && find(question, WHO_IS) === null
      ? planList(table, question, null)
      : null;
  const weak = title !== null && list?.kind === "query" && !asksMore(list.query);
  const best = !weak && strength(list) > strength(title) ? list : title;
  return best ?? comparison;
}

/** A question about a person, or about a thing: no list of titles answers it. */
const WHO_IS = phrase(
  "(?<=^(?:\\| )*)(?:who|wer|qui) (?:is|was|are|were|'s|ist|war|est|etait)(?! (?:the )?(?:best|most|worst|top|least|cheapest))",
);

/** Whether a list answers more than "titles like that": else a title that was not found stays not found. */
function asksMore({ result, sort, groupBy }: TableQuery): boolean {
  return result.kind !== "rows" || sort !== null || groupBy !== null;
}

/** A plan that is this likely is taken before others are looked at. */
const SURE = 0.8;

/** How much speaks for a plan: a query that was understood, a question back, a reason to decline. */
function strength(plan: TablePlan | null): number {
  if (plan === null) return 0;
  return plan.kind === "query" ? plan.probability : plan.kind === "choose" ? 0.6 : 0.3;
}

/** "Who wrote the longest novel": a list of which one field is asked. */
function planField(
  table: ShopTable,
  slot: Question,
  field: Parameters<typeof planList>[2],
): TablePlan | null {
  const plan = planList(table, copyOf(slot), field);
  return plan?.kind === "query" && plan.query.sort === null && plan.query.filters.length < 2 ? null : plan;
}

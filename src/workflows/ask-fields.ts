import type { AskChoice, AskQuestion, Certainty } from "../domain/ask.ts";
import type { TableAnswer, TablePlan } from "../domain/table-query.ts";
import { answerQuery } from "../features/table-query/answer-query.ts";
import { planQuestion } from "../features/table-query/plan-question.ts";
import type { ShopTable } from "../features/table-query/shop-table.ts";
import { openShopTable } from "./ask-table.ts";
import type { ScreenContext } from "./forecast-data.ts";

/** What the fields of the shop say to a question. */
export interface FieldsAnswer {
  readonly certainty: Certainty;
  /** That the query is what was meant, in [0, 1]. */
  readonly confidence: number;
  readonly table: TableAnswer | null;
  readonly choices: readonly AskChoice[];
  /** Titles of the rows, or those that come nearest. */
  readonly itemIds: readonly string[];
  readonly notes: readonly string[];
  /** The catalogue lacks the field, or contradicts the question: its own records can say nothing else. */
  readonly lacking: boolean;
}

/** From here on a query is said to be what was meant, and shown with a warning. */
const SURE = 0.8;
const LIKELY = 0.5;

/**
 * Answer a question from the fields of the shop, or run the query that a person has edited.
 *
 * @returns null where the question is none about fields
 * @throws `import.unknown-dataset`
 */
export async function answerFromFields(
  context: ScreenContext,
  { datasetId, before, query }: Pick<AskQuestion, "datasetId" | "before" | "query">,
  text: string,
): Promise<FieldsAnswer | null> {
  return fieldsOf(await openShopTable(context, datasetId), text, before, query);
}

/** The same of a table that is open. @returns null where the question is none about fields */
export function fieldsOf(
  table: ShopTable,
  text: string,
  before: AskQuestion["before"],
  query: AskQuestion["query"],
): FieldsAnswer | null {
  const plan: TablePlan | null =
    query === null
      ? planQuestion(table, text, before)
      : { kind: "query", query, probability: 1, readings: [] };
  switch (plan?.kind) {
    case undefined:
      return null;
    case "query": {
      const answer = answerQuery(table, plan.query, plan.readings);
      return {
        certainty: answer.answered ? certaintyOf(plan.probability) : "unknown",
        confidence: answer.answered ? plan.probability : 0,
        table: answer,
        choices: [],
        itemIds: answer.rows.flatMap(({ itemId }) => itemId ?? []),
        notes: [],
        lacking: false,
      };
    }
    case "choose":
      return {
        certainty: "perhaps",
        confidence: 0,
        table: null,
        choices: plan.options.map(({ label, query: chosen }) => ({ label, query: chosen })),
        itemIds: [],
        notes: [`More than one fits “${plan.typed}”: choose the one that you mean.`],
        lacking: false,
      };
    case "declined":
      return {
        certainty: "unknown",
        confidence: 0,
        table: null,
        choices: [],
        itemIds: plan.nearest,
        notes: [plan.sentence],
        lacking: plan.reason === "no-field" || plan.reason === "false-premise",
      };
  }
}

function certaintyOf(probability: number): Certainty {
  if (probability >= SURE) return "answer";
  return probability >= LIKELY ? "perhaps" : "unknown";
}

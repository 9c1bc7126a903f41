import type { AnswerLine, LineCitation, ListedQuestion } from "../domain/answer-line.ts";
import type { QueryRow, TableAnswer } from "../domain/table-query.ts";
import type { ShopTable } from "../features/table-query/shop-table.ts";
import { valueWords } from "../features/table-query/value-words.ts";
import { fieldsOf } from "./ask-fields.ts";

/**
 * The answer to a question from the fields of a catalogue; null where they do not give it surely, so that texts are
 * asked. It cites the rows that the figure was computed from, written as "column: value; ...".
 */
export function fieldsLine(table: ShopTable, question: ListedQuestion, k: number): AnswerLine | null {
  const found = fieldsOf(table, question.text, [], null);
  if (found === null || found.certainty !== "answer" || found.table === null) return null;
  const answer = found.table;
  const rows = answer.rows.filter(({ itemId }) => itemId !== null).slice(0, k);
  return {
    ...(question.id === undefined ? {} : { id: question.id }),
    question: question.text,
    answer: answer.sentence,
    abstained: false,
    confidence: found.confidence,
    citations: rows.map((row) => rowCitation(table.currency, answer, row)),
    ranked: rows.map(({ itemId }, i) => ({ id: itemId!, score: rows.length - i })),
  };
}

/** A row as what an answer was computed from. @param currency of its prices; null where none is known */
export function rowCitation(
  currency: string | null,
  { columns }: TableAnswer,
  { itemId, values }: QueryRow,
): LineCitation {
  const text = columns
    .flatMap(({ field, label }, i) => {
      const value = values[i] ?? null;
      return value === null ? [] : [`${label}: ${valueWords(field, value, currency)}`];
    })
    .join("; ");
  return { id: itemId!, start: 0, end: text.length, text };
}

import type { AnswerLine } from "../domain/answer-line.ts";
import type { AnswerReport } from "../domain/answer-report.ts";
import { evaluateAnswers, type ExpectedAnswer } from "../evaluation/answers.ts";
import { answerError } from "./answer-errors.ts";

/** A row of what is known of questions. */
export interface ActualAnswer extends ExpectedAnswer {
  /** Of the question, to tell two of the same words apart; null where the file has none. */
  readonly id: string | null;
  readonly question: string;
}

/**
 * Read answer lines, one JSON object a line.
 *
 * @param name of the file, for messages
 * @throws `answers.bad-line`, `answers.none`
 */
export function parseAnswerLines(name: string, content: string): AnswerLine[] {
  const lines: AnswerLine[] = [];
  content.split("\n").forEach((text, i) => {
    if (text.trim() === "") return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw answerError("answers.bad-line", { name, line: i + 1, reason }, { cause });
    }
    const lacking = lackingPart(value);
    if (lacking !== null) {
      throw answerError("answers.bad-line", { name, line: i + 1, reason: `it has no ${lacking}` });
    }
    lines.push(value as AnswerLine);
  });
  if (lines.length === 0) throw answerError("answers.none", { name });
  return lines;
}

/** The first part that an answer line must have and this value has not; null where it has all. */
function lackingPart(value: unknown): string | null {
  const isObject = (one: unknown): one is Readonly<Record<string, unknown>> =>
    typeof one === "object" && one !== null;
  if (!isObject(value)) return "object with question, answer, abstained, confidence, citations and ranked";
  if (typeof value["question"] !== "string") return 'text "question"';
  if (typeof value["answer"] !== "string") return 'text "answer"';
  if (typeof value["abstained"] !== "boolean") return '"abstained" (true or false)';
  const { confidence, citations, ranked } = value;
  if (typeof confidence !== "number" || !(confidence >= 0 && confidence <= 1)) {
    return '"confidence" from 0 to 1';
  }
  const isCitation = (one: unknown): boolean =>
    isObject(one) &&
    typeof one["id"] === "string" &&
    typeof one["text"] === "string" &&
    Number.isInteger(one["start"]) &&
    Number.isInteger(one["end"]);
  if (!Array.isArray(citations) || !citations.every(isCitation)) {
    return 'list "citations" of {id, start, end, text}';
  }
  const isRanked = (one: unknown): boolean => isObject(one) && typeof one["id"] === "string";
  if (!Array.isArray(ranked) || !ranked.every(isRanked)) return 'list "ranked" of {id, score}';
  return null;
}

/**
 * Measure answer lines against what is known of their questions. A known question without a line counts as one that
 * was left unanswered; a line whose question nothing is known of is left out; both are said.
 *
 * @param actual questions each once
 * @throws `answers.no-question` when the two share no question
 */
export function evaluateAnswerLines(
  lines: readonly AnswerLine[],
  actual: readonly ActualAnswer[],
  k: number,
  textOf: ((id: string) => string | null) | null,
): AnswerReport {
  const lineOf = new Map<string, AnswerLine>();
  for (const line of lines) {
    lineOf.set(questionKey(line.question, null), line);
    if (line.id !== undefined) lineOf.set(questionKey(line.question, line.id), line);
  }
  const used = new Set<AnswerLine>();
  let without = 0;
  const found = actual.map(({ id, question }): AnswerLine => {
    const line = lineOf.get(questionKey(question, id)) ?? lineOf.get(questionKey(question, null));
    if (line !== undefined) {
      used.add(line);
      return line;
    }
    without++;
    return { question, answer: "", abstained: true, confidence: 0, citations: [], ranked: [] };
  });
  if (used.size === 0) {
    throw answerError("answers.no-question", {
      example: lines[0]?.question ?? "",
      other: actual[0]?.question ?? "",
    });
  }
  const notices: string[] = [];
  if (without > 0) {
    notices.push(`${without} of ${actual.length} questions have no line and count as left unanswered.`);
  }
  const extra = lines.length - used.size;
  if (extra > 0) {
    notices.push(`${extra} of ${lines.length} lines are left out: nothing is known of their questions.`);
  }
  return { ...evaluateAnswers(found, actual, k, textOf), notices };
}

/** What a question is told by: its words, and its id where it has one. */
export const questionKey = (question: string, id: string | null): string =>
  `${id ?? ""}\n${question.normalize("NFC").trim()}`;

import type { Random } from "../../src/core/random.ts";
import type { QueryRow, TableQuery } from "../../src/domain/table-query.ts";
import { answerQuery } from "../../src/features/table-query/answer-query.ts";
import { planQuestion } from "../../src/features/table-query/plan-question.ts";
import { runQuery } from "../../src/features/table-query/run-query.ts";
import type { ShopTable } from "../../src/features/table-query/shop-table.ts";

/** What an independent program answered. */
export type PeerAnswer =
  | { readonly number: number }
  | { readonly titles: readonly string[] }
  | { readonly names: readonly string[] }
  | { readonly winner: string };

/** A probability from which an answer is said without a warning. */
const SURE = 0.8;
/** A probability below which nothing is said. */
const LEAST = 0.5;

/** What became of a question. */
export interface Asked {
  /** Whether anything was said. */
  readonly said: boolean;
  /** Said without a warning. */
  readonly sure: boolean;
  /** Whether what was said is what the peer says; false where nothing was said. */
  readonly right: boolean;
  /** In words, for the log. */
  readonly words: string;
}

/** Ask a question and compare with the peer's answer; null: there is none, so that anything said is wrong. */
export function askField(table: ShopTable, question: string, truth: PeerAnswer | null): Asked {
  const plan = planQuestion(table, question);
  if (plan === null) return { said: false, sure: false, right: false, words: "(not a question for fields)" };
  if (plan.kind === "declined") return { said: false, sure: false, right: false, words: plan.sentence };
  if (plan.kind === "choose") {
    return {
      said: false,
      sure: false,
      right: false,
      words: plan.options.map(({ label }) => label).join(" / "),
    };
  }
  const answer = answerQuery(table, plan.query);
  const said = answer.answered && plan.probability >= LEAST;
  return {
    said,
    sure: said && plan.probability >= SURE,
    right: said && truth !== null && isRight(table, plan.query, truth),
    words: `${plan.probability.toFixed(2)} ${answer.words} ${answer.sentence}`,
  };
}

function isRight(table: ShopTable, query: TableQuery, truth: PeerAnswer): boolean {
  const { rows, figure, fields } = runQuery(table, query);
  const asked = query.result.kind === "field" ? query.result.field : null;
  const value = (row: QueryRow): QueryRow["values"][number] =>
    asked === null ? (row.values[0] ?? null) : (row.values[fields.indexOf(asked)] ?? null);
  if ("number" in truth) {
    const found = figure ?? (asked === null || rows.length === 0 ? NaN : Number(value(rows[0]!)));
    return Math.abs(found - truth.number) <= 1e-6 * Math.max(1, Math.abs(truth.number));
  }
  if ("titles" in truth) {
    return (
      figure === null &&
      sameSet(
        rows.map(({ itemId }) => itemId ?? ""),
        truth.titles,
      )
    );
  }
  if ("names" in truth) {
    const [first] = rows;
    return first !== undefined && sameSet(String(value(first)).split(", "), truth.names);
  }
  return winnerOf(query, rows, fields) === truth.winner;
}

function winnerOf(query: TableQuery, rows: readonly QueryRow[], fields: readonly string[]): string | null {
  if (query.result.kind !== "compare") return null;
  const at = query.groupBy === null ? fields.indexOf(query.result.field) : 1;
  const sign = query.result.wants === "less" ? -1 : 1;
  const best = rows.toSorted((a, b) => sign * (Number(b.values[at]) - Number(a.values[at])))[0];
  return best === undefined ? null : (best.itemId ?? String(best.values[0]));
}

function sameSet(found: readonly string[], wanted: readonly string[]): boolean {
  const set = new Set(found);
  return set.size === new Set(wanted).size && wanted.every((one) => set.has(one));
}

/** The question without the braces around its names. */
export const withoutBraces = (question: string): string => question.replace(/[{}]/g, "");

/**
 * The question with one typing mistake in every name: in one of its words of four letters or more a letter is wrong,
 * missing or too many, or two neighbours are exchanged.
 */
export function misspelt(question: string, random: Random): string {
  return question.replace(/\{([^}]*)\}/g, (_, name: string) => misspellName(name, random));
}

function misspellName(name: string, random: Random): string {
  const words = [...name.matchAll(/\p{L}{4,}/gu)];
  const word = words.length === 0 ? /\p{L}+/u.exec(name) : words[random.integer(words.length)]!;
  if (!word) return name;
  const at = word.index + random.integer(word[0].length);
  const letter = "abcdefghijklmnopqrstuvwxyz"[random.integer(26)]!;
  const last = at === word.index + word[0].length - 1;
  switch (random.integer(4)) {
    case 0:
      return name.slice(0, at) + letter + name.slice(at + 1);
    case 1:
      return name.slice(0, at) + name.slice(at + 1);
    case 2:
      return name.slice(0, at) + letter + name.slice(at);
    default: {
      const from = last ? at - 1 : at;
      return name.slice(0, from) + name[from + 1]! + name[from]! + name.slice(from + 2);
    }
  }
}

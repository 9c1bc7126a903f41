import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { ProgressSink } from "../core/progress.ts";
import { MOST_QUESTION_LETTERS, type ListedQuestion } from "../domain/answer-line.ts";
import { decodeText } from "../platform/files/document-text.ts";
import { columnNamed } from "../workflows/text-table.ts";
import { cliError } from "./errors.ts";
import { checkFile, readTable } from "./table-file.ts";

/** Names of a column that says which question a row is. */
const ID_NAMES = ["id", "question_id", "qid"];

/**
 * Read questions: a TXT file has one a line, a table has a column "question", and the questions' ids where it has a
 * column "id".
 *
 * @throws `cli.no-file`, `cli.no-questions`, `cli.long-question`, `table.no-column`, `file.*`
 */
export async function readQuestions(
  option: string,
  path: string,
  progress: ProgressSink,
): Promise<ListedQuestion[]> {
  checkFile(option, path);
  const questions = /\.(?:txt|text)$/i.test(path)
    ? linesOf(path).map((text) => ({ text }))
    : await rowsOf(option, path, progress);
  const asked = questions.map((question, i) =>
    checkedQuestion(question, `${basename(path)}, question ${i + 1}`),
  );
  const known = asked.filter(({ text }) => text !== "");
  if (known.length === 0) throw cliError("cli.no-questions", { option, path });
  return known;
}

/** @param where it stands, for the message @throws `cli.long-question` */
export function checkedQuestion(question: ListedQuestion, where: string): ListedQuestion {
  const text = question.text.normalize("NFC").trim();
  if (text.length > MOST_QUESTION_LETTERS) {
    throw cliError("cli.long-question", { where, found: text.length, most: MOST_QUESTION_LETTERS });
  }
  return { ...question, text };
}

function linesOf(path: string): string[] {
  return decodeText(new Uint8Array(readFileSync(path)), () => null).split(/\r\n|[\r\n]/);
}

async function rowsOf(option: string, path: string, progress: ProgressSink): Promise<ListedQuestion[]> {
  const table = await readTable(option, path, progress);
  const named = table.columns.find((name) => name.toLowerCase() === "question") ?? "question";
  const texts = columnNamed(table, named, option);
  const idColumn = table.columns.findIndex((name) => ID_NAMES.includes(name.toLowerCase()));
  const ids = idColumn < 0 ? null : table.cells[idColumn]!;
  return texts.map((text, row) => (ids === null ? { text } : { id: ids[row]!, text }));
}

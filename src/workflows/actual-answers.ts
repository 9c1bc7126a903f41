import { answerError } from "./answer-errors.ts";
import { questionKey, type ActualAnswer } from "./answer-lines.ts";
import { tableError } from "./table-errors.ts";
import { columnNamed, type TextTable } from "./text-table.ts";

/** Names by which a column is taken for a role, the likeliest first; compared in lower case. */
const USUAL_NAMES = {
  question: ["question", "query"],
  source: [
    "document",
    "document_id",
    "doc_id",
    "docid",
    "source",
    "source_id",
    "passage",
    "passage_id",
    "section",
    "section_id",
    "id",
  ],
  answer: ["answer", "answers", "answer_text"],
  questionId: ["question_id", "qid", "id"],
} as const;

/** Columns of the file, by what they are; what is left out is guessed. */
export interface ActualColumns {
  readonly question?: string | undefined;
  readonly source?: string | undefined;
  readonly answer?: string | undefined;
}

/** How the columns are named, for messages. */
export type ActualOptions = Readonly<Record<keyof ActualColumns, string>>;

export interface ActualAnswers {
  readonly actual: readonly ActualAnswer[];
  /** What was taken for what. */
  readonly columns: Readonly<Record<string, string>>;
}

/**
 * Read what is known of questions: a row a question and answering source. A question may stand in several rows, with
 * several sources or answers; so may a cell hold several sources, with semicolons between them, and either may be a list
 * in JSON. A question without a source is one that the texts do not answer.
 *
 * @param isSource whether an id is one, so that a semicolon in it divides nothing
 * @throws `table.no-column`, `table.no-guess`, `answers.no-actual`
 */
export function readActualAnswers(
  table: TextTable,
  named: ActualColumns,
  options: ActualOptions,
  isSource: (id: string) => boolean,
): ActualAnswers {
  const columns: Record<string, string> = {};
  const taken = new Set<string>();
  const column = (
    role: keyof typeof USUAL_NAMES,
    chosen: string | undefined,
    option: string,
  ): readonly string[] | null => {
    const name = chosen ?? usualColumn(table, USUAL_NAMES[role], taken);
    if (name === undefined) return null;
    const cells = columnNamed(table, name, option);
    columns[role] = name;
    taken.add(name);
    return cells;
  };
  const need = (cells: readonly string[] | null, role: "question" | "source"): readonly string[] => {
    if (cells !== null) return cells;
    throw tableError("table.no-guess", {
      file: table.fileName,
      option: options[role],
      columns: table.columns.join(", "),
      usual: USUAL_NAMES[role].join(", "),
    });
  };
  const questions = need(column("question", named.question, options.question), "question");
  const sources = need(column("source", named.source, options.source), "source");
  const answers = column("answer", named.answer, options.answer);
  const questionIds = column("questionId", undefined, "");
  const actual = new Map<string, { id: string | null; question: string; ids: string[]; answers: string[] }>();
  questions.forEach((question, row) => {
    if (question === "") return;
    const id = questionIds?.[row] ?? null;
    const key = questionKey(question, id);
    const known = actual.get(key) ?? { id, question, ids: [], answers: [] };
    actual.set(key, known);
    known.ids.push(...idsIn(sources[row]!, isSource).filter((one) => !known.ids.includes(one)));
    const accepted = listIn(answers?.[row] ?? "").filter((one) => one !== "");
    known.answers.push(...accepted);
  });
  if (actual.size === 0) throw answerError("answers.no-actual", { name: table.fileName });
  return { actual: [...actual.values()], columns };
}

function usualColumn(
  { columns }: TextTable,
  usual: readonly string[],
  taken: ReadonlySet<string>,
): string | undefined {
  for (const name of usual) {
    const found = columns.find((column) => column.toLowerCase() === name && !taken.has(column));
    if (found !== undefined) return found;
  }
  return undefined;
}

function idsIn(cell: string, isSource: (id: string) => boolean): string[] {
  const list = listIn(cell);
  const ids = list.length > 1 || isSource(cell) ? list : cell.split(";");
  return ids.map((id) => id.trim()).filter((id) => id !== "");
}

/** A list in JSON, or the cell itself. */
function listIn(cell: string): string[] {
  if (cell.startsWith("[")) {
    try {
      const list = JSON.parse(cell) as unknown;
      if (Array.isArray(list)) return list.map(String);
    } catch {
      // A text that begins with a bracket.
    }
  }
  return [cell];
}

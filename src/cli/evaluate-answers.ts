import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { ANSWER_METRIC_WORDS, ANSWER_METRICS, type AnswerReport } from "../domain/answer-report.ts";
import { readActualAnswers } from "../workflows/actual-answers.ts";
import { evaluateAnswerLines, parseAnswerLines } from "../workflows/answer-lines.ts";
import type { Command, CommandTools } from "./command.ts";
import { readTexts, textFiles } from "./document-files.ts";
import { valuesOf, wholeNumber, type CommandText, type GivenOptions } from "./options.ts";
import { checkFile, readTable } from "./table-file.ts";

const text: CommandText = {
  name: "evaluate-answers",
  summary: "compare answers with what is known of the questions",
  options: [
    {
      name: "--answers",
      value: "FILE",
      required: true,
      example: "answers.jsonl",
      help: "what soma ask wrote",
    },
    {
      name: "--actual",
      value: "FILE",
      required: true,
      example: "known.csv",
      help: "a table of questions: the question, the text that answers it, accepted answers; without a text the question cannot be answered",
    },
    {
      name: "--k",
      value: "N",
      required: false,
      example: "10",
      help: "length of the ranked lists that is looked at; default 10",
    },
    {
      name: "--documents",
      value: "FILE",
      required: false,
      repeats: true,
      example: "passages.csv",
      help: "the texts that were asked: adds whether each citation stands where it says",
    },
    {
      name: "--id",
      value: "COL",
      required: false,
      example: "section",
      help: "the documents' column of ids, as soma ask was told",
    },
    {
      name: "--text",
      value: "COL",
      required: false,
      example: "body",
      help: "their column of texts, as soma ask was told",
    },
    {
      name: "--actual-question",
      value: "COL",
      required: false,
      example: "question",
      help: "the actual file's column of questions; default a usual name",
    },
    {
      name: "--actual-id",
      value: "COL",
      required: false,
      example: "document",
      help: "its column of the ids of texts that answer; default document, passage, section, …, id",
    },
    {
      name: "--actual-answer",
      value: "COL",
      required: false,
      example: "answer",
      help: "its column of accepted answers; default answer; may be absent",
    },
    {
      name: "--json",
      value: null,
      required: false,
      example: "",
      help: "print everything as JSON on stdout; what is not defined is null",
    },
  ],
  notes: [
    "Questions are told by their text, and by their id where both files have one. A question with several answering texts or accepted answers stands in several rows, or has the texts in one cell with semicolons between them. Standard errors are from 200 resamples of the questions.",
    ...ANSWER_METRICS.map((metric) => {
      const { label, meaning } = ANSWER_METRIC_WORDS[metric];
      return `${label}: ${meaning}`;
    }),
  ],
  examples: [
    "soma evaluate-answers --answers answers.jsonl --actual known.csv --k 10",
    "soma evaluate-answers --answers answers.jsonl --actual known.csv --documents passages.csv --id section --text body --json",
  ],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const value = (name: string): string => given.get(name) ?? "";
  const k = wholeNumber("--k", given.get("--k") ?? "10", 1, 1000);
  const [answersPath, actualPath] = [value("--answers"), value("--actual")];
  checkFile("--answers", answersPath);
  checkFile("--actual", actualPath);
  const say = (sentence: string): void => {
    tools.clearProgress();
    tools.err(`${sentence}\n`);
  };
  const lines = parseAnswerLines(basename(answersPath), readFileSync(answersPath, "utf8"));
  const textOf = given.has("--documents") ? await citedTexts(given, tools) : null;
  const known = new Set(lines.flatMap(({ ranked }) => ranked.map(({ id }) => id)));
  const options = { question: "--actual-question", source: "--actual-id", answer: "--actual-answer" };
  const { actual, columns } = readActualAnswers(
    await readTable("--actual", actualPath, tools.progress),
    {
      question: given.get(options.question),
      source: given.get(options.source),
      answer: given.get(options.answer),
    },
    options,
    (id) => known.has(id) || textOf?.(id) != null,
  );
  const read = Object.entries(columns).map(([role, column]) => `${ROLE_WORDS[role]} from "${column}"`);
  say(`${basename(actualPath)}: read ${read.join(", ")}; ${actual.length} questions`);
  const report = evaluateAnswerLines(lines, actual, k, textOf);
  report.notices.forEach(say);
  tools.out(given.has("--json") ? reportJson(report) : reportText(report));
}

const ROLE_WORDS: Readonly<Record<string, string>> = {
  question: "question",
  source: "answering text",
  answer: "answer",
  questionId: "question's id",
};

/** Texts by what they are cited by. */
async function citedTexts(given: GivenOptions, tools: CommandTools): Promise<(id: string) => string | null> {
  const files = valuesOf(given, "--documents").flatMap((path) => textFiles("--documents", path));
  const columns = { id: given.get("--id"), text: given.get("--text") };
  const { texts } = await readTexts("--documents", files, columns, tools);
  const byId = new Map<string, string>();
  for (const { source, ids } of texts) ids.forEach((id, i) => byId.set(id, source.sections[i]!.text));
  return (id) => byId.get(id) ?? null;
}

const KEYS = {
  hitAt1: "hit_at_1",
  hitRate: "hit_at_k",
  recall: "recall",
  mrr: "mrr",
  ndcg: "ndcg",
  says: "says_it",
  exact: "exact_match",
  f1: "f1",
  answered: "answered",
  precision: "precision",
  declined: "declined",
  faithful: "faithfulness",
  auroc: "abstention_auroc",
  coverage90: "coverage_at_90",
  coverage95: "coverage_at_95",
} as const satisfies Record<(typeof ANSWER_METRICS)[number], string>;

/** Everything as one line of JSON; NaN becomes null. */
function reportJson({ k, questions, answerable, scores, thresholds, ...more }: AnswerReport): string {
  const figures = ANSWER_METRICS.map((metric) => {
    const { value, standardError } = scores[metric];
    return [KEYS[metric], { value: orNull(value), standard_error: orNull(standardError) }] as const;
  });
  const summary = {
    command: "evaluate-answers",
    k,
    questions,
    answerable,
    unanswerable: questions - answerable,
    ...Object.fromEntries(figures),
    threshold_at_90: orNull(thresholds.coverage90),
    threshold_at_95: orNull(thresholds.coverage95),
    calibration_error: orNull(more.calibrationError),
    notices: more.notices,
  };
  return `${JSON.stringify(summary)}\n`;
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** A table for people. */
function reportText({
  k,
  questions,
  answerable,
  scores,
  thresholds,
  calibrationError,
}: AnswerReport): string {
  const atK = (label: string): string => label.replace("@k", `@${k}`);
  const rows = ANSWER_METRICS.map((metric) => {
    const { value, standardError } = scores[metric];
    const label = atK(ANSWER_METRIC_WORDS[metric].label).padEnd(24);
    return `${label}${Number.isFinite(value) ? `${figure(value)} ± ${figure(standardError)}` : "not defined"}`;
  });
  const threshold = (precision: string, from: number): string =>
    Number.isFinite(from)
      ? `confidence from which ${precision} of the answers are right: ${figure(from)}`
      : `no confidence from which ${precision} of the answers are right`;
  return `${[
    `${questions} questions, ${answerable} of them answerable; figures with their standard errors`,
    ...rows,
    `${"calibration error".padEnd(24)}${figure(calibrationError)}`,
    threshold("90 %", thresholds.coverage90),
    threshold("95 %", thresholds.coverage95),
  ].join("\n")}\n`;
}

const figure = (value: number): string => (Number.isFinite(value) ? value.toFixed(4) : "not defined");

export const evaluateAnswersCommand: Command = { text, run };

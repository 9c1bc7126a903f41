import { seededRandom } from "../../src/core/random.ts";
import { nameLexicon } from "../../src/features/table-query/name-lexicon.ts";
import { planQuestion, prepareQuestions } from "../../src/features/table-query/plan-question.ts";
import type { ShopTable } from "../../src/features/table-query/shop-table.ts";
import { bookTable, booksPath, gutenbergTable } from "../measures/book-catalogue.ts";
import {
  askField,
  misspelt,
  withoutBraces,
  type Asked,
  type PeerAnswer,
} from "../measures/field-questions.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import { median } from "../statistics.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const SUITE = "rag-fields";
/** Misspellings are drawn anew with each seed. */
const SEEDS = [1, 2, 3];

interface PeerQuestions {
  readonly pandas: string;
  readonly questions: readonly { readonly question: string; readonly answer: PeerAnswer }[];
  readonly unanswerable: readonly string[];
}

/** Questions over the fields of a real catalogue beside pandas, as typed and misspelt, and such as have no answer. */
export const ragFields: BenchSuite = {
  name: SUITE,
  about:
    "questions over fields of 10,000 books beside pandas, misspelt, unanswerable; time over 82,415 titles",
  needsData: true,
  run: async (context) => {
    const table = await bookTable(context.data!);
    const peer = JSON.parse(
      (await runPeer(context, "catalogue_answers.py", [booksPath(context.data!)])).stdout,
    ) as PeerQuestions;
    return [
      ...answerRows(context, table, peer),
      ...unanswerableRows(context, table, peer),
      ...(await timeRows(context, peer)),
    ];
  },
};

function answerRows(
  context: BenchContext,
  table: ShopTable,
  { pandas, questions }: PeerQuestions,
): BenchRow[] {
  const about = `${questions.length} questions over 10,000 books, answers of pandas ${pandas}`;
  const ask = (spell: (question: string) => string, label: string): Asked[] =>
    questions.map(({ question, answer }) => {
      const text = spell(question);
      const asked = askField(table, text, answer);
      if (!asked.right) context.log(`${label}: ${text} -> ${asked.words}`);
      return asked;
    });
  const typed = ask(withoutBraces, "as typed");
  const mistyped = SEEDS.map((seed) => {
    const random = seededRandom(seed, SUITE);
    return ask((question) => misspelt(question, random), `misspelt, seed ${seed}`);
  });
  const compares = questions.map(({ answer }) => "winner" in answer);
  const comparisons = typed.filter((_, i) => compares[i]);
  return [
    benchRow(
      SUITE,
      about,
      "share right",
      share(typed, ({ right }) => right),
    ),
    benchRow(SUITE, about, "wrong with high confidence", typed.filter(isSurelyWrong).length),
    benchRow(
      SUITE,
      `${comparisons.length} comparisons among them`,
      "share right",
      share(comparisons, ({ right }) => right),
    ),
    benchRow(
      SUITE,
      `the same, one typing mistake in every name, seeds ${SEEDS.join(", ")}`,
      "share right",
      share(mistyped.flat(), ({ right }) => right),
    ),
    benchRow(
      SUITE,
      `the same, one typing mistake in every name, seeds ${SEEDS.join(", ")}`,
      "wrong with high confidence",
      mistyped.flat().filter(isSurelyWrong).length,
    ),
  ];
}

function unanswerableRows(
  context: BenchContext,
  table: ShopTable,
  { unanswerable }: PeerQuestions,
): BenchRow[] {
  const asked = unanswerable.map((question) => {
    const one = askField(table, withoutBraces(question), null);
    if (one.said) context.log(`unanswerable: ${withoutBraces(question)} -> ${one.words}`);
    return one;
  });
  const about = `${asked.length} questions without an answer in the catalogue`;
  return [
    benchRow(
      SUITE,
      about,
      "share declined",
      share(asked, ({ said }) => !said),
    ),
    benchRow(SUITE, about, "answered with high confidence", asked.filter(({ sure }) => sure).length),
  ];
}

async function timeRows(context: BenchContext, { questions }: PeerQuestions): Promise<BenchRow[]> {
  const table = await gutenbergTable(context.data!);
  const start = performance.now();
  nameLexicon(table);
  const seconds = (performance.now() - start) / 1000;
  const texts = questions.map(({ question }) => withoutBraces(question));
  prepareQuestions(table);
  const times = texts.map((text) => {
    const from = performance.now();
    planQuestion(table, text);
    return performance.now() - from;
  });
  const about = `${table.count} titles of Gutenberg`;
  const place = { threads: 1, where: "node" } as const;
  return [
    benchRow(SUITE, about, "s to build the lexicon of names", seconds, undefined, place),
    benchRow(SUITE, about, "ms to plan a question, median", median(times), undefined, place),
    benchRow(
      SUITE,
      about,
      "ms to plan a question, 95th percentile",
      times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!,
      undefined,
      place,
    ),
  ];
}

const isSurelyWrong = ({ sure, right }: Asked): boolean => sure && !right;

function share<T>(all: readonly T[], is: (one: T) => boolean): number {
  return all.filter(is).length / all.length;
}

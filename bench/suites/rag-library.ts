import { bareTitle } from "../../src/domain/dataset.ts";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLanguage } from "../../src/domain/language-text.ts";
import type { SourceText } from "../../src/domain/document.ts";
import { titleSources } from "../../src/features/catalogue-text.ts";
import { nodeEmbedder } from "../../src/platform/node/embedder.ts";
import { openServedPage } from "../chromium-page.ts";
import {
  indexLibrary,
  LIBRARY_QUESTIONS,
  timeAnswers,
  withDrawnVectors,
  type AnswerTimes,
} from "../measures/library-answers.ts";
import { readParquetRows } from "../parquet.ts";
import { watchRenderers } from "../renderer-memory.ts";
import { benchRow, type BenchPlace, type BenchRow } from "../rows.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";
import { buildVitePage } from "../vite-page.ts";

const SUITE = "rag-library";
const IN_NODE: BenchPlace = { threads: 2, where: "node" };
const IN_CHROMIUM: BenchPlace = { threads: 2, where: "chromium" };

interface GutenbergRow {
  readonly gutenberg_id: number;
  readonly title: string | null;
  readonly author: string | null;
  readonly language: string;
  readonly gutenberg_bookshelf: string | null;
  readonly subjects: string | null;
}

/** The largest catalogue at hand: how long until it can be asked, and how long an answer takes. */
export const ragLibrary: BenchSuite = {
  name: SUITE,
  about:
    "82,415 Gutenberg titles: seconds to index, milliseconds a question, memory, in Node and a Chromium tab",
  needsData: true,
  run: async (context) => {
    const sources = await gutenbergSources(context.data!);
    const about = `${sources.length} titles, ${LIBRARY_QUESTIONS.length} questions`;
    return [...(await inNode(about, sources)), ...(await inChromium(context, about, sources))];
  },
};

async function inNode(about: string, sources: readonly SourceText[]): Promise<BenchRow[]> {
  const library = indexLibrary(sources);
  const embedder = await nodeEmbedder({ threads: 2 });
  try {
    const words = await timeAnswers(library, null, LIBRARY_QUESTIONS);
    const drawn = await withDrawnVectors(library, embedder.info.dimension);
    const all = await timeAnswers(drawn, embedder, LIBRARY_QUESTIONS);
    const row = (metric: string, value: number): BenchRow =>
      benchRow(SUITE, about, metric, value, undefined, IN_NODE);
    return [
      row("seconds to index by words", library.seconds),
      ...timeRows(about, words, all, IN_NODE),
      row("MiB resident", process.memoryUsage().rss / 1048576),
    ];
  } finally {
    await embedder.dispose();
  }
}

async function inChromium(
  context: BenchContext,
  about: string,
  sources: readonly SourceText[],
): Promise<BenchRow[]> {
  const folder = await buildVitePage(context, "library");
  writeFileSync(join(folder, "sources.json"), JSON.stringify(sources));
  const stop = watchRenderers();
  const page = await openServedPage(folder);
  try {
    const seconds = await page.call<number>("index");
    const words = await page.call<AnswerTimes>("time", LIBRARY_QUESTIONS, false);
    const all = await page.call<AnswerTimes>("time", LIBRARY_QUESTIONS, true);
    return [
      benchRow(SUITE, about, "seconds to index by words", seconds, undefined, IN_CHROMIUM),
      ...timeRows(about, words, all, IN_CHROMIUM),
      benchRow(SUITE, about, "MiB resident at most", stop().largestMib, undefined, IN_CHROMIUM),
    ];
  } finally {
    await page.close();
  }
}

function timeRows(about: string, words: AnswerTimes, all: AnswerTimes, place: BenchPlace): BenchRow[] {
  const row = (metric: string, value: number): BenchRow =>
    benchRow(SUITE, about, metric, value, undefined, place);
  return [
    row("ms a question by words, median", words.p50),
    row("ms a question by words, 95th percentile", words.p95),
    row("ms a question by words and drawn vectors, its embedding included, median", all.p50),
    row("ms a question by words and drawn vectors, its embedding included, 95th percentile", all.p95),
    row("ms to embed a question, median", all.embedding50),
  ];
}

async function gutenbergSources(data: string): Promise<SourceText[]> {
  const rows = await readParquetRows<GutenbergRow>(join(data, "catalog", "gutenberg_catalog.parquet"));
  return rows.flatMap((row) =>
    titleSources({
      ...bareTitle(String(row.gutenberg_id), row.title ?? ""),
      authors: row.author === null ? [] : [row.author],
      genre: row.gutenberg_bookshelf?.replaceAll("Category: ", "").replaceAll("/", "; ") ?? null,
      language: readLanguage(row.language),
      subjects: row.subjects?.split("; ") ?? [],
    }),
  );
}

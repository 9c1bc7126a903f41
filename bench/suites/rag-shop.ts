import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TextEmbedder } from "../../src/core/ports.ts";
import type { AnswerLine } from "../../src/domain/answer-line.ts";
import type { DemoTitle } from "../../src/domain/demo-records.ts";
import { simulateDemoShop } from "../../src/domain/demo-shop.ts";
import { titleSources } from "../../src/features/catalogue-text.ts";
import { readTexts } from "../../src/cli/document-files.ts";
import { nodeClock } from "../../src/platform/node/clock.ts";
import { nodeEmbedder } from "../../src/platform/node/embedder.ts";
import { answerQuestions, type AskedText } from "../../src/workflows/answer-questions.ts";
import { SHOP_QUESTIONS, SHOP_RULES, SHOP_UNANSWERABLE } from "../measures/shop-questions.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const SUITE = "rag-shop";

/** Plain questions about a shop's own document, beside its catalogue and alone, with vectors and before they are made. */
export const ragShop: BenchSuite = {
  name: SUITE,
  about: "plain questions about a document dropped in the demo shop: answered rightly, declined",
  needsData: false,
  run: async (context) => {
    const rules = await rulesTexts(context);
    const { default: catalogue } = await import("../../public/demo/catalogue.json", {
      with: { type: "json" },
    });
    const titles = simulateDemoShop(catalogue satisfies readonly DemoTitle[]).titles;
    const shop = titles
      .flatMap((title) => titleSources(title))
      .map((source): AskedText => ({ source, ids: [source.sourceId] }));
    const embedder = await nodeEmbedder();
    try {
      return [
        ...(await rowsOf(context, "demo shop with its rules", [...shop, ...rules], embedder)),
        ...(await rowsOf(context, "the same before vectors are made", [...shop, ...rules], null)),
        ...(await rowsOf(context, "the rules alone", rules, embedder)),
        ...(await rowsOf(context, "the rules alone before vectors are made", rules, null)),
      ];
    } finally {
      await embedder.dispose();
    }
  },
};

async function rulesTexts({ scratch }: BenchContext): Promise<readonly AskedText[]> {
  const path = join(scratch, "rules.md");
  writeFileSync(path, SHOP_RULES);
  const file = { path, name: "rules.md", inFolder: false };
  return (await readTexts("--documents", [file], {}, { progress: () => undefined })).texts;
}

async function rowsOf(
  context: BenchContext,
  about: string,
  texts: readonly AskedText[],
  embedder: TextEmbedder | null,
): Promise<BenchRow[]> {
  const asked = [...SHOP_QUESTIONS.map(([question]) => question), ...SHOP_UNANSWERABLE];
  const lines: AnswerLine[] = [];
  await answerQuestions(
    { texts, titles: null, questions: asked.map((text) => ({ text })), k: 1, embedder },
    { clock: nodeClock, progress: () => undefined },
    (line) => lines.push(line),
  );
  const right = SHOP_QUESTIONS.filter(([, holds], i) => {
    const { answer, confidence, question } = lines[i]!;
    const found = answer.toLowerCase().includes(holds.toLowerCase());
    if (!found) context.log(`${about}: ${question} (${confidence.toFixed(2)}) -> ${answer || "declined"}`);
    return found;
  });
  const declined = lines
    .slice(SHOP_QUESTIONS.length)
    .filter(({ abstained, question, answer, confidence }) => {
      if (!abstained) context.log(`${about}: ${question} (${confidence.toFixed(2)}) -> ${answer}`);
      return abstained;
    });
  return [
    benchRow(
      SUITE,
      `${about}, ${SHOP_QUESTIONS.length} questions`,
      "share answered with the right sentence",
      right.length / SHOP_QUESTIONS.length,
    ),
    benchRow(
      SUITE,
      `${about}, ${SHOP_UNANSWERABLE.length} questions that it cannot answer`,
      "share declined",
      declined.length / SHOP_UNANSWERABLE.length,
    ),
  ];
}

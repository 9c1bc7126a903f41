import { existsSync, linkSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import type { Passage } from "../../src/domain/document.ts";
import { passageTokens } from "../../src/models/rag/passage-tokens.ts";
import { nodeEmbedder } from "../../src/platform/node/embedder.ts";
import { carriedModel } from "../../src/training/answer-model.ts";
import { checkRewrite, rewritePrompt, wholeSentences } from "../../src/training/rewrite-answer.ts";
import { sentenceSpans } from "../../src/features/sentences.ts";
import { openChromiumPage } from "../chromium-page.ts";
import { GENERATOR_QUESTIONS } from "../measures/generator-questions.ts";
import { benchRow } from "../rows.ts";
import type { BenchSuite } from "../suite.ts";

const SUITE = "rag-generator";
const CASE = "six catalogue questions";

/** A small model through wllama in Chromium, and what the check lets through of what it says. */
export const ragGenerator: BenchSuite = {
  name: SUITE,
  about: "a small language model puts answers into words in Chromium; SOMA_SMOLLM2 names its .gguf file",
  needsData: false,
  run: async (context) => {
    const { root, scratch, log } = context;
    const file = process.env["SOMA_SMOLLM2"];
    if (file === undefined || !existsSync(file)) {
      log(`skipped: SOMA_SMOLLM2 names no file (${file ?? "unset"}); take SmolLM2-135M-Instruct.Q4_1.gguf`);
      return [];
    }
    copyOrLink(file, join(scratch, "model.gguf"));
    const code = join(root, "node_modules", "@wllama", "wllama", "esm", "wasm", "wllama.wasm");
    copyOrLink(code, join(scratch, "wllama.wasm"));
    const embedder = await nodeEmbedder({ threads: 1 });
    const { projection } = (await carriedModel()).reranker;
    const page = await openChromiumPage(context, "generator", ["generate.worker"]);
    const place = { threads: 1, where: "chromium" } as const;
    let [right, written, kept, dropped, answerless] = [0, 0, 0, 0, 0];
    const firsts: number[] = [];
    const alls: number[] = [];
    try {
      for (const { question, passages: texts, gold } of GENERATOR_QUESTIONS) {
        const prompt = rewritePrompt(question, texts);
        const { text, firstMs, allMs } = await page.call<Generated>("generate", prompt);
        firsts.push(firstMs);
        alls.push(allMs);
        const spans = texts.map((passage) => sentenceSpans(passage));
        const parts = spans.flatMap((own, i) => own.map(({ start, end }) => texts[i]!.slice(start, end)));
        const tokens = passageTokens(spans, await embedder.embed(parts), projection);
        const sources = texts.map((passage, row) => ({
          row,
          passage: passageOf(row, passage),
          tokens: tokens[row]!,
        }));
        const whole = wholeSentences(text, true);
        const checked = text.slice(0, whole.at(-1)?.end ?? 0);
        const claims = await embedder.embed(whole.map(({ start, end }) => text.slice(start, end)));
        const rewrite =
          whole.length === 0
            ? { sentences: [], dropped: 0 }
            : checkRewrite(checked, sources, claims, projection);
        written += whole.length;
        kept += rewrite.sentences.length;
        dropped += rewrite.dropped;
        if (gold === null ? rewrite.sentences.length === 0 : gold.test(text)) {
          if (gold === null) answerless++;
          else right++;
        }
        log(`${question} -> ${JSON.stringify(text)}`);
        log(`  shown: ${JSON.stringify(rewrite.sentences.map((sentence) => sentence.text))}`);
      }
      const prompt = rewritePrompt(GENERATOR_QUESTIONS[0]!.question, GENERATOR_QUESTIONS[0]!.passages);
      const stopped = await page.call<{ code: string; stoppedMs: number }>("stop", prompt);
      log(`stopped after its first piece: ${stopped.code}`);
      return [
        benchRow(SUITE, CASE, "of 4 answerable ones, right in the model's own words", right),
        benchRow(SUITE, CASE, "of 2 unanswerable ones, nothing shown", answerless),
        benchRow(SUITE, CASE, "statements written", written),
        benchRow(SUITE, CASE, "of them shown", kept),
        benchRow(SUITE, CASE, "of them left out", dropped),
        benchRow(
          SUITE,
          CASE,
          "milliseconds to open the model and the first word",
          firsts[0]!,
          undefined,
          place,
        ),
        benchRow(
          SUITE,
          CASE,
          "milliseconds to the first word, median",
          median(firsts.slice(1)),
          undefined,
          place,
        ),
        benchRow(SUITE, CASE, "milliseconds to the end, median", median(alls.slice(1)), undefined, place),
        benchRow(SUITE, CASE, "milliseconds until it had stopped", stopped.stoppedMs, undefined, place),
      ];
    } finally {
      await page.close();
      await embedder.dispose();
    }
  },
};

interface Generated {
  readonly text: string;
  readonly firstMs: number;
  readonly allMs: number;
}

function passageOf(row: number, text: string): Passage {
  return {
    passageId: `text/${row}#0`,
    sourceId: `text/${row}`,
    kind: "document",
    title: "",
    itemId: null,
    language: "en",
    headings: [],
    page: null,
    text,
    section: 0,
    start: 0,
  };
}

function copyOrLink(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

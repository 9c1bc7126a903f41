import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { seededRandom } from "../../src/core/random.ts";
import { BUILT_IN_MODEL, weightsOf } from "../../src/domain/embedding-model.ts";
import { askedQuestion } from "../../src/models/rag/asked-question.ts";
import { retrieve } from "../../src/models/rag/hybrid-rag/index.ts";
import type { TokenProjection } from "../../src/models/rag/passage-tokens.ts";
import { RERANKED } from "../../src/models/rag/reranker.ts";
import { saveAnswerModel } from "../../src/training/answer-model.ts";
import { trainAnswerModel, type TrainingQuestion } from "../../src/training/train-answer-model.ts";
import {
  principalProjection,
  PROJECTION_OPTIONS,
  trainProjection,
  type ProjectionCase,
  type TokenTable,
} from "../../src/training/train-projection.ts";
import { confidenceCases } from "./confidence-cases.ts";
import { embedSet, isGold, openSet, readQuestions, type EmbeddedSet } from "./asked-set.ts";
import { fairytaleSet, ofStories } from "./qa-sets.ts";

/** Corpora that the training stories are dealt into, each as large as the validation split. */
const CORPORA = 9;
const SEED = 1;
/** What learns from which corpora: the confidence must not see questions that the rankings know. */
const RANKING = [0, 1, 2, 3, 4, 5];
const CONFIDENCE = [6, 7];
const CALIBRATION = [8];
/** Wrong passages that the projection learns to tell from the right one, a question. */
const OTHERS = 9;

/** Train on FairytaleQA's train split and write the model into the source tree. The other splits are not read. */
export async function trainCarriedModel(root: string): Promise<void> {
  const data = resolve(root, "..", "shared", "data");
  if (!existsSync(data)) throw new Error("../shared/data is absent: it holds the questions to train on.");
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const embedded = await embedSet(root, await fairytaleSet(data, "train"), log);
  const corpora = dealStories(embedded);
  const projection = learnProjection(embedded, corpora, log);
  const read = (numbers: readonly number[]): TrainingQuestion[] =>
    numbers.flatMap((number) => {
      log(`reading corpus ${number}`);
      return readQuestions(openSet(embedded, ofStories(embedded.set, corpora[number]!)), projection);
    });
  const ranking = read(RANKING);
  const casesOf = (numbers: readonly number[]) => (carried: TokenProjection) =>
    confidenceCases(
      embedded,
      numbers.map((number) => corpora[number]!),
      corpora[RANKING[0]!]!,
      carried,
      log,
    );
  const model = await trainAnswerModel({
    modelSha256: weightsOf(BUILT_IN_MODEL).sha256,
    projection,
    ranking: () => ranking,
    confidence: casesOf(CONFIDENCE),
    calibration: casesOf(CALIBRATION),
    origin:
      "Learned from the train split of FairytaleQA (Xu et al. 2022, Apache-2.0) with vectors of all-MiniLM-L6-v2; " +
      `seed ${SEED}; node scripts/train-answer-model.mjs.`,
    log,
  });
  writeModule(root, saveAnswerModel(model));
}

function dealStories({ set }: EmbeddedSet): ReadonlySet<string>[] {
  const stories = [...new Set(set.questions.map(({ story }) => story))];
  const random = seededRandom(SEED, "corpora");
  for (let i = stories.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [stories[i], stories[j]] = [stories[j]!, stories[i]!];
  }
  return Array.from(
    { length: CORPORA },
    (_, corpus) => new Set(stories.filter((_, i) => i % CORPORA === corpus)),
  );
}

/** Learned from half of the corpora that the rankings learn from. */
function learnProjection(
  embedded: EmbeddedSet,
  corpora: readonly ReadonlySet<string>[],
  log: (line: string) => void,
): TokenProjection {
  const { parts, questions, partStart, set } = embedded;
  const passageTable: TokenTable = {
    dimension: parts.dimension,
    start: partStart.map((part) => parts.tokenStart[part]!),
    codes: parts.codes,
    scales: parts.scales,
  };
  const questionTable: TokenTable = {
    dimension: questions.dimension,
    start: questions.tokenStart,
    codes: questions.codes,
    scales: questions.scales,
  };
  const start = principalProjection(passageTable, PROJECTION_OPTIONS.to);
  const rowOf = new Map(set.passages.map(({ passageId }, row) => [passageId, row]));
  const questionRow = new Map(set.questions.map((question, row) => [question, row]));
  const cases: ProjectionCase[] = [];
  for (const number of RANKING.slice(0, RANKING.length / 2)) {
    const corpus = openSet(embedded, ofStories(set, corpora[number]!));
    const place = (row: number): number => rowOf.get(corpus.set.passages[row]!.passageId)!;
    corpus.set.questions.forEach((question, i) => {
      const vectors = corpus.questionOf(i);
      const request = { question: question.text, vectors, allowed: null, k: RERANKED };
      const rows = retrieve(corpus.state, request).candidates.map(({ row }) => row);
      const gold = rows.find(isGold(corpus, i));
      const { tokens } = askedQuestion(corpus.state.index, question.text, vectors, start);
      if (gold === undefined || tokens === null) return;
      cases.push({
        question: questionRow.get(question)!,
        weights: tokens.weights,
        gold: place(gold),
        others: rows
          .filter((row) => !isGold(corpus, i)(row))
          .slice(0, OTHERS)
          .map(place),
      });
    });
  }
  log(`learning the projection from ${cases.length} questions`);
  return trainProjection(
    questionTable,
    passageTable,
    cases,
    start,
    PROJECTION_OPTIONS,
    seededRandom(SEED, "projection"),
    { onPass: (pass, loss) => log(`projection, pass ${pass + 1}: loss ${loss.toFixed(4)}`) },
  );
}

function writeModule(root: string, bytes: Uint8Array): void {
  const text = Buffer.from(bytes).toString("base64");
  writeFileSync(
    join(root, "src", "training", "carried-answer-model.ts"),
    `// Made by \`node scripts/train-answer-model.mjs\`. Do not edit.\n` +
      `/** An answer model as \`saveAnswerModel\` writes it, in base64; \`origin\` in it says what it was learned from. */\n` +
      `export const carriedAnswerModel =\n  "${text}";\n`,
  );
}

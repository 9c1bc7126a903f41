import type { TokenProjection } from "../../src/models/rag/passage-tokens.ts";
import {
  withoutAnswer,
  type ConfidenceCase,
  type TrainingQuestion,
} from "../../src/training/train-answer-model.ts";
import { openSet, readQuestions, type EmbeddedSet } from "./asked-set.ts";
import { ofStories, type QaSet, type SetCut } from "./qa-sets.ts";

/** Stories whose questions are asked of a corpus that does not have them. */
const FOREIGN = 8;
/** Of so many stories one is asked about in another's place. */
const FOREIGN_EVERY = 3;

/**
 * What the confidence learns from: the questions of each corpus of stories, asked of libraries of several sizes, so that
 * it does not depend on one: all stories, one story, a section of one; with vectors and as where none are made yet; with
 * the passages that answer and without them, and of stories that are not there at all.
 *
 * @param strangers stories that are in none of the corpora
 */
export function* confidenceCases(
  embedded: EmbeddedSet,
  corpora: readonly ReadonlySet<string>[],
  strangers: ReadonlySet<string>,
  projection: TokenProjection,
  log: (line: string) => void,
): Generator<ConfidenceCase> {
  const { set } = embedded;
  const read = (cut: SetCut, withVectors = true): TrainingQuestion[] =>
    cut.rows.length === 0 || cut.asked.length === 0
      ? []
      : readQuestions(openSet(embedded, cut), projection, withVectors);
  for (const [c, corpus] of corpora.entries()) {
    log(`confidence: corpus ${c + 1} of ${corpora.length}`);
    const stories = [...corpus];
    const whole = ofStories(set, corpus);
    for (const question of read(whole)) yield* [asAsked(question), withoutAnswer(question)];
    yield* everyOtherWithout(read(whole, false));
    for (const question of read(ofStories(set, corpus, new Set([...strangers].slice(0, FOREIGN)))))
      yield withoutAnswer(question);
    for (const [s, story] of stories.entries()) {
      const one = new Set([story]);
      const foreign = new Set([stories[(s + 1) % stories.length]!]);
      const cut = ofStories(set, one);
      yield* everyOtherWithout(read(cut));
      const section = largestSection(set, cut);
      for (const withVectors of [true, false])
        for (const question of read(section, withVectors)) yield asAsked(question);
      if (s % FOREIGN_EVERY !== 0) continue;
      for (const rows of [cut.rows, section.rows]) {
        const { asked } = ofStories(set, one, foreign);
        for (const withVectors of [true, false])
          for (const question of read({ rows, asked }, withVectors)) yield withoutAnswer(question);
      }
    }
  }
}

const asAsked = ({ asked, candidates, gold }: TrainingQuestion): ConfidenceCase => ({
  asked,
  candidates,
  gold,
  answerable: true,
});

function* everyOtherWithout(questions: readonly TrainingQuestion[]): Generator<ConfidenceCase> {
  for (const [i, question] of questions.entries()) {
    yield asAsked(question);
    if (i % 2 === 1) yield withoutAnswer(question);
  }
}

/** The section of a story that most questions are about, with them. */
function largestSection(set: QaSet, { rows, asked }: SetCut): SetCut {
  const counts = new Map<number, number>();
  for (const i of asked)
    for (const part of set.questions[i]!.gold) counts.set(part, (counts.get(part) ?? 0) + 1);
  const [part] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [-1, 0]);
  return {
    rows: rows.filter((row) => set.partOf[row] === part),
    asked: asked.filter((i) => set.questions[i]!.gold.includes(part)),
  };
}

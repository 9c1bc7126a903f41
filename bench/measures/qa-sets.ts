import { join } from "node:path";
import type { Passage, SourceText } from "../../src/domain/document.ts";
import { passagesOf } from "../../src/features/passages.ts";
import { readParquetRows } from "../parquet.ts";

/** A question of a public set with what answers it. */
export interface QaQuestion {
  readonly text: string;
  /** Parts of the set that answer it, as `partOf` numbers them; any one of them counts as found. */
  readonly gold: readonly number[];
  /** Accepted answers. */
  readonly answers: readonly string[];
  /** Whether the answer stands in the text as it is. */
  readonly explicit: boolean;
  /** Story of the question; "" where the set has no stories. */
  readonly story: string;
}

/** Questions over the passages of a set. What is to be found is a part: a story's section, or a paragraph. */
export interface QaSet {
  readonly name: string;
  readonly passages: readonly Passage[];
  /** Part that a passage lies in. Shape [passages]. */
  readonly partOf: Int32Array;
  readonly partCount: number;
  readonly questions: readonly QaQuestion[];
}

interface SectionRow {
  readonly section: bigint | number;
  readonly text: string;
  readonly story: string;
  readonly split: string;
}

type QuestionRow = Readonly<Record<string, string | null>>;

/**
 * FairytaleQA: one document a story. A question whose `cor_section` names several sections is answered by any of them.
 *
 * @param split "train" or "val", each a corpus of its own
 */
export async function fairytaleSet(data: string, split: "train" | "val"): Promise<QaSet> {
  const folder = join(data, "question-answering");
  const rows = await readParquetRows<SectionRow>(join(folder, "fairytaleqa_sections.parquet"));
  const asked = await readParquetRows<QuestionRow>(join(folder, "fairytaleqa_questions.parquet"));
  const stories = new Map<string, SectionRow[]>();
  for (const row of rows.filter((each) => each.split === split)) {
    stories.set(row.story, [...(stories.get(row.story) ?? []), row]);
  }
  const partIds = new Map<string, number>();
  const sources = [...stories].map(([story, sections]): { source: SourceText; parts: number[] } => ({
    source: document(
      story,
      story.replace(/-/g, " "),
      sections.map(({ text }) => text),
    ),
    parts: sections.map(({ section }) => {
      const part = partIds.size;
      partIds.set(`${story}/${section}`, part);
      return part;
    }),
  }));
  const questions = asked
    .filter((row) => row["split"] === split)
    .map((row): QaQuestion => {
      const story = row["story"]!;
      return {
        text: row["question"]!,
        gold: (row["cor_section"] ?? "")
          .split(/\D+/)
          .flatMap((number) => partIds.get(`${story}/${number}`) ?? []),
        answers: [1, 2, 3, 4, 5, 6].flatMap((n) => row[`answer${n}`] ?? []),
        explicit: row["ex-or-im1"] === "explicit",
        story,
      };
    });
  return qaSet(`FairytaleQA ${split}`, sources, questions);
}

/** XQuAD in English: one document a paragraph. */
export async function xquadSet(data: string): Promise<QaSet> {
  const rows = await readParquetRows<{ context: string; question: string; answer: string }>(
    join(data, "question-answering", "xquad_en.parquet"),
  );
  const contexts = [...new Set(rows.map(({ context }) => context))];
  const partOf = new Map(contexts.map((context, part) => [context, part]));
  const sources = contexts.map((context, part) => ({
    source: document(`paragraph-${part}`, "", [context]),
    parts: [part],
  }));
  const questions = rows.map(({ context, question, answer }) => ({
    text: question,
    gold: [partOf.get(context)!],
    answers: [answer],
    explicit: true,
    story: "",
  }));
  return qaSet("XQuAD", sources, questions);
}

/** Rows of passages and numbers of questions of a set. */
export interface SetCut {
  readonly rows: readonly number[];
  readonly asked: readonly number[];
}

/** The passages of some stories, and the questions about them or about others. */
export function ofStories(
  set: QaSet,
  stories: ReadonlySet<string>,
  askedOf: ReadonlySet<string> = stories,
): SetCut {
  const kept = (sourceId: string): boolean => stories.has(sourceId.slice("document/".length));
  return {
    rows: set.passages.flatMap(({ sourceId }, row) => (kept(sourceId) ? [row] : [])),
    asked: set.questions.flatMap(({ story }, i) => (askedOf.has(story) ? [i] : [])),
  };
}

/** A part of a set as a set of its own; parts keep their numbers. */
export function cutSet(set: QaSet, { rows, asked }: SetCut): QaSet {
  return {
    ...set,
    passages: rows.map((row) => set.passages[row]!),
    partOf: Int32Array.from(rows, (row) => set.partOf[row]!),
    questions: asked.map((i) => set.questions[i]!),
  };
}

function document(id: string, title: string, texts: readonly string[]): SourceText {
  return {
    sourceId: `document/${id}`,
    kind: "document",
    title,
    itemId: null,
    language: "en",
    sections: texts.map((text) => ({ headings: [], text, page: null })),
  };
}

function qaSet(
  name: string,
  sources: readonly { readonly source: SourceText; readonly parts: readonly number[] }[],
  questions: readonly QaQuestion[],
): QaSet {
  const found = sources.flatMap(({ source, parts }) =>
    passagesOf(source).map((passage) => ({ passage, part: parts[passage.section]! })),
  );
  return {
    name,
    passages: found.map(({ passage }) => passage),
    partOf: Int32Array.from(found, ({ part }) => part),
    partCount: sources.reduce((sum, { parts }) => sum + parts.length, 0),
    questions,
  };
}

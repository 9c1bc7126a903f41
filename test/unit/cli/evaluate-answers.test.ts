import { describe, expect, it } from "vitest";
import type { AnswerLine } from "../../../src/domain/answer-line.ts";
import { scratchFolder, soma, type SomaResult } from "./soma-in-process.ts";

const files = scratchFolder();
const documents = files.write("texts.csv", "id,text\na,The sea is wide and deep.\nb,Bread is baked.\n");
const line = (question: string, more: Partial<AnswerLine>): AnswerLine => ({
  question,
  answer: "",
  abstained: true,
  confidence: 0.1,
  citations: [],
  ranked: [],
  ...more,
});
const sea = { id: "a", start: 0, end: 25, text: "The sea is wide and deep." };
const answers: AnswerLine[] = [
  line("How is the sea?", {
    answer: sea.text,
    abstained: false,
    confidence: 0.9,
    citations: [sea],
    ranked: [
      { id: "a", score: 2 },
      { id: "b", score: 1 },
    ],
  }),
  line("What is baked?", {
    answer: "Bread was baked.",
    abstained: false,
    confidence: 0.6,
    citations: [{ id: "b", start: 0, end: 15, text: "Bread was baked." }],
    ranked: [
      { id: "a", score: 2 },
      { id: "b", score: 1 },
    ],
  }),
  line("Who sings?", { confidence: 0.2, ranked: [{ id: "b", score: 1 }] }),
];
const written = files.write("answers.jsonl", answers.map((one) => `${JSON.stringify(one)}\n`).join(""));
const actual = files.write(
  "actual.csv",
  "question,document,answer\nHow is the sea?,a,wide and deep\nWhat is baked?,b,bread\nWho sings?,,\n",
);
const evaluate = (...words: string[]): Promise<SomaResult> =>
  soma("evaluate-answers", "--answers", written, "--actual", actual, ...words);
type Figures = Readonly<Record<string, { readonly value: number; readonly standard_error: number }>>;

describe("soma evaluate-answers", () => {
  it("measures by hand's figures", async () => {
    const { code, out, err } = await evaluate("--documents", documents, "--json");
    expect(err).toContain('question from "question", answering text from "document", answer from "answer"');
    expect(code).toBe(0);
    const figures = JSON.parse(out) as Figures;
    expect(figures).toMatchObject({ k: 10, questions: 3, answerable: 2, unanswerable: 1 });
    const value = (name: string): number => figures[name]!.value;
    expect(value("hit_at_1")).toBe(0.5);
    expect(value("hit_at_k")).toBe(1);
    expect(value("recall")).toBe(1);
    expect(value("mrr")).toBe(0.75);
    expect(value("ndcg")).toBeCloseTo((1 + 1 / Math.log2(3)) / 2, 12);
    expect(value("says_it")).toBe(1);
    expect(value("exact_match")).toBe(0);
    // "sea is wide and deep" shares 3 of 5 words with 3; "bread was baked" 1 of 3 with 1.
    expect(value("f1")).toBeCloseTo((0.75 + 0.5) / 2, 12);
    expect(value("answered")).toBe(1);
    expect(value("precision")).toBe(0.5);
    expect(value("declined")).toBe(1);
    expect(value("faithfulness")).toBe(0.5);
    expect(value("abstention_auroc")).toBe(1);
    // The one of confidence .9 is right, the next is not.
    expect(value("coverage_at_90")).toBe(0.5);
    expect(figures["threshold_at_90"]).toBe(0.9);
    expect(figures["hit_at_1"]!.standard_error).toBeGreaterThan(0);
  });

  it("says it in words, and what cannot be said", async () => {
    const { out } = await evaluate("--k", "1");
    expect(out).toContain("3 questions, 2 of them answerable");
    expect(out).toMatch(/Hit@1 +0\.5000 ± /);
    expect(out).toMatch(/faithful +not defined/);
    expect(out).toContain("confidence from which 90 % of the answers are right: 0.9000");
  });

  it("counts a question without an answer as unanswered, and leaves out what nothing is known of", async () => {
    const more = files.write(
      "more.csv",
      "id,question,passage\nx,How is the sea?,a; b\ny,What is cold?,a\ny,What is cold?,b\n",
    );
    const { out, err } = await soma("evaluate-answers", "--answers", written, "--actual", more, "--json");
    expect(err).toContain("1 of 2 questions have no line and count as left unanswered.");
    expect(err).toContain("2 of 3 lines are left out");
    const figures = JSON.parse(out) as Figures;
    expect(figures["recall"]!.value).toBe(0.5);
    expect(figures["answered"]!.value).toBe(0.5);
    expect(figures["abstention_auroc"]!.value).toBeNull();
  });

  const refusals: [string, () => string[], number, string][] = [
    [
      "a line that is no JSON",
      () => ["--answers", files.write("bad.jsonl", "{}x\n"), "--actual", actual],
      1,
      "bad.jsonl, line 1",
    ],
    [
      "a line that lacks something",
      () => ["--answers", files.write("lack.jsonl", '{"question":"Who?"}\n'), "--actual", actual],
      1,
      'it has no text "answer"',
    ],
    ["no lines", () => ["--answers", files.write("no.jsonl", "\n"), "--actual", actual], 1, "no answers"],
    [
      "no question in common",
      () => ["--answers", written, "--actual", files.write("far.csv", "question,id\nWhere?,a\n")],
      1,
      "No question was both answered",
    ],
    [
      "no rows",
      () => ["--answers", written, "--actual", files.write("none.csv", "question,id\n")],
      1,
      "holds no questions",
    ],
    [
      "no column of sources",
      () => ["--answers", written, "--actual", files.write("nosource.csv", "question,answer\nWho?,I\n")],
      2,
      "Name the column with --actual-id",
    ],
    [
      "a wrong name",
      () => ["--answers", written, "--actual", actual, "--actual-id", "dokument"],
      2,
      'Did you mean "document"',
    ],
    ["a bad k", () => ["--answers", written, "--actual", actual, "--k", "no"], 2, "a whole number"],
  ];
  it.each(refusals)("refuses %s", async (_, words, exitCode, says) => {
    const { code, err } = await soma("evaluate-answers", ...words());
    expect(err).toContain(says);
    expect(code).toBe(exitCode);
  });
});

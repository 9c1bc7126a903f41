import { describe, expect, it } from "vitest";
import { giveFeedback } from "../../../src/workflows/answer-feedback.ts";
import { ask } from "../../../src/workflows/ask.ts";
import { addDocument } from "../../../src/workflows/documents.ts";
import { updateAskIndex } from "../../../src/workflows/ask-index.ts";
import { listDatasets } from "../../../src/workflows/datasets.ts";
import { evaluateShopAnswers } from "../../../src/workflows/evaluate-answers.ts";
import { askDemo, askQuestion, textFile, type AskTestContext } from "./ask-shop.ts";

const RULES =
  "# Opening\n\nThe shop is closed on Sunday.\n\n# Bicycles\n\nBicycles stand in the yard behind the shop.\n";

async function shopWithRules(): Promise<{ context: AskTestContext; datasetId: string }> {
  const context = await askDemo();
  const datasetId = (await listDatasets(context.database))[0]!.id;
  await addDocument(context, datasetId, textFile("rules.md", RULES));
  await updateAskIndex(context, datasetId);
  return { context, datasetId };
}

describe("measuring a shop's answers", () => {
  it("finds the documents that a file names, and says which of them the index has not", async () => {
    const { context, datasetId } = await shopWithRules();
    const file = textFile(
      "questions.csv",
      "question,document\nWhere do bicycles stand?,rules\nWhere do bicycles swim?,nowhere\nWho mends zeppelins?,\n",
    );
    const report = await evaluateShopAnswers(context, datasetId, file);
    expect(report).toMatchObject({ k: 10, questions: 3, answerable: 2, withAnswers: 0 });
    expect(report.scores.hitAt1.value).toBe(0.5);
    expect(report.scores.says.value).toBeNaN();
    expect(report.notices.join()).toContain('1 of 2 answering sources are not in the index, "nowhere"');
    const titled = textFile("titled.csv", "question,id\nWhere do bicycles stand?,rules.md\n");
    expect((await evaluateShopAnswers(context, datasetId, titled)).scores.mrr.value).toBe(1);
  });

  it("measures on what people judged, and says where there is nothing", async () => {
    const { context, datasetId } = await shopWithRules();
    await expect(evaluateShopAnswers(context, datasetId, null)).rejects.toMatchObject({
      code: "answers.nothing-judged",
    });
    const question = "Where do bicycles stand?";
    const shown = (await ask(context, askQuestion(datasetId, question))).sources.map((one) => one.passageId);
    await giveFeedback(context, datasetId, { question, verdict: "right", shown, better: null });
    await giveFeedback(context, datasetId, {
      question: "When is it closed?",
      verdict: "better-source",
      shown,
      better: "document/gone#0",
    });
    const report = await evaluateShopAnswers(context, datasetId, null);
    expect(report.questions).toBe(1);
    expect(report.scores.hitAt1.value).toBe(1);
    expect(report.notices[0]).toContain("1 judged answers are left out");
    expect(report.notices[1]).toContain("learned from these judgements");
  });

  it("refuses a question that is too long", async () => {
    const { context, datasetId } = await shopWithRules();
    const file = textFile("long.csv", `question,document\n${"why ".repeat(300)},rules\n`);
    await expect(evaluateShopAnswers(context, datasetId, file)).rejects.toMatchObject({
      code: "answers.long-question",
    });
  });
});

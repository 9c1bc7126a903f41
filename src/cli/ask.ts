import { extname } from "node:path";
import type { TextEmbedder } from "../core/ports.ts";
import type { ListedQuestion } from "../domain/answer-line.ts";
import { nodeEmbedder } from "../platform/node/embedder.ts";
import { answerQuestions } from "../workflows/answer-questions.ts";
import type { Command, CommandTools } from "./command.ts";
import { readTexts, textFiles, type TextFile } from "./document-files.ts";
import { cliError } from "./errors.ts";
import { lineWriter } from "./line-writer.ts";
import { folderEmbedder } from "./model-folder.ts";
import { valuesOf, wholeNumber, type CommandText, type GivenOptions } from "./options.ts";
import { readCatalogueFile } from "./pair-file.ts";
import { checkedQuestion, readQuestions } from "./question-file.ts";
import { checkFile, checkPlace } from "./table-file.ts";

const text: CommandText = {
  name: "ask",
  summary: "answer questions from texts, each sentence with its source, or say that they do not tell",
  options: [
    {
      name: "--documents",
      value: "FILE",
      required: true,
      repeats: true,
      example: "reviews.csv",
      help: "a table with a text in each row (CSV, TSV, XLSX, Parquet), a document (TXT, Markdown, HTML, EPUB, PDF, ONIX), or a folder of them; may be given several times",
    },
    {
      name: "--id",
      value: "COL",
      required: false,
      example: "review_id",
      help: "a table's column that tells its rows apart; default a usual name, else the number of the row",
    },
    {
      name: "--text",
      value: "COL",
      required: false,
      example: "body",
      help: "its column of texts; default a usual name, else the one with the longest cells",
    },
    {
      name: "--title",
      value: "COL",
      required: false,
      example: "heading",
      help: "its column of titles; default a usual name; may be absent",
    },
    {
      name: "--question",
      value: "TEXT",
      required: false,
      example: '"Who is the captain of the Nautilus?"',
      help: "one question",
    },
    {
      name: "--questions",
      value: "FILE",
      required: false,
      example: "questions.txt",
      help: 'many: one a line (.txt), or a table with a column "question"; a column "id" is kept',
    },
    {
      name: "--catalogue",
      value: "FILE",
      required: false,
      example: "catalogue.csv",
      help: "titles whose fields are asked first (how many, which is the longest, who wrote …); columns as on the import screen",
    },
    {
      name: "--k",
      value: "N",
      required: false,
      example: "10",
      help: "texts in the ranked list of each question; default 10",
    },
    {
      name: "--model",
      value: "FOLDER",
      required: false,
      example: "models/my-model",
      help: "another sentence embedder: config.json, tokenizer.json and onnx/model_quantized.onnx or onnx/model.onnx",
    },
    {
      name: "--no-vectors",
      value: null,
      required: false,
      example: "",
      help: "find texts by their words only: fast, and worse",
    },
    {
      name: "--out",
      value: "FILE",
      required: true,
      example: "answers.jsonl",
      help: "result, .jsonl: a line a question with question, answer, abstained, confidence, citations and ranked",
    },
    { name: "--json", value: null, required: false, example: "", help: "print a summary as JSON on stdout" },
  ],
  notes: [
    "A line of the result: {question, answer, abstained, confidence, citations: [{id, start, end, text}], ranked: [{id, score}]}. An answer is one or two sentences of the texts, word for word. A citation says where its sentence stands: from start up to end (UTF-16 units) of the cell of that row, or of that section of a document, cited as name#1, name#2. Where files share an id, the later file's is written name#id.",
    "abstained is true where the texts do not say it, as far as can be judged; answer and citations are empty then. confidence is the calibrated probability that the first of ranked answers. ranked lists each text once, by its best passage.",
    "An answer from the fields of a catalogue cites the rows that it was computed from: id is the title's, text what the row says.",
    "Nothing leaves this machine, and what a text says to its reader is obeyed by nobody. The same files and options give the same bytes.",
  ],
  examples: [
    'soma ask --documents book.epub --question "Who is the captain of the Nautilus?" --out answers.jsonl',
    "soma ask --documents passages.csv --id section --text body --questions questions.csv --k 10 --out answers.jsonl",
    'soma ask --documents notes --catalogue catalogue.csv --question "How many novels by Jules Verne are there?" --out answers.jsonl --json',
  ],
};

/** Said where questions were left open. */
const WITHOUT_VECTORS =
  "Without vectors (--no-vectors) much is held back: a question's meaning is not compared, only its words. Ask without --no-vectors for more answers.";

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const out = given.get("--out") ?? "";
  const k = wholeNumber("--k", given.get("--k") ?? "10", 1, 1000);
  const files = valuesOf(given, "--documents").flatMap((path) => textFiles("--documents", path));
  checkOut(out, files, given);
  const startedMs = tools.clock.monotonicMs();
  const say = (sentence: string): void => {
    tools.clearProgress();
    tools.err(`${sentence}\n`);
  };
  const questions = await questionsOf(given, tools);
  const columns = { id: given.get("--id"), text: given.get("--text"), title: given.get("--title") };
  const { texts, sentences } = await readTexts("--documents", files, columns, tools);
  sentences.forEach(say);
  const catalogue = given.has("--catalogue")
    ? await readCatalogueFile("--catalogue", given.get("--catalogue")!, "", tools.progress)
    : null;
  catalogue?.sentences.forEach(say);

  const embedder = await embedderOf(given);
  const writer = lineWriter(out);
  try {
    const titles = catalogue && [...catalogue.titles.values()];
    const summary = await answerQuestions({ texts, titles, questions, k, embedder }, tools, (line) =>
      writer.add(JSON.stringify(line)),
    );
    writer.finish();
    summary.notices.forEach(say);
    if (embedder === null && summary.abstained > 0) say(WITHOUT_VECTORS);
    const took = (tools.clock.monotonicMs() - startedMs) / 1000;
    const count = `${summary.questions} question${summary.questions === 1 ? "" : "s"}`;
    say(
      `Asked ${count} of ${summary.texts} texts; ${summary.questions - summary.abstained} answered, ${summary.abstained} not told by them, in ${took.toFixed(1)} s: ${out}`,
    );
    if (given.has("--json")) {
      const json = { command: "ask", out, k, model: embedder?.info.modelId ?? null, ...summary };
      tools.out(`${JSON.stringify({ ...json, seconds: Number(took.toFixed(3)) })}\n`);
    }
  } catch (error) {
    writer.abandon();
    throw error;
  } finally {
    await embedder?.dispose();
  }
}

/** @throws `cli.bad-value`, `cli.no-folder`, `cli.same-file` */
function checkOut(out: string, files: readonly TextFile[], given: GivenOptions): void {
  if (extname(out).toLowerCase() !== ".jsonl") {
    const expected = "a file name that ends in .jsonl";
    throw cliError("cli.bad-value", { option: "--out", found: out, expected, example: "answers.jsonl" });
  }
  if (given.has("--catalogue")) checkFile("--catalogue", given.get("--catalogue")!);
  const inputs = { "--questions": given.get("--questions"), "--catalogue": given.get("--catalogue") };
  checkPlace("--out", out, inputs, "answers.jsonl");
  for (const { path } of files) checkPlace("--out", out, { "--documents": path }, "answers.jsonl");
}

async function questionsOf(given: GivenOptions, tools: CommandTools): Promise<ListedQuestion[]> {
  const [one, many] = [given.get("--question"), given.get("--questions")];
  if ((one === undefined) === (many === undefined)) {
    const found = one === undefined ? "neither" : "both";
    throw cliError("cli.one-of-two", {
      command: "ask",
      first: "--question TEXT",
      second: "--questions FILE",
      found,
    });
  }
  if (many !== undefined) return readQuestions("--questions", many, tools.progress);
  const question = checkedQuestion({ text: one! }, "--question");
  if (question.text !== "") return [question];
  throw cliError("cli.bad-value", {
    option: "--question",
    found: one!,
    expected: "some words",
    example: '"Who is the captain?"',
  });
}

async function embedderOf(given: GivenOptions): Promise<TextEmbedder | null> {
  const folder = given.get("--model");
  if (given.has("--no-vectors")) {
    if (folder === undefined) return null;
    const [first, second] = ["--model FOLDER", "--no-vectors"];
    throw cliError("cli.one-of-two", { command: "ask", first, second, found: "both" });
  }
  return folder === undefined ? nodeEmbedder() : folderEmbedder("--model", folder);
}

export const askCommand: Command = { text, run };

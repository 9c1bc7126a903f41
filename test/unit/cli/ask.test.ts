import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AnswerLine } from "../../../src/domain/answer-line.ts";
import { scratchFolder, soma, type SomaResult } from "./soma-in-process.ts";

const files = scratchFolder();
const SHIP =
  "The Nautilus is a vessel of steel.  Its captain is a man called Nemo, who has left all countries.\nIt dives to the floor of the sea.";
const GARDEN = "Tulips are planted in October. They bloom in April, and the bulbs rest in summer.";
const BAKING =
  "A sourdough is fed with flour and water each day. It rises for twelve hours before it is baked.";
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const table = files.write(
  "notes.csv",
  `note,heading,body\nship-1,Ships,${quoted(SHIP)}\ngarden-1,Gardens,${quoted(GARDEN)}\nbread-1,Bread,${quoted(BAKING)}\n`,
);
const COLUMNS = ["--id", "note", "--text", "body", "--title", "heading"];
const TEXTS: Readonly<Record<string, string>> = { "ship-1": SHIP, "garden-1": GARDEN, "bread-1": BAKING };

const linesOf = (name: string): AnswerLine[] =>
  readFileSync(files.path(name), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as AnswerLine);
const ask = (out: string, ...words: string[]): Promise<SomaResult> =>
  soma("ask", "--documents", table, ...COLUMNS, "--out", files.path(out), ...words);

describe("soma ask", () => {
  it("answers with a sentence that stands exactly where its citation says, and repeats", async () => {
    const questions = files.write(
      "questions.csv",
      "id,question\nq1,Who is the captain of the Nautilus?\nq2,When are tulips planted?\nq3,Which wars did Napoleon lose?\n",
    );
    const { code, err, out } = await ask("answers.jsonl", "--questions", questions, "--k", "2", "--json");
    expect(err).toContain("notes.csv: read 3 rows");
    expect(code).toBe(0);
    const lines = linesOf("answers.jsonl");
    expect(lines.map(({ id }) => id)).toEqual(["q1", "q2", "q3"]);
    expect(lines.map(({ ranked }) => ranked[0]!.id).slice(0, 2)).toEqual(["ship-1", "garden-1"]);
    for (const line of lines) {
      const parts = ["id", "question", "answer", "abstained", "confidence", "citations", "ranked"];
      expect(Object.keys(line)).toEqual(parts);
      expect(line.ranked).toHaveLength(2);
      expect(line.ranked[0]!.score).toBeGreaterThan(line.ranked[1]!.score);
      for (const { id, start, end, text } of line.citations) {
        expect(TEXTS[id]!.slice(start, end)).toBe(text);
      }
      expect(line.answer).toBe(line.citations.map(({ text }) => text.trim()).join(" "));
      expect(line.abstained).toBe(line.answer === "");
    }
    expect(lines[0]!.answer).toContain("Nemo");
    expect(lines[2]).toMatchObject({ abstained: true, citations: [] });
    expect(lines[0]!.confidence).toBeGreaterThan(lines[2]!.confidence);
    expect(JSON.parse(out)).toMatchObject({
      command: "ask",
      model: "all-MiniLM-L6-v2",
      texts: 3,
      questions: 3,
    });
    await ask("again.jsonl", "--questions", questions, "--k", "2");
    expect(readFileSync(files.path("again.jsonl"))).toEqual(readFileSync(files.path("answers.jsonl")));
  });

  it("takes another model from a folder, and none", async () => {
    const words = ["--question", "Who is the captain of the Nautilus?"];
    const folder = join(import.meta.dirname, "../../../public/models/all-MiniLM-L6-v2");
    const { code } = await ask("model.jsonl", ...words, "--model", folder);
    expect(code).toBe(0);
    const { err, out } = await ask("words.jsonl", ...words, "--no-vectors", "--json");
    expect(err).toContain("Asked 1 question of 3 texts");
    expect(JSON.parse(out)).toMatchObject({ model: null });
    for (const name of ["model.jsonl", "words.jsonl"]) {
      expect(linesOf(name)[0]!.ranked[0]!.id).toBe("ship-1");
    }
  });

  it("says in a line why much is held back without vectors", async () => {
    const asked = ["--question", "Who painted the ceiling of the chapel?"] as const;
    const held = await ask("held.jsonl", ...asked, "--no-vectors");
    expect(linesOf("held.jsonl")[0]!.abstained).toBe(true);
    expect(held.err.match(/^.*Without vectors.*$/gm)).toHaveLength(1);
    expect((await ask("vectors.jsonl", ...asked)).err).not.toContain("Without vectors");
  });

  it("reads documents and folders, cites their sections, and tells equal ids apart", async () => {
    const folder = files.folder("texts");
    files.write(
      "texts/ship.md",
      `# The Nautilus\n\n${SHIP}\n\n# Other ships\n\nThe Abraham Lincoln is a frigate.\n`,
    );
    files.write("texts/notes.csv", `note,heading,body\nship-1,Bread,${quoted(BAKING)}\n`);
    files.write("texts/picture.png", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]));
    files.write("texts/.hidden.txt", "Nobody reads this.");
    const questions = files.write(
      "lines.txt",
      "What is the Abraham Lincoln?\r\n\r\nHow long does a sourdough rise?\n",
    );
    const { code, err } = await ask(
      ...(["folder.jsonl", "--documents", folder, "--questions", questions, "--no-vectors"] as const),
    );
    expect(err).toContain("ship.md: read 2 sections");
    expect(err).toContain("picture.png: left out.");
    expect(err).not.toContain("hidden");
    expect(code).toBe(0);
    const [ship, bread] = linesOf("folder.jsonl");
    expect(ship).not.toHaveProperty("id");
    expect(ship!.ranked[0]!.id).toBe("ship.md#2");
    expect(bread!.ranked.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["bread-1", "notes.csv#ship-1"]),
    );
  });

  it("answers from the fields of a catalogue first, and cites the rows", async () => {
    const catalogue = files.write(
      "catalogue.csv",
      "item,title,author,year,pages\nb1,Twenty Thousand Leagues,Jules Verne,1870,420\nb2,Around the World,Jules Verne,1872,250\nb3,Emma,Jane Austen,1815,470\n",
    );
    const questions = files.write(
      "fields.txt",
      "Which book by Jules Verne is the longest?\nWho is the captain of the Nautilus?\n",
    );
    const { code, err } = await ask("fields.jsonl", "--catalogue", catalogue, "--questions", questions);
    expect(err).toContain("catalogue.csv: read");
    expect(code).toBe(0);
    const [longest, captain] = linesOf("fields.jsonl");
    expect(longest!.answer).toContain("Twenty Thousand Leagues");
    expect(longest!.ranked[0]!.id).toBe("b1");
    expect(longest!.citations[0]).toMatchObject({ id: "b1", start: 0 });
    expect(longest!.citations[0]!.text).toContain("420");
    expect(captain!.ranked[0]!.id).toBe("ship-1");
  });

  const one = ["--question", "Who is the captain?"];
  const refusals: [string, () => string[], number, string][] = [
    ["a column that is not there", () => [...one, "--text", "bodi"], 2, 'no column "bodi" for the text'],
    ["no question", () => [], 2, "either --question TEXT or --questions FILE; found neither"],
    ["an empty question", () => ["--question", "   "], 2, "expected some words"],
    ["two sorts of questions", () => [...one, "--questions", table], 2, "found both"],
    ["a question of 100 KB", () => ["--question", "why ".repeat(25_600)], 2, "has 102,399 characters"],
    [
      "a long question in a file",
      () => ["--questions", files.write("long.txt", `Who?\n${"why ".repeat(25_600)}\n`)],
      2,
      "long.txt, question 2 has 102,399 characters",
    ],
    [
      "a file without questions",
      () => ["--questions", files.write("blank.txt", "\n  \n")],
      1,
      "holds no question",
    ],
    [
      "a table without the column",
      () => ["--questions", files.write("other.csv", "text\nWho?\n")],
      2,
      'no column "question"',
    ],
    ["a bad k", () => [...one, "--k", "0"], 2, "expected a whole number from 1 to 1000"],
    ["a model that is none", () => [...one, "--model", files.path("nowhere")], 2, "expected a folder with"],
    ["a model and none", () => [...one, "--model", "x", "--no-vectors"], 2, "either --model FOLDER"],
    [
      "an empty file",
      () => [...one, "--documents", files.write("empty.txt", "")],
      2,
      "empty.txt, which is empty",
    ],
    ["an empty folder", () => [...one, "--documents", files.folder("nothing")], 1, "holds no text"],
  ];
  it.each(refusals)("refuses %s", async (_, words, exitCode, says) => {
    const given = words();
    const columns = given.includes("--text") ? [] : COLUMNS;
    const out = files.path("refused.jsonl");
    const { code, err } = await soma("ask", "--documents", table, ...columns, "--out", out, ...given);
    expect(err).toContain(says);
    expect(code).toBe(exitCode);
    expect(existsSync(out)).toBe(false);
  });

  it("refuses a table of texts without any", async () => {
    const blank = files.write("blank.csv", "id,text\n1,\n2, \n");
    const words = ["--documents", blank, ...one, "--out", files.path("refused.jsonl")];
    const { code, err } = await soma("ask", ...words);
    expect(err).toContain("holds no text");
    expect(code).toBe(1);
  });

  it("writes no answers over what it reads, nor under another ending", async () => {
    const folder = files.folder("kept");
    const inside = files.write("kept/own.jsonl", "A text.\n");
    for (const words of [
      ["--documents", inside],
      ["--documents", folder],
      ["--documents", table, "--questions", inside],
    ]) {
      const more = words.includes("--questions") ? [] : one;
      const { code, err } = await soma("ask", ...words, ...more, "--out", inside);
      expect(err).toContain("are the same file");
      expect(code).toBe(2);
    }
    expect(readFileSync(inside, "utf8")).toBe("A text.\n");
    const { err } = await ask("answers.csv", ...one);
    expect(err).toContain("ends in .jsonl");
  });
});

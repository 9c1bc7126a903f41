import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { AnswerLine } from "../../../src/domain/answer-line.ts";
import { scratchFolder, soma } from "./soma-in-process.ts";

const files = scratchFolder();
const folder = files.path("shop");
const day = (i: number): string => new Date(Date.UTC(2011, 0, 3 + i)).toISOString().slice(0, 10);
const BOOKS = [
  ["9780141439587", "Emma", "Jane Austen", "A clever girl in Highbury makes matches for others."],
  ["9780141439518", "Pride and Prejudice", "Jane Austen", "Elizabeth Bennet meets the proud Mr Darcy."],
  ["9780142437247", "Moby-Dick", "Herman Melville", "Captain Ahab hunts a white whale across the seas."],
  ["9780141439846", "Dracula", "Bram Stoker", "A count from Transylvania comes to Whitby by ship."],
] as const;

const predict = (model: string, name: string, content: string, out: string, ...more: string[]) =>
  soma(
    "predict",
    "--model",
    model,
    "--data",
    files.write(name, content),
    "--out",
    files.path(out),
    "--folder",
    folder,
    ...more,
  );
const linesOf = (name: string): string[] => readFileSync(files.path(name), "utf8").trimEnd().split("\n");

beforeAll(async () => {
  // Readers of Emma read Pride and Prejudice, too; those of Moby-Dick Dracula.
  const sales = Array.from({ length: 240 }, (_, i) => {
    const pair = i % 3 === 0 ? 2 : 0;
    const [isbn, title] = BOOKS[pair + (Math.floor(i / 6) % 2)]!;
    return `${day(Math.floor(i / 2))},${isbn},1,7.99,${title},card-${i % 12}`;
  });
  const till = files.write("till.csv", ["Date,ISBN,Quantity,Price,Title,Customer", ...sales].join("\n"));
  const catalogue = files.write(
    "catalogue.csv",
    ["ISBN,Title,Author,Description", ...BOOKS.map((book) => book.map((cell) => `"${cell}"`).join(","))].join(
      "\n",
    ),
  );
  const done = await soma("train", "--all", "--data", till, "--catalogue", catalogue, "--folder", folder);
  expect(done).toMatchObject({ code: 0 });
}, 120_000);

describe("soma predict with the demand forecast", () => {
  it("gives each title its days with intervals, by code in any form and by name, as far as its row says", async () => {
    const content = "title,horizon\nMoby-dick,3\n978-0-14-143958-7,\n";
    expect(await predict("demand_forecasting", "titles.csv", content, "days.csv")).toMatchObject({ code: 0 });
    const [head, ...rows] = linesOf("days.csv");
    expect(head).toBe("id,time,mean,q0.1,q0.5,q0.9");
    expect(rows).toHaveLength(3 + 28);
    expect(rows.slice(0, 3).map((row) => row.split(",")[1])).toEqual([day(120), day(121), day(122)]);
    for (const row of rows) {
      const [mean, low, median, high] = row.split(",").slice(2).map(Number) as [
        number,
        number,
        number,
        number,
      ];
      expect(mean).toBeGreaterThan(0);
      expect(low).toBeLessThanOrEqual(median);
      expect(median).toBeLessThanOrEqual(high);
    }
    const more = ["--span", "total", "--horizon", "14", "--quantiles", "0.05,0.95"];
    const total = await predict(
      "demand_forecasting@1.0.0",
      "titles.csv",
      "isbn\n0141439580\n",
      "sum.csv",
      ...more,
    );
    expect(total).toMatchObject({ code: 0 });
    const sum = rows.slice(3, 17).reduce((all, row) => all + Number(row.split(",")[2]), 0);
    const [, first] = linesOf("sum.csv");
    expect(Number(first!.split(",")[2])).toBeCloseTo(sum, 6);
    expect(linesOf("sum.csv")).toHaveLength(2);
  });

  it("names titles that it does not know, and refuses more days than it has", async () => {
    const some = await predict(
      "demand_forecasting",
      "some.csv",
      "isbn\nEmma\nMoby-Dik\n",
      "some-days.csv",
      "--span",
      "week",
    );
    expect(some.err).toContain(
      'does not know 1 cell, the first "Moby-Dik" in row 2 (did you mean "moby-dick"?)',
    );
    expect(linesOf("some-days.csv")).toHaveLength(1 + 4);
    const none = await predict("demand_forecasting", "none.csv", "isbn\n123\n", "x.csv");
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('knows nothing of column "isbn"') });
    const far = await predict("demand_forecasting", "far.csv", "isbn\nEmma\n", "x.csv", "--horizon", "60");
    expect(far).toMatchObject({ code: 2, err: expect.stringContaining("looks 28 days ahead") });
    const bad = await predict("demand_forecasting", "bad.csv", "isbn,horizon\nEmma,soon\n", "x.csv");
    expect(bad.err).toContain('row 1, column "horizon": found "soon"; expected a whole number from 1 to 28');
  });
});

describe("soma predict with the recommender", () => {
  it("gives lists to the shop's customers, and to baskets of one row or several", async () => {
    const readers = await predict(
      "recommendation_engine",
      "readers.csv",
      "customer\ncard-1\ncard-2\n",
      "readers-lists.csv",
      "--k",
      "2",
      "--exclude-seen",
      "false",
    );
    expect(readers).toMatchObject({ code: 0 });
    const [head, first, , third] = linesOf("readers-lists.csv");
    expect(head).toBe("user,item,rank,score");
    expect(first!.split(",").slice(0, 3)).toEqual(["card-1", expect.any(String), "1"]);
    expect(third!.split(",")[0]).toBe("card-2");

    const tall = "reader,isbn\na,9780141439587\nb,Moby-Dick\nb,9780141439846\n";
    await predict("recommendation_engine", "tall.csv", tall, "tall-lists.jsonl", "--k", "2");
    const lists = linesOf("tall-lists.jsonl").map(
      (line) => JSON.parse(line) as { user: string; item: string },
    );
    expect(lists.find(({ user }) => user === "a")!.item).toBe("9780141439518");
    expect(
      lists
        .filter(({ user }) => user === "b")
        .map(({ item }) => item)
        .sort(),
    ).toEqual(["9780141439518", "9780141439587"]);
    const wide = await predict(
      "recommendation_engine",
      "wide.csv",
      "basket\nEmma; Dracula\n0141439580\n",
      "wide-lists.csv",
      "--k",
      "1",
    );
    expect(wide.err).toContain("Predicted 2 rows with recommendation_engine 1.0.0: ");
    expect(linesOf("wide-lists.csv")[2]).toMatch(/^2,9780141439518,1,/);
  });

  it("refuses readers whose rows are scattered, and says what it does not know", async () => {
    const scattered = "reader,isbn\na,9780141439587\nb,9780141439587\na,9780142437247\n";
    const apart = await predict("recommendation_engine", "apart.csv", scattered, "x.csv");
    expect(apart).toMatchObject({
      code: 1,
      err: expect.stringContaining('row 3: "a" of column "reader" came before'),
    });
    const strangers = await predict("recommendation_engine", "strangers.csv", "customer\nnobody\n", "x.csv");
    expect(strangers.err).toContain('found "nobody"); it knows such as "card-');
    const one = await predict(
      "recommendation_engine",
      "one.csv",
      "customer\nnobody\ncard-1\n",
      "one-list.csv",
    );
    expect(one.err).toContain('does not know 1 cell, the first "nobody" in row 1');
    const neither = await predict("recommendation_engine", "neither.csv", "colour,size\nred,4\n", "x.csv");
    expect(neither).toMatchObject({ code: 2, err: expect.stringContaining("--user or --item") });
  });
});

describe("soma predict with the question index", () => {
  const questions =
    "Who hunts a white whale?\nHow many books by Jane Austen are there?\nWhat is the melting point of lead?\n";

  it("answers a file of questions with citations and confidence, or says that nothing tells", async () => {
    const done = await predict("rag_system", "questions.txt", questions, "answers.jsonl", "--k", "3");
    expect(done.err).toContain("Predicted 3 rows with rag_system 1.0.0: ");
    const [whale, austen, lead] = linesOf("answers.jsonl").map(
      (line) => JSON.parse(line) as AnswerLine & { certainty: string; way: string },
    );
    expect(whale).toMatchObject({ way: "text", abstained: false, answer: expect.stringContaining("Ahab") });
    expect(whale!.citations[0]!.text).toContain("Ahab");
    expect(whale!.ranked[0]!.id).toBe(whale!.citations[0]!.id);
    expect(austen).toMatchObject({ way: "fields", certainty: "answer", abstained: false });
    expect(austen!.citations.map(({ id }) => id).sort()).toEqual(["9780141439518", "9780141439587"]);
    expect(lead).toMatchObject({ abstained: true, answer: "", citations: [] });
  });

  it("takes them from a table with ids, each kept for the next time", async () => {
    const table = `id,question\nq1,Who hunts a white whale?\nq2,Who wrote Dracula?\n`;
    await predict("rag_system", "asked.csv", table, "a1.csv", "--k", "3");
    const again = await predict("rag_system@1.0.0", "asked.csv", table, "a2.csv", "--k", "3");
    expect(again.err).toContain("all of them were kept from before");
    expect(linesOf("a2.csv")).toEqual(linesOf("a1.csv"));
    expect(linesOf("a1.csv")[0]).toBe(
      "id,question,answer,abstained,confidence,certainty,way,citations,ranked",
    );
    expect(linesOf("a1.csv")[2]).toMatch(/^q2,Who wrote Dracula\?,.*Bram Stoker/);
  });
});

describe("soma predict", () => {
  it("asks which shop is meant where several have the model", async () => {
    const sales = Array.from({ length: 60 }, (_, i) => `${day(i)},9780141439587,2,7.99,Emma`);
    const till = files.write("second.csv", ["Date,ISBN,Quantity,Price,Title", ...sales].join("\n"));
    expect(await soma("train", "--data", till, "--shop", "Corner", "--folder", folder)).toMatchObject({
      code: 0,
    });
    const which = await predict("demand_forecasting", "which.csv", "isbn\nEmma\n", "x.csv");
    expect(which).toMatchObject({ code: 2, err: expect.stringContaining("Several shops have a model") });
    const wrong = await predict(
      "demand_forecasting",
      "which.csv",
      "isbn\nEmma\n",
      "x.csv",
      "--shop",
      "Cornr",
    );
    expect(wrong.err).toContain('Write --shop "Corner"');
    const named = ["--shop", "corner", "--span", "total"];
    const right = await predict(
      "demand_forecasting",
      "which.csv",
      "isbn\n9780141439587\n",
      "corner.csv",
      ...named,
    );
    expect(right.err).toContain("demand_forecasting 1.1.0");
  });
});

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { scratchFolder, soma, type SomaResult } from "./soma-in-process.ts";

const files = scratchFolder();
const rowsOf = (path: string): string[][] =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
const listsOf = (path: string): Map<string, string[]> => {
  const lists = new Map<string, string[]>();
  for (const [user, item] of rowsOf(path)) lists.set(user!, [...(lists.get(user!) ?? []), item!]);
  return lists;
};

/** Two circles of readers, each of whom leaves one book of the circle's ten unread; day by day. */
const circle = (name: string, readers: number): string[] =>
  Array.from({ length: readers }, (_, r) =>
    Array.from({ length: 10 }, (_, b) => b)
      .filter((b) => b !== r % 10)
      .map((b) => `${name}${r},${name}-book${b},2024-${String(1 + b).padStart(2, "0")}-0${1 + (r % 9)}`),
  ).flat();
const pairs = files.write(
  "pairs.csv",
  ["reader_id,book_id,date", ...circle("crime", 30), ...circle("poetry", 20)].join("\n"),
);
const recommend = (out: string, ...more: string[]): Promise<SomaResult> =>
  soma("recommend", "--interactions", pairs, "--k", "3", "--out", files.path(out), ...more);

describe("soma recommend", () => {
  it.each(["Infinity", "-Infinity", "1e999"])("refuses the rating %s", async (rating) => {
    const rated = files.write("endless.csv", `user,item,rating\na,x,2\na,y,${rating}\nb,x,1\n`);
    const { code, err } = await soma(
      "recommend",
      "--interactions",
      rated,
      "--out",
      files.path("endless-out.csv"),
    );
    expect(code).toBe(1);
    expect(err).toContain(`line 3: found "${rating}" in column "rating", expected a number`);
  });

  it.each(["--users", "--items"])("writes no list over the file of %s", async (option) => {
    const own = files.write("own.csv", "book_id,title,reader_id\ncrime-book1,Crime,crime1\n");
    const before = readFileSync(own);
    const { code, err } = await recommend("own.csv", option, own);
    expect(code).toBe(2);
    expect(err).toContain(`--out and ${option} are the same file`);
    expect(readFileSync(own)).toEqual(before);
  });

  it("finds the book that each reader of a circle has left, says what it read, and repeats", async () => {
    const { code, err, out } = await recommend("auto.csv", "--json");
    expect(err).toContain(
      'pairs.csv: read user from "reader_id", item from "book_id", time from "date"; 450 lines',
    );
    expect(err).toContain("Recommended to 50 users");
    expect(code).toBe(0);
    const lists = listsOf(files.path("auto.csv"));
    expect(lists.size).toBe(50);
    for (const [reader, list] of lists) {
      const own = reader.replace(/\d+$/, "");
      const left = Number(reader.replace(/\D+/, "")) % 10;
      expect(list[0]).toBe(`${own}-book${left}`);
    }
    const scores = rowsOf(files.path("auto.csv")).map((row) => Number(row[3]));
    expect(scores.every((score, i) => i % 3 === 0 || score <= scores[i - 1]!)).toBe(true);
    const summary = JSON.parse(out) as Record<string, unknown>;
    expect(summary).toMatchObject({
      command: "recommend",
      k: 3,
      users: 50,
      items: 20,
      pairs: 450,
      ordered: true,
    });
    await recommend("again.csv");
    expect(readFileSync(files.path("again.csv"))).toEqual(readFileSync(files.path("auto.csv")));
  });

  it.each(["popularity", "item-knn", "rp3beta", "item-item", "directed", "ease", "local-ease", "als"])(
    "runs %s alone",
    async (model) => {
      const { code } = await recommend(`${model}.csv`, "--model", model);
      expect(code).toBe(0);
      const lists = listsOf(files.path(`${model}.csv`));
      expect(lists.size).toBe(50);
      const hits = [...lists].filter(([reader, list]) =>
        list.includes(`${reader.replace(/\d+$/, "")}-book${Number(reader.replace(/\D+/, "")) % 10}`),
      );
      expect(hits.length).toBeGreaterThanOrEqual(model === "popularity" ? 10 : 45);
    },
  );

  it("gives popular books to readers without a history, and only to those asked for", async () => {
    const users = files.write("users.csv", "reader_id,town\ncrime3,Ulm\nnewcomer,Bonn\ncrime3,Ulm\n");
    const { err } = await recommend("some.csv", "--users", users);
    expect(err).toContain("Recommended to 2 users, 1 of them without a history");
    const lists = listsOf(files.path("some.csv"));
    expect([...lists.keys()]).toEqual(["crime3", "newcomer"]);
    expect(lists.get("newcomer")!.every((book) => book.startsWith("crime"))).toBe(true);
  });

  it("repeats what was read where that is asked for", async () => {
    await recommend("seen.csv", "--exclude-seen", "false", "--model", "popularity");
    expect(new Set([...listsOf(files.path("seen.csv")).values()].map((list) => list.join())).size).toBe(1);
  });

  it("recommends books that nobody has read from what the catalogue says", async () => {
    const titles = [
      ...Array.from({ length: 10 }, (_, b) => b).flatMap((b) => [
        `crime-book${b},Death in house ${b},Ann Killer,Crime`,
        `poetry-book${b},Songs of year ${b},Rhoda Verse,Poetry`,
      ]),
      "fresh,Songs of tomorrow,Rhoda Verse,Poetry",
      ...Array.from({ length: 80 }, (_, i) => `other${i},Garden number ${i},Author ${i},Cooking`),
    ];
    const items = files.write("items.csv", ["book_id,title,author,genre", ...titles].join("\n"));
    const { err } = await recommend("cold.csv", "--items", items, "--model", "content");
    expect(err).toContain('item from "book_id"');
    expect(err).toContain("101 titles");
    const lists = listsOf(files.path("cold.csv"));
    expect(lists.get("poetry4")!.slice(0, 2).sort()).toEqual(["fresh", "poetry-book4"]);
    const blended = await recommend("blended.csv", "--items", items);
    expect(blended.code).toBe(0);
    expect(listsOf(files.path("blended.csv")).get("poetry4")![0]).toBe("poetry-book4");
    const wrong = files.write("wrong.csv", "book_id,title\nx1,Some\nx2,Other\n");
    const refused = await recommend("no.csv", "--items", wrong);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("x1");
  });

  it("says how ratings count, and reads numbers as times", async () => {
    const rated = files.write(
      "rated.csv",
      ["userId,movieId,rating,timestamp", "a,m1,5,1000000000", "a,m2,1,1000000100", "b,m1,4,1000000050"].join(
        "\n",
      ),
    );
    const words = ["recommend", "--interactions", rated, "--k", "5", "--model", "item-knn", "--out"];
    const { code, err } = await soma(...words, files.path("rated-out.parquet"));
    expect(err).toContain('ratings of column "rating" from 1 to 5 count 0.2 to 1');
    expect(code).toBe(0);
    const bytes = readFileSync(files.path("rated-out.parquet"));
    const table = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    expect(table[0]).toMatchObject({ user: "b", item: "m2", rank: 1n });
  });

  const refusals: [string, string, string[], string][] = [
    ["no user column", "alpha,beta\n1,2\n", [], "expected one for the user"],
    ["a wrong name", "user,item\n1,2\n", ["--user", "usr"], 'Did you mean "user"'],
    [
      "one column for both",
      "user,item\n1,2\n",
      ["--user", "item", "--item", "item"],
      "both the user and the item",
    ],
    ["a bad rating", "user,item,rating\n1,2,5\n1,3,good\n", [], 'line 3: found "good" in column "rating"'],
    [
      "a bad time",
      "user,item,date\n1,2,2024-01-01\n1,3,yesterday\n",
      [],
      'found "yesterday" in column "date"',
    ],
    ["no rows", "user,item\n", [], "has no rows"],
    ["a ragged row", "user,item\n1,2\n1,2,3\n", [], "line 3: found 3 cells"],
    ["a model that is none", "user,item\n1,2\n", ["--model", "magic"], "expected one of auto"],
    ["a bad flag", "user,item\n1,2\n", ["--exclude-seen", "maybe"], "expected one of true, false"],
  ];
  it.each(refusals)("refuses %s", async (name, content, more, says) => {
    const data = files.write(`${name}.csv`, content);
    const out = files.path("refused.csv");
    const { code, err } = await soma("recommend", "--interactions", data, "--k", "2", "--out", out, ...more);
    expect(err).toContain(says);
    expect(code).toBeGreaterThan(0);
    expect(existsSync(out)).toBe(false);
  });

  it("leaves out lines without a user and counts them", async () => {
    const data = files.write("gaps.csv", "user,item\na,1\n,2\nb,1\nb,2\n");
    const { err, code } = await soma(
      "recommend",
      `--interactions=${data}`,
      "--k=1",
      "--model=item-knn",
      `--out=${files.path("gaps-out.csv")}`,
    );
    expect(err).toContain("3 lines; 1 line without user or item left out");
    expect(code).toBe(0);
    expect(rowsOf(files.path("gaps-out.csv"))[0]!.slice(0, 3)).toEqual(["a", "2", "1"]);
  });
});

describe("what a file may lack", () => {
  it("an empty rating or time is missing, counted, and stops nothing", async () => {
    const data = files.write(
      "empty-cells.csv",
      "user,item,rating,date\na,1,5,2024-01-02\na,2,,2024-01-03\nb,1,1,\nb,2,3,2024-01-01\n",
    );
    const out = files.path("empty-cells-out.csv");
    const { err, code } = await soma(
      "recommend",
      `--interactions=${data}`,
      "--k=1",
      "--model=item-knn",
      "--exclude-seen=false",
      `--out=${out}`,
    );
    expect(err).toContain("4 lines; 1 line without a time; 1 line without a rating");
    expect(err).toContain("a missing one counts as the others do on average");
    expect(code).toBe(0);
    expect(rowsOf(out)).toHaveLength(2);
  });

  it("users without a header: the first line is a user", async () => {
    const data = files.write("known.csv", "user,item\na,1\na,2\nb,1\nb,2\n");
    const wanted = files.write("wanted.csv", "b\na\n");
    const out = files.path("wanted-out.csv");
    const { err, code } = await soma(
      "recommend",
      `--interactions=${data}`,
      "--k=1",
      "--model=item-knn",
      "--exclude-seen=false",
      `--users=${wanted}`,
      `--out=${out}`,
    );
    expect(err).toContain("wanted.csv: read users from the first line on, as it names a user; 2 users");
    expect(code).toBe(0);
    expect(rowsOf(out).map(([user]) => user)).toEqual(["b", "a"]);
  });
});

describe("soma evaluate-recommendations", () => {
  const lists = files.write(
    "lists.csv",
    "user,item,rank,score\na,x,2,0.5\na,y,1,0.9\nb,x,1,0.7\nb,z,2,0.1\nc,z,1,0.3\n",
  );
  const actual = files.write("actual.csv", "user,item\na,x\nb,q\nd,x\n");
  const evaluate = (...more: string[]): Promise<SomaResult> =>
    soma("evaluate-recommendations", "--recommendations", lists, "--actual", actual, "--k", "2", ...more);

  it("measures by hand's figures, users without a list counting 0", async () => {
    const { code, out, err } = await evaluate("--json");
    expect(code).toBe(0);
    expect(err).toContain("1 of 3 users of actual.csv have no recommendations and count 0.");
    const json = JSON.parse(out) as Record<string, { value: number; standard_error: number }>;
    expect(json["recall"]!.value).toBeCloseTo(1 / 3, 12);
    expect(json["precision"]!.value).toBeCloseTo(0.5 / 3, 12);
    expect(json["ndcg"]!.value).toBeCloseTo(1 / Math.log2(3) / 3, 12);
    expect(json["ndcg_retrieved"]!.value).toBeCloseTo(1 / Math.log2(3) / 3, 12);
    expect(json["map"]!.value).toBeCloseTo(0.5 / 3, 12);
    expect(json["mrr"]!.value).toBeCloseTo(0.5 / 3, 12);
    expect(json["recall"]!.standard_error).toBeGreaterThan(0);
    expect(json["coverage"]).toBeUndefined();
  });

  it("adds what needs the training data and the catalogue", async () => {
    const train = files.write("train.csv", "user,item\na,q\na,z\nb,z\nd,q\nd,y\nd,z\n");
    const items = files.write(
      "titles.csv",
      "item,title,author\nx,Sea,Ann\ny,Sea storm,Ann\nz,Bread,Bob\nq,Salt,Cid\n",
    );
    const { out, err } = await evaluate("--train", train, "--items", items, "--json", "--new-below", "1");
    const json = JSON.parse(out) as Record<string, never>;
    expect(json["coverage"]).toBe(3 / 4);
    expect(json["new_items"]).toMatchObject({ below_users: 1, users: 2, hit_rate: { value: 0.5 } });
    expect(json["by_activity"]).toHaveLength(3);
    expect(json["novelty"]).toMatchObject({ value: expect.any(Number) as number });
    expect(json["diversity"]).toMatchObject({ value: expect.any(Number) as number });
    expect(err).toContain("titles.csv: read");
    const { out: told } = await evaluate("--train", train, "--items", items);
    for (const word of [
      "NDCG (standard)@2",
      "NDCG (retrieved)@2",
      "exposure Gini",
      "items known",
      "fewer than 5",
    ]) {
      expect(told).toContain(word);
    }
  });

  it("says when the files have no user in common, and when a pair was known already", async () => {
    const strangers = files.write("strangers.csv", "user,item\nzz,x\n");
    const words = ["evaluate-recommendations", "--recommendations", lists, "--k", "2", "--actual"];
    const { code, err } = await soma(...words, strangers);
    expect(code).toBe(1);
    expect(err).toContain("No user of strangers.csv (zz, …) has recommendations in lists.csv (a, …)");
    const { err: told } = await evaluate("--train", actual);
    expect(told).toContain("3 of 3 pairs of actual.csv stand in actual.csv too");
  });

  it("orders by score, or as the rows stand, where there is no rank", async () => {
    const scored = files.path("scored.csv");
    writeFileSync(scored, "user,item,score\na,y,0.1\na,x,0.9\n");
    const words = ["evaluate-recommendations", "--actual", actual, "--k", "1", "--json", "--recommendations"];
    const { out } = await soma(...words, scored);
    expect((JSON.parse(out) as { recall: { value: number } }).recall.value).toBeCloseTo(1 / 3, 12);
    writeFileSync(scored, "user,item\na,y\na,x\n");
    const { out: plain } = await soma(...words, scored);
    expect((JSON.parse(plain) as { recall: { value: number } }).recall.value).toBe(0);
  });
});

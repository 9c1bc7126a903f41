import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { scratchFolder, soma, type SomaResult } from "./soma-in-process.ts";

const files = scratchFolder();

/** `count` texts by their position. */
const many = (count: number, text: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => text(i));

/** A weekly rhythm of 5 to 11 copies, Sundays closed; the second title sells twice as much. */
const rhythm = (i: number): number => (i % 7 === 6 ? 0 : 5 + (i % 7));
const dayText = (i: number): string => new Date(Date.UTC(2011, 0, 3 + i)).toISOString().slice(0, 10);
const daily = files.write(
  "daily.csv",
  [
    "isbn,date,copies,price",
    ...many(84, (i) => `"A, 1",${dayText(i)},${rhythm(i)},9.5`),
    ...many(84, (i) => `B,${dayText(i)},${2 * rhythm(i)},9.5`),
  ].join("\n"),
);

const columns = ["--id", "isbn", "--time", "date", "--target", "copies"];
const forecastDaily = async (out: string, ...more: string[]): Promise<SomaResult> =>
  await soma(
    "forecast",
    "--data",
    daily,
    ...columns,
    "--freq",
    "D",
    "--horizon",
    "14",
    "--preset",
    "fast",
    "--out",
    out,
    ...more,
  );

/** Rows of a CSV without quotes inside cells, by header. */
const rowsOf = (path: string): Record<string, string>[] => {
  const [header, ...lines] = readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) =>
      line.match(/("[^"]*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, "").replaceAll('"', "")),
    );
  return lines.map((cells) => Object.fromEntries(header!.map((name, c) => [name, cells[c]!])));
};

/** Forecast one series of given times with a rising line, and give the output's times. */
const timesAfter = async (
  name: string,
  times: readonly string[],
  freq: string,
  ...more: string[]
): Promise<string[]> => {
  const data = files.write(
    `${name}.csv`,
    ["id,time,y", ...times.map((time, i) => `a,${time},${i + 0.5}`)].join("\n"),
  );
  const out = files.path(`${name}-out.csv`);
  const { code, err } = await soma(
    "forecast",
    "--data",
    data,
    "--id",
    "id",
    "--time",
    "time",
    "--target",
    "y",
    "--freq",
    freq,
    "--horizon",
    "2",
    "--preset",
    "fast",
    "--out",
    out,
    ...more,
  );
  expect(err).toContain("Forecast 1 series");
  expect(code).toBe(0);
  return rowsOf(out).map((row) => row["time"]!);
};

describe("soma forecast", () => {
  it("writes id, time, mean and one column a quantile", async () => {
    const out = files.path("plain.csv");
    const { code, out: stdout, err } = await forecastDaily(out, "--quantiles", "0.9,0.1,0.5");
    expect(code).toBe(0);
    expect(stdout).toBe("");
    expect(err).toContain("Forecast 2 series, 14 periods each");
    const text = readFileSync(out, "utf8");
    expect(text.split("\n")[0]).toBe("id,time,mean,q0.1,q0.5,q0.9");
    const rows = rowsOf(out);
    expect(rows).toHaveLength(28);
    expect(rows[0]).toMatchObject({ id: "A, 1", time: "2011-03-28" });
    expect(rows[27]).toMatchObject({ id: "B", time: "2011-04-10" });
    for (const row of rows) {
      expect(Number(row["q0.1"])).toBeLessThanOrEqual(Number(row["q0.5"]));
      expect(Number(row["q0.5"])).toBeLessThanOrEqual(Number(row["q0.9"]));
      expect(Number(row["q0.1"])).toBeGreaterThanOrEqual(0);
    }
  });

  it("follows a rhythm that repeats without error", async () => {
    const out = files.path("rhythm.csv");
    await forecastDaily(out);
    rowsOf(out)
      .slice(0, 14)
      .forEach((row, h) => expect(Number(row["mean"])).toBeCloseTo(rhythm(84 + h), 0));
  });

  it("gives the same bytes for the same data and seed", async () => {
    await forecastDaily(files.path("one.csv"), "--seed", "7");
    await forecastDaily(files.path("two.csv"), "--seed", "7");
    expect(readFileSync(files.path("one.csv"), "utf8")).toBe(readFileSync(files.path("two.csv"), "utf8"));
  });

  it("prints a summary as JSON", async () => {
    const out = files.path("summary.csv");
    const { out: stdout } = await forecastDaily(out, "--json", "--time-limit", "60");
    const summary = JSON.parse(stdout) as Record<string, unknown>;
    expect(summary).toMatchObject({
      command: "forecast",
      out,
      series: 2,
      rows: 28,
      horizon: 14,
      season: 7,
      frequency: "D",
      preset: "fast",
      quantiles: [0.1, 0.5, 0.9],
      seed: 0,
      notices: [],
    });
    expect(Object.values(summary["models"] as Record<string, number>).reduce((a, b) => a + b)).toBe(2);
  });

  it("reads and writes Parquet, the same numbers as CSV", async () => {
    const data = files.write(
      "daily.parquet",
      new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            { name: "isbn", data: many(168, (i) => (i < 84 ? "A, 1" : "B")), type: "STRING" },
            {
              name: "date",
              data: Array.from({ length: 168 }, (_, i) => new Date(`${dayText(i % 84)}T00:00:00Z`)),
              type: "TIMESTAMP",
            },
            {
              name: "copies",
              data: Int32Array.from({ length: 168 }, (_, i) => rhythm(i % 84) * (i < 84 ? 1 : 2)),
              type: "INT32",
            },
          ],
        }),
      ),
    );
    const out = files.path("out.parquet");
    const { code } = await soma(
      "forecast",
      "--data",
      data,
      ...columns,
      "--freq",
      "D",
      "--horizon",
      "14",
      "--preset",
      "fast",
      "--out",
      out,
    );
    expect(code).toBe(0);
    await forecastDaily(files.path("as.csv"));
    const bytes = readFileSync(out);
    const rows = (await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    })) as Record<string, string | number>[];
    expect(Object.keys(rows[0]!)).toEqual(["id", "time", "mean", "q0.1", "q0.5", "q0.9"]);
    const csv = rowsOf(files.path("as.csv"));
    expect(rows.map((row) => [row["id"], row["time"]])).toEqual(csv.map((row) => [row["id"], row["time"]]));
    rows.forEach((row, i) => expect(row["mean"]).toBeCloseTo(Number(csv[i]!["mean"]), 6));
  });

  it("writes integer times of Parquet as integers", async () => {
    const data = files.write("steps.csv", ["id,t,y", ...many(20, (i) => `a,${i + 100},${i}.5`)].join("\n"));
    const out = files.path("steps.parquet");
    await soma(
      "forecast",
      "--data",
      data,
      "--id",
      "id",
      "--time",
      "t",
      "--target",
      "y",
      "--freq",
      "W",
      "--season",
      "1",
      "--horizon",
      "3",
      "--preset",
      "fast",
      "--out",
      out,
    );
    const bytes = readFileSync(out);
    const rows = (await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    })) as { time: bigint }[];
    expect(rows.map(({ time }) => time)).toEqual([120n, 121n, 122n]);
  });

  it("reads gzip and semicolons with decimal commas", async () => {
    const data = files.write(
      "euro.csv.gz",
      gzipSync(["id;time;y", ...many(30, (i) => `a;${i};${i},5`)].join("\r\n")),
    );
    const out = files.path("euro-out.csv");
    const { code } = await soma(
      "forecast",
      "--data",
      data,
      "--id",
      "id",
      "--time",
      "time",
      "--target",
      "y",
      "--freq",
      "D",
      "--season",
      "1",
      "--horizon",
      "1",
      "--preset",
      "fast",
      "--out",
      out,
    );
    expect(code).toBe(0);
    expect(Number(rowsOf(out)[0]!["mean"])).toBeGreaterThan(25);
  });

  it.each([
    ["integers", many(24, (i) => String(i + 1)), "W", ["25", "26"]],
    [
      "months",
      many(30, (i) => `${2009 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`),
      "M",
      ["2011-07", "2011-08"],
    ],
    ["ISO weeks", many(30, (i) => `2020-W${String(i + 22).padStart(2, "0")}`), "W", ["2020-W52", "2020-W53"]],
    ["quarters", many(16, (i) => `${2008 + Math.floor(i / 4)}Q${(i % 4) + 1}`), "Q", ["2012Q1", "2012Q2"]],
    ["years", many(12, (i) => String(2000 + i)), "Y", ["2012", "2013"]],
    [
      "hours",
      many(72, (i) => `2011-01-0${1 + Math.floor(i / 24)} ${String(i % 24).padStart(2, "0")}:00`),
      "h",
      ["2011-01-04 00:00", "2011-01-04 01:00"],
    ],
  ] as const)("continues %s", async (name, times, freq, expected) => {
    expect(await timesAfter(name.replace(" ", "-"), times, freq, "--season", "1")).toEqual(expected);
  });

  it("says on stderr what it did with prices, repeated and missing rows", async () => {
    const data = files.write(
      "holes.csv",
      [
        "isbn,date,copies,price",
        ...many(60, (i) => `A,${dayText(2 * i)},3,9.5`),
        `A,${dayText(0)},1,9.5`,
      ].join("\n"),
    );
    const { code, err, out } = await soma(
      "forecast",
      "--data",
      data,
      ...columns,
      "--price",
      "price",
      "--freq",
      "D",
      "--horizon",
      "7",
      "--preset",
      "fast",
      "--out",
      files.path("holes-out.csv"),
      "--json",
    );
    expect(code).toBe(0);
    expect(err).toContain('Column "price" (--price) was checked (61 prices) and not used');
    expect(err).toContain("1 row repeated an id and time");
    expect(err).toContain("59 missing periods counted as 0");
    expect((JSON.parse(out) as { notices: string[] }).notices).toHaveLength(3);
  });

  it.each([
    [
      "a file that is not there",
      ["--data", daily.replace("daily", "dayly")],
      2,
      /--data names .*dayly\.csv, which does not exist; expected .*Did you mean .*daily\.csv\?/,
    ],
    ["a folder", ["--data", dirname(daily)], 2, /which is a folder/],
    ["an empty file", ["--data", files.write("empty.csv", "")], 2, /which is empty/],
    [
      "another kind of file",
      ["--data", files.write("picture.csv", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2]))],
      2,
      /"picture.csv" is a PNG image; expected CSV/,
    ],
    [
      "a column that is not there",
      ["--target", "copie"],
      2,
      /has no column "copie" \(--target\); its columns are isbn, date, copies, price\. Did you mean "copies"\?/,
    ],
    ["a frequency that is none", ["--freq", "X"], 2, /Found --freq "X"; expected one of H, D, W, M, Q, Y\./],
    ["the wrong frequency", ["--freq", "M"], 2, /two times in one period of --freq M\. Use --freq D,/],
    [
      "a horizon of nothing",
      ["--horizon", "0"],
      2,
      /Found --horizon "0"; expected a whole number from 1 to 10000\./,
    ],
    ["a horizon that is no number", ["--horizon", "two"], 2, /Found --horizon "two"/],
    ["a season of nothing", ["--season", "0"], 2, /Found --season "0"/],
    [
      "a preset that is none",
      ["--preset", "fats"],
      2,
      /Found --preset "fats"; expected one of fast, balanced, best\. Write for example --preset fast\./,
    ],
    [
      "a quantile beyond 1",
      ["--quantiles", "0.1,1.5"],
      2,
      /Found --quantiles "0.1,1.5"; expected different numbers between 0 and 1/,
    ],
    ["a quantile twice", ["--quantiles", "0.1,0.1"], 2, /--quantiles "0.1,0.1"/],
    [
      "a time limit of nothing",
      ["--time-limit", "0"],
      2,
      /Found --time-limit "0"; expected a number of seconds above 0/,
    ],
    ["a negative seed", ["--seed", "-1"], 2, /Found --seed "-1"/],
    [
      "an output of another kind",
      ["--out", "forecast.xls"],
      2,
      /Found --out "forecast.xls"; expected a file name that ends in \.csv or \.parquet/,
    ],
    [
      "an output folder that is not there",
      ["--out", files.path("nowhere/f.csv")],
      2,
      /the folder .*nowhere does not exist/,
    ],
    ["a result over its own data", ["--out", daily], 2, /--out and --data are the same file, .*daily\.csv/],
    ["a folder as result", ["--out", files.folder("folder.csv")], 2, /expected a file, and it is a folder/],
    [
      "a result below a file",
      ["--out", files.write("file.csv", "x").replace(/file\.csv$/, "file.csv/f.csv")],
      2,
      /file\.csv is a file; expected a folder/,
    ],
    [
      "a column that is there twice",
      ["--data", files.write("twice.csv", "isbn,date,copies,copies\nA,2011-01-01,1,2\n")],
      2,
      /twice\.csv has 2 columns called "copies" \(--target\); expected one/,
    ],
    [
      "a row with too many cells",
      ["--data", files.write("ragged.csv", "isbn,date,copies\nA,2011-01-01,1\nA,2011-01-02,1,9,9\n")],
      1,
      /ragged\.csv, line 3: found 5 cells, expected 3/,
    ],
    [
      "a target that is no number",
      ["--data", files.write("words.csv", "isbn,date,copies\nA,2011-01-01,1\nA,2011-01-02,many\n")],
      1,
      /words\.csv, row 2: found "many" in column "copies", expected a number/,
    ],
    [
      "a header alone",
      ["--data", files.write("header.csv", "isbn,date,copies\n")],
      1,
      /header\.csv has no rows/,
    ],
  ] as const)("refuses %s in one line", async (_, change, expected, message) => {
    const words = new Map([
      ["--data", daily],
      ["--id", "isbn"],
      ["--time", "date"],
      ["--target", "copies"],
      ["--freq", "D"],
      ["--horizon", "7"],
      ["--out", files.path("never.csv")],
    ]);
    words.set(change[0], change[1]);
    const { code, out, err } = await soma("forecast", ...[...words].flat());
    expect(err).toMatch(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err.startsWith("soma: ")).toBe(true);
    expect(out).toBe("");
    expect(code).toBe(expected);
    expect(existsSync(files.path("never.csv"))).toBe(false);
  });

  it("leaves nothing behind when the result cannot be written", async () => {
    const { code, err } = await forecastDaily(
      files.write("is-a-folder.csv", "x").replace(/is-a-folder\.csv$/, "daily.csv/x.csv"),
    );
    expect(code).not.toBe(0);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(readdirSync(dirname(daily)).filter((name) => name.includes("unfinished"))).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { commandHelp, overviewHelp } from "../../../src/cli/help.ts";
import { parseOptions, type CommandText } from "../../../src/cli/options.ts";
import { progressLine } from "../../../src/cli/progress-line.ts";
import { runCommandLine } from "../../../src/cli/run.ts";
import { inlineThreads } from "../../../src/platform/memory/threads.ts";
import { coreError } from "../../../src/core/errors.ts";
import { scratchFolder, soma } from "./soma-in-process.ts";

const command: CommandText = {
  name: "weigh",
  summary: "weigh books",
  options: [
    { name: "--book", value: "FILE", required: true, example: "emma.txt", help: "the book" },
    {
      name: "--scale",
      value: "KIND",
      required: false,
      example: "grams",
      help: "how the weight is told, ".repeat(8),
    },
    { name: "--json", value: null, required: false, example: "", help: "as JSON" },
  ],
  notes: ["Heavier is not better."],
  examples: ["soma weigh --book emma.txt"],
};

const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    const { message, remedy } = error as { message: string; remedy: string };
    return `${message} ${remedy}`;
  }
  return "";
};

describe("parseOptions", () => {
  it("reads values after a space or an equals sign, and switches", () => {
    const given = parseOptions(command, ["--book", "emma.txt", "--scale=g", "--json"]);
    expect([...given]).toEqual([
      ["--book", "emma.txt"],
      ["--scale", "g"],
      ["--json", ""],
    ]);
  });

  it("takes negative numbers as values", () => {
    expect(parseOptions(command, ["--book", "-1"]).get("--book")).toBe("-1");
  });

  it.each([
    [
      ["--bok", "a"],
      "soma weigh has no option --bok; its options are --book, --scale, --json. Did you mean --book?",
    ],
    [["--zebra"], "See soma weigh --help."],
    [["--book"], "--book stands without its value; expected --book FILE. Write for example --book emma.txt."],
    [["--book", "--json"], "--book stands without its value"],
    [["--book", "a", "--book", "b"], "--book is given twice"],
    [["--book", "a", "--json=yes"], '--json takes no value; found "yes".'],
    [["emma.txt"], 'Found "emma.txt" where soma weigh expects an option that starts with --.'],
    [["--json"], "soma weigh needs --book FILE, which is missing. For example: soma weigh --book emma.txt"],
  ])("refuses %j", (words, message) => {
    expect(messageOf(() => parseOptions(command, words))).toContain(message);
  });
});

describe("help", () => {
  it("shows every option, note and example, in lines that fit a terminal", () => {
    const help = commandHelp(command);
    for (const part of [
      "Usage: soma weigh --book FILE [--scale KIND] [--json]",
      "Heavier is not better.",
      "soma weigh --book emma.txt",
    ]) {
      expect(help).toContain(part);
    }
    expect(Math.max(...help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(96);
    expect(help).toMatch(/--scale KIND {2}how the weight/);
  });

  it("gives a long list of choices a line of its own, and the help of all its width", async () => {
    const { out } = await soma("recommend", "--help");
    const lines = out.split("\n");
    expect(lines).toContain(
      "  --model auto|popularity|content|item-knn|rp3beta|item-item|directed|ease|local-ease|als",
    );
    expect(lines).toContain("  --k N                      items for each user; default 20");
    const at = lines.indexOf("Options:");
    expect(lines.slice(at, lines.indexOf("", at)).length).toBeLessThan(35);
  });

  it("lists the commands", () => {
    expect(overviewHelp("1.2.3", [command])).toContain("  weigh  weigh books\n");
  });

  it("is given for soma and for each command, with examples", async () => {
    const whole = await soma("--help");
    expect(whole).toMatchObject({ code: 0, err: "" });
    expect(whole.out).toContain("soma 1.2.3");
    for (const name of ["forecast", "evaluate-forecast"]) {
      expect(whole.out).toContain(`  ${name}`);
      const one = await soma(name, "--help");
      expect(one.code).toBe(0);
      expect(one.out).toContain(`Examples:\n  soma ${name} --`);
    }
    const forecast = await soma("forecast", "--horizon", "7", "-h");
    expect(forecast.out.replace(/\s+/g, " ")).toContain("this release");
  });

  it("goes to stderr with exit code 2 when nothing was asked", async () => {
    expect(await soma()).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("Usage: soma COMMAND"),
    });
  });

  it("names the nearest command", async () => {
    expect(await soma("forcast")).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /^soma: Found the command "forcast"; expected one of .* Did you mean "soma forecast"\?\n$/,
      ),
    });
    expect((await soma("xyzzy")).err).toContain("See soma --help.");
  });

  it("gives the version", async () => {
    expect(await soma("--version")).toEqual({ code: 0, out: "1.2.3\n", err: "" });
  });
});

describe("runCommandLine", () => {
  it("ends with 130 when a command was cancelled, and with 1 and one line when it failed", async () => {
    const run = async (thrown: unknown): Promise<{ code: number; err: string }> => {
      let err = "";
      const failing = { text: { ...command, options: [] }, run: () => Promise.reject(thrown) };
      const code = await runCommandLine([failing], ["weigh"], {
        version: "1",
        out: () => {},
        err: (text) => (err += text),
        isTerminal: false,
        clock: { isoNow: () => "", monotonicMs: () => 0 },
        threads: inlineThreads({}),
      });
      return { code, err };
    };
    expect((await run(coreError("core.aborted", { what: "Weighing" }))).code).toBe(130);
    const failed = await run(new Error("the scale\nis broken"));
    expect(failed.code).toBe(1);
    expect(failed.err.trim().split("\n")).toHaveLength(1);
    expect(failed.err).toContain("the scale is broken");
  });
});

describe("progressLine", () => {
  const screen = (
    isTerminal: boolean,
  ): { text: () => string; at: (ms: number) => void; line: ReturnType<typeof progressLine> } => {
    let text = "";
    let now = 0;
    const line = progressLine({ isTerminal, err: (part) => (text += part), now: () => now });
    return { text: () => text, at: (ms) => (now = ms), line };
  };
  const progress = { phase: "Weighing", done: 3, total: 9, unit: "books", remainingMs: 4200 };

  it("rewrites its line on a terminal, ten times a second, and takes it away", () => {
    const { text, at, line } = screen(true);
    line.sink(progress);
    at(50);
    line.sink({ ...progress, done: 4 });
    at(120);
    line.sink({ ...progress, done: 5, total: null, remainingMs: null });
    line.clear();
    line.clear();
    expect(text()).toBe(
      "\r\u001b[KWeighing: 3 of 9 books, about 4 s left\r\u001b[KWeighing: 5 books\r\u001b[K",
    );
  });

  it("writes a line every few seconds elsewhere, and none for short work", () => {
    const { text, at, line } = screen(false);
    line.sink(progress);
    at(4999);
    line.sink(progress);
    expect(text()).toBe("");
    at(5000);
    line.sink(progress);
    at(5100);
    line.sink({ ...progress, phase: "Binding" });
    line.clear();
    expect(text()).toBe("Weighing: 3 of 9 books, about 4 s left\n");
  });
});

describe("soma evaluate-forecast", () => {
  const files = scratchFolder();
  const forecast = files.write("f.csv", "id,time,mean,q0.1,q0.9\na,5,11,8,12\na,6,6,5,7\n");
  const actual = files.write("a.csv", "sku,step,sold\na,5,10\na,6,8\n");
  const train = files.write("t.csv", "sku,step,sold\na,1,1\na,2,3\na,3,5\na,4,7\n");
  const words = [
    "evaluate-forecast",
    "--forecast",
    forecast,
    "--actual",
    actual,
    "--train",
    train,
    "--season",
    "1",
  ];
  const columns = ["--id", "sku", "--time", "step", "--target", "sold"];

  it("prints every figure", async () => {
    const { code, out, err } = await soma(...words, ...columns);
    expect(code).toBe(0);
    expect(err).toBe("");
    expect(out).toContain("1 series, 2 points, season 1\n");
    expect(out).toMatch(/^MAE +1\.5$/m);
    expect(out).toMatch(/^RMSE +1\.58114$/m);
    expect(out).toMatch(/^sMAPE +19\.0476$/m);
    expect(out).toMatch(/^MASE +0\.75$/m);
    expect(out).toMatch(/^RMSSE +0\.790569$/m);
    expect(out).toMatch(/^WAPE +0\.166667$/m);
    expect(out).toMatch(/^R² +-1\.5$/m);
    expect(out).toMatch(/^pinball +0\.4$/m);
    expect(out).toMatch(/^scaled pinball +0\.2$/m);
    expect(out).toMatch(/^coverage 80 % +50 % between q0\.1 and q0\.9$/m);
    expect(out).not.toMatch(/^id /m);
  });

  it("prints each series when asked", async () => {
    const { out } = await soma(...words, ...columns, "--per-series");
    expect(out).toMatch(/^id +MAE +RMSE/m);
    expect(out).toMatch(/^a +1\.5 +1\.58114/m);
  });

  it("prints JSON with null for what is not defined", async () => {
    const flat = files.write("flat.csv", "sku,step,sold\na,1,1\na,2,1\n");
    const { out } = await soma(
      ...words.slice(0, 5),
      "--train",
      flat,
      "--season",
      "1",
      ...columns,
      "--json",
      "--per-series",
    );
    const result = JSON.parse(out) as Record<string, unknown>;
    expect(result).toMatchObject({
      command: "evaluate-forecast",
      season: 1,
      series: 1,
      points: 2,
      mae: 1.5,
      mase: null,
      rmsse: null,
      quantiles: [0.1, 0.9],
    });
    expect(result["coverage"]).toEqual([{ low: 0.1, high: 0.9, nominal: 0.8, share: 0.5 }]);
    expect(result["per_series"]).toMatchObject([{ id: "a", mae: 1.5 }]);
  });

  it("refuses columns that cannot be guessed, in one line that names the option", async () => {
    const { code, err } = await soma(...words);
    expect(code).toBe(2);
    expect(err).toBe(
      "soma: a.csv has columns sku, step, sold; expected one called time, ds, date, timestamp, period, month, week, t. Name the column with --time.\n",
    );
  });
});

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { trainBoosting } from "../../../src/math/trees/boosting.ts";
import { nodeSharedThreads } from "../../../src/platform/node/shared-threads.ts";
import { scratchFolder, soma } from "./soma-in-process.ts";

const root = resolve(import.meta.dirname, "../../..");
const files = scratchFolder();
/** A copy of what the launcher needs, so that its build can be started afresh. */
const copy = files.path("project");

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(
  words: readonly string[],
  program = join(copy, "bin/soma.mjs"),
): { ended: Promise<Ended>; interrupt: () => void } {
  const child = spawn(process.execPath, [program, ...words], { cwd: files.path(".") });
  let out = "";
  let err = "";
  child.stdout.on("data", (text: Buffer) => (out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (err += text.toString()));
  const ended = new Promise<Ended>((done) => child.on("close", (code) => done({ code, out, err })));
  return { ended, interrupt: () => child.kill("SIGINT") };
}

beforeAll(() => {
  mkdirSync(copy);
  for (const part of ["bin", "src", "public/demo", "package.json"])
    cpSync(join(root, part), join(copy, part), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});

const builds = (): string[] => readdirSync(join(copy, "build/cli"));

describe("the launcher", () => {
  it("builds once when several start at the same moment, and all of them run", async () => {
    const results = await Promise.all([1, 2, 3].map(() => start(["--version"]).ended));
    const { version } = JSON.parse(readFileSync(join(copy, "package.json"), "utf8")) as { version: string };
    expect(results).toEqual(Array<Ended>(3).fill({ code: 0, out: `${version}\n`, err: "" }));
    expect(builds()).toHaveLength(1);
    expect(builds()[0]).toMatch(/^[0-9a-f]{16}$/);
  });

  it("builds the threads that trees are trained on beside the command", async () => {
    const entry = join(copy, "build/cli", builds()[0]!, "kernel-thread.js");
    const values = Float32Array.from({ length: 4000 }, (_, i) => ((i * 7919) % 997) / 997);
    const data = {
      matrix: { rows: 2000, features: 2, values },
      labels: Array.from({ length: 2000 }, (_, r) => values[2 * r]! - values[2 * r + 1]!),
    };
    const threads = nodeSharedThreads({ entry, count: 2 });
    const shared = await trainBoosting(data, { numIterations: 3 }, { threads });
    expect(shared.ensemble).toEqual((await trainBoosting(data, { numIterations: 3 })).ensemble);
  });

  it("builds again when a source has changed, and not otherwise", async () => {
    const [before] = builds();
    await start(["--version"]).ended;
    expect(builds()).toEqual([before]);
    utimesSync(join(copy, "src/cli/run.ts"), 1e9, 1e9);
    expect((await start(["--version"]).ended).code).toBe(0);
    expect(builds()).toHaveLength(2);
    expect(builds()).toContain(before);
  });

  it("says in one line what to do when esbuild is not there", async () => {
    rmSync(join(copy, "node_modules"));
    utimesSync(join(copy, "src/cli/run.ts"), 2e9, 2e9);
    const { code, err } = await start(["--version"]).ended;
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    expect(code).toBe(1);
    expect(err).toBe(
      "soma: esbuild is not installed, and the command line is built with it. Run `npm ci` in the project first.\n",
    );
    expect(builds().filter((name) => name.includes("unfinished"))).toEqual([]);
  });
});

describe("soma as a process", () => {
  const data = files.write(
    "series.csv",
    [
      "id,t,y",
      ...Array.from({ length: 4000 }, (_, i) => `${i % 40},${Math.floor(i / 40)},${(i * 7919) % 97}.5`),
    ].join("\n"),
  );
  const words = (out: string, horizon = "4"): string[] => [
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
    "M",
    "--horizon",
    horizon,
    "--out",
    out,
  ];

  it("forecasts on threads to the same bytes each time, and ends with 0", async () => {
    const [one, two] = [files.path("one.csv"), files.path("two.csv")];
    for (const out of [one, two]) {
      const { code, err } = await start([...words(out), "--preset", "fast"]).ended;
      expect(err).toContain("Forecast 40 series, 4 periods each");
      expect(code).toBe(0);
    }
    expect(readFileSync(one, "utf8")).toBe(readFileSync(two, "utf8"));
    expect(readFileSync(one, "utf8").split("\n")).toHaveLength(1 + 160 + 1);
  });

  it("ends with 2 and one line when used wrongly", async () => {
    const { code, err, out } = await start(words(files.path("x.csv"), "none")).ended;
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  it("stops at Ctrl-C with nothing half-written", async () => {
    const out = files.path("stopped.csv");
    const rows = Array.from(
      { length: 60_000 },
      (_, i) => `${i % 400},${Math.floor(i / 400)},${(i * 7919) % 97}.5`,
    );
    const many = files.write("many.csv", ["id,t,y", ...rows].join("\n"));
    const run = start(
      [...words(out), "--preset", "best", "--season", "12"].map((word) => (word === data ? many : word)),
    );
    // Late enough for the work to have begun, long before its end.
    setTimeout(run.interrupt, 1500);
    const { code, err } = await run.ended;
    expect(err).toContain("soma: stopped; no result was written.");
    expect(code).toBe(130);
    expect(readdirSync(files.path(".")).filter((name) => name.startsWith("stopped"))).toEqual([]);
  });

  it("leaves nothing of a file that it was writing at Ctrl-C", async () => {
    const rows = Array.from({ length: 400_000 }, (_, i) => `${i % 97},${(i * 7919) % 89},${i % 97}.5`);
    const few = files.write("few.csv", ["a,b,y", ...rows.slice(0, 200)].join("\n"));
    const long = files.write("long.csv", ["a,b,y", ...rows].join("\n"));
    const config = files.write(
      "linear.json",
      JSON.stringify({ model_name: "y", model: "linear", hyperparameter_tuning: false }),
    );
    const folder = files.path("models");
    const trained = [
      "train",
      "regression",
      "--data",
      few,
      "--target",
      "y",
      "--config",
      config,
      "--out",
      folder,
    ];
    expect(await soma(...trained)).toMatchObject({ code: 0 });
    const out = files.path("cut.csv");
    const beside = (): string[] => readdirSync(files.path(".")).filter((name) => name.startsWith("cut.csv"));
    const run = start(["predict", "--model", "y", "--data", long, "--out", out, "--folder", folder]);
    const watch = setInterval(() => {
      if (beside().length > 0) run.interrupt();
    }, 2);
    const { code, err } = await run.ended;
    clearInterval(watch);
    expect(err).toContain("soma: stopped; no result was written.");
    expect(code).toBe(130);
    expect(beside()).toEqual([]);
  });
});

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { mlflowFiles, mlflowRuns } from "../../src/registry/mlflow-folder.ts";
import type { RunRecord } from "../../src/domain/run.ts";

/** `SOMA_MLFLOW_PYTHON` names a Python with the package that mlflow_folder.py names; `python3` otherwise. */
const python = process.env["SOMA_MLFLOW_PYTHON"] ?? "python3";
const script = new URL("./mlflow_folder.py", import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), "soma-mlflow-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const asked = spawnSync(python, ["-c", "import mlflow; print(mlflow.__version__)"], { encoding: "utf8" });
const found = asked.status === 0 ? asked.stdout.trim() : "none";
const reason = found === "3.17.2" ? null : `needs mlflow 3.17.2 in ${python}, found ${found}`;

const start = 1795597165604;
const run: RunRecord = {
  run_id: "0123456789abcdef0123456789abcdef",
  experiment: "demand_forecasting",
  name: "demand_forecasting 1.0.0",
  status: "finished",
  reason: null,
  started_at: new Date(start).toISOString(),
  duration_ms: 2500,
  config: { preset: "fast", methods: ["ets", "theta"], "odd=name": 3, text: "with: colon 'and' \"quotes\"" },
  data_hash: "aa55",
  code_version: "0.1.0",
  device: "cpu",
  environment: "Node 20.20.2, linux x64",
  artifacts: [{ name: "model.bin", bytes: 3, sha256: "00".repeat(32), local: false }],
  metrics: {
    mae: [{ step: 0, value: 1.5, at: start + 2500 }],
    "trial loss": [
      { step: 0, value: 0.5, at: start + 100 },
      { step: 1, value: 0.25, at: start + 200 },
    ],
  },
  tags: { model_type: "forecasting" },
  note: "first try",
  model: { name: "demand_forecasting", version: "1.0.0" },
  deleted: false,
};

interface Report {
  readonly runs: readonly Readonly<Record<string, unknown>>[];
}

describe.skipIf(reason !== null)(`a folder for MLflow${reason === null ? "" : `: ${reason}`}`, () => {
  it("is opened by MLflow with params, metrics, tags and the model, and MLflow's own is read here", () => {
    const folder = join(scratch, "mlruns");
    const files = mlflowFiles([run], pathToFileURL(folder).href, () => ({
      "model.bin": Uint8Array.of(1, 2, 3),
    }));
    for (const { path, content } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const other = join(scratch, "theirs");
    const told = spawnSync(python, ["-P", script, folder, other], { encoding: "utf8" });
    expect(told.status, told.stderr).toBe(0);
    const report = JSON.parse(told.stdout) as Report;
    expect(report.runs).toHaveLength(1);
    expect(report.runs[0]).toMatchObject({
      experiment: "demand_forecasting",
      run: run.run_id,
      name: run.name,
      status: "FINISHED",
      start,
      end: start + 2500,
      params: {
        preset: "fast",
        methods: '["ets","theta"]',
        odd_name: "3",
        text: run.config["text"],
      },
      metrics: {
        mae: [[start + 2500, 1.5, 0]],
        "trial loss": [
          [start + 100, 0.5, 0],
          [start + 200, 0.25, 1],
        ],
      },
      tags: { model_type: "forecasting", "mlflow.note.content": "first try", "soma.data_hash": "aa55" },
      outputs: [`m-${run.run_id}`],
      models: [
        {
          id: `m-${run.run_id}`,
          name: "demand_forecasting",
          files: ["MLmodel", "model.bin"],
          flavors: { soma_edge: { model_name: "demand_forecasting", model_version: "1.0.0", data: "." } },
        },
      ],
    });

    const paths = readdirSync(other, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(other, join(entry.parentPath, entry.name)));
    const theirs = mlflowRuns(paths, (path) => readFileSync(join(other, path), "utf8"));
    expect(theirs).toHaveLength(1);
    expect(theirs[0]).toMatchObject({
      experiment: "theirs: one",
      name: "one",
      status: "finished",
      config: { depth: 3, kind: "tree", rate: 0.25 },
      note: "a note",
      deleted: false,
      model: null,
    });
    expect(theirs[0]!.tags["team"]).toBe("shop");
    expect(theirs[0]!.metrics["loss"]!.map(({ step, value }) => [step, value])).toEqual([
      [0, 0.5],
      [1, 0.25],
      [2, 0.125],
    ]);
  });
});

describe("mlflowRuns", () => {
  it("gives back what mlflowFiles wrote, but for names that MLflow would refuse", () => {
    const files = mlflowFiles(
      [run, { ...run, run_id: "f".repeat(32), deleted: true }],
      "file:///x",
      () => ({}),
    );
    const byPath = new Map(files.map(({ path, content }) => [path, String(content)]));
    const { "odd=name": odd, ...config } = run.config;
    const back = { ...run, config: { ...config, odd_name: odd } };
    expect(mlflowRuns([...byPath.keys()], (path) => byPath.get(path)!)).toEqual([
      back,
      { ...back, run_id: "f".repeat(32), deleted: true },
    ]);
  });

  it("never writes outside the folder, whatever a name is", () => {
    const config = { "../../up": 1, "/abs": 2, "..": 3, "a//b": 4 };
    const paths = mlflowFiles([{ ...run, config }], "file:///x", () => ({})).map(({ path }) => path);
    for (const path of paths) expect(path.split("/")).not.toContain("..");
    for (const path of paths) expect(path.split("/")).not.toContain("");
  });
});

import { existsSync, readdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { scratchFolder, soma } from "./soma-in-process.ts";

const files = scratchFolder();
const day = (i: number): string => new Date(Date.UTC(2011, 0, 3 + i)).toISOString().slice(0, 10);
const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${day(i)},9780141439587,${1 + (i % 7)},7.99,Emma`);
const folder = files.path("shop");
let ids: string[] = [];

const list = async (...words: string[]): Promise<{ run_id: string; name: string; deleted: boolean }[]> =>
  JSON.parse((await soma("runs", "list", "--folder", folder, "--json", ...words)).out) as {
    run_id: string;
    name: string;
    deleted: boolean;
  }[];

beforeAll(async () => {
  for (const [i, count] of [120, 150].entries()) {
    const till = files.write(`${i}.csv`, ["Date,ISBN,Quantity,Price,Title", ...lines(count)].join("\n"));
    expect((await soma("train", "--data", till, "--folder", folder)).code).toBe(0);
  }
  ids = (await list()).map(({ run_id }) => run_id);
});

describe("soma runs", () => {
  it("lists every training, searched and sorted", async () => {
    expect(ids).toHaveLength(2);
    expect((await list("--search", "1.1.0")).map(({ name }) => name)).toEqual(["demand_forecasting 1.1.0"]);
    const { out } = await soma("runs", "list", "--folder", folder, "--sort", "mae");
    expect(out.split("\n")[0]).toMatch(/^run +name +started +seconds +status +mae$/);
  });

  it("shows one by the beginning of its id, and says which there are when none fits", async () => {
    const { out } = await soma("runs", "show", "--folder", folder, "--run", ids[0]!.slice(0, 10));
    expect(out).toContain(ids[0]);
    expect(out).toMatch(/^code +0\.1\.0$/m);
    expect(out).toMatch(/^data +\w{8}/m);
    const { err, code } = await soma("runs", "show", "--folder", folder, "--run", "zz");
    expect(code).toBe(2);
    expect(err).toContain('No run begins with "zz"');
  });

  it("compares what differs", async () => {
    const { out } = await soma("runs", "compare", "--folder", folder, "--run", ids[0]!, "--run", ids[1]!);
    expect(out).toMatch(/^data /m);
    expect(out).not.toMatch(/^code /m);
    expect((await soma("runs", "compare", "--folder", folder, "--run", ids[0]!)).code).toBe(2);
  });

  it("deletes and restores", async () => {
    await soma("runs", "delete", "--folder", folder, "--run", ids[0]!);
    expect((await list()).map(({ run_id }) => run_id)).toEqual([ids[1]]);
    expect((await list("--deleted")).map(({ run_id }) => run_id)).toEqual([ids[0]]);
    const { err } = await soma("runs", "restore", "--folder", folder, "--run", ids[0]!);
    expect(err).toMatch(/^Restored \w{8} demand_forecasting/);
    expect(await list()).toHaveLength(2);
  });

  it("filters and orders as MLflow's search does, and says what is wrong with a filter", async () => {
    const named = async (...words: string[]) => (await list(...words)).map(({ name }) => name.slice(-5));
    expect(await named("--filter", "params.preset = 'fast' and run_name like '%1.0.0'")).toEqual(["1.0.0"]);
    expect(await named("--filter", "metrics.mae < 0")).toEqual([]);
    expect(await named("--order-by", "run_name DESC")).toEqual(["1.1.0", "1.0.0"]);
    expect(await named("--order-by", "run_name")).toEqual(["1.0.0", "1.1.0"]);
    const { err, code } = await soma("runs", "list", "--folder", folder, "--filter", "mae < 3");
    expect(code).toBe(2);
    expect(err).toContain("expected metrics.NAME");
  });

  it("tags and notes several, and takes a tag away", async () => {
    const both = ids.flatMap((id) => ["--run", id]);
    const tagged = ["--tag", "team=shop", "--tag", "keep=yes"];
    expect((await soma("runs", "tag", "--folder", folder, ...both, ...tagged)).code).toBe(0);
    await soma("runs", "tag", "--folder", folder, "--run", ids[0]!, "--tag", "keep=");
    await soma("runs", "note", "--folder", folder, "--run", ids[0]!, "--note", "as good, smaller");
    const { out } = await soma("runs", "show", "--folder", folder, "--run", ids[0]!);
    expect(out).toMatch(/^note +as good, smaller$/m);
    expect(out).toMatch(/^tag team +shop$/m);
    expect(out).not.toContain("tag keep");
    expect(await list("--filter", "tags.keep = 'yes'")).toHaveLength(1);
    expect(await list("--search", "smaller")).toHaveLength(1);
    expect((await soma("runs", "tag", "--folder", folder, "--run", ids[0]!, "--tag", "=x")).code).toBe(2);
  });

  it("leaves a run of a training that failed, with its reason", async () => {
    const data = files.write("few.csv", "a,y\n1,2\n2,3\n");
    const out = files.path("failed");
    expect((await soma("train", "regression", "--data", data, "--target", "y", "--out", out)).code).not.toBe(
      0,
    );
    const shown = JSON.parse((await soma("runs", "list", "--folder", out, "--json")).out) as unknown[];
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({ status: "failed", experiment: "regression", model: null });
    expect((shown[0] as { reason: string }).reason).toMatch(/rows/);
  });

  it("exports a folder that another shop imports, once", async () => {
    const mlruns = files.path("mlruns");
    const { err } = await soma("runs", "export", "--folder", folder, "--mlflow", mlruns);
    expect(err).toContain("Wrote 2 runs");
    const [experiment] = readdirSync(mlruns);
    const artifacts = `${mlruns}/${experiment!}/models/m-${ids[0]!}/artifacts`;
    expect(readdirSync(artifacts).sort()).toEqual(["MLmodel", "features.json", "metadata.json", "model.bin"]);
    const other = files.path("other");
    const take = async (): Promise<string> =>
      (await soma("runs", "import", "--folder", other, "--mlflow", mlruns)).err;
    expect(await take()).toContain("2 runs, 2 new");
    expect(await take()).toContain("2 runs, 0 new");
    const own = JSON.parse((await soma("runs", "list", "--folder", folder, "--json")).out) as unknown;
    const theirs = JSON.parse((await soma("runs", "list", "--folder", other, "--json")).out) as unknown;
    expect(theirs).toEqual(own);
    expect(existsSync(`${other}/artifacts/runs/${ids[0]!}/run.json`)).toBe(true);
  });

  it("says what is no MLflow folder", async () => {
    const { err, code } = await soma("runs", "import", "--folder", folder, "--mlflow", folder);
    expect(code).toBe(2);
    expect(err).toContain("holds no run of an MLflow file store");
    expect((await soma("runs", "import", "--folder", folder, "--mlflow", "nowhere")).code).toBe(2);
  });
});

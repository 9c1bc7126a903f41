import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { open, type Row } from "../../../src/library/published.ts";
import { scratchFolder, soma } from "../cli/soma-in-process.ts";

const files = scratchFolder();
const folder = files.path("models");
const read = (path: string): Promise<Uint8Array | undefined> =>
  readFile(join(folder, path)).catch(() => undefined);

describe("published models in a program of one's own", () => {
  it("predict as soma predict does, a batch at a time, from rows as they come", async () => {
    const rows = Array.from({ length: 9000 }, (_, i) => ({
      a: i % 13,
      b: ["x", "y"][i % 2]!,
      y: (i % 13) * 2 + (i % 2),
    }));
    const csv = ["a,b,y", ...rows.map(({ a, b, y }) => `${a},${b},${y}`)];
    const few = files.write("few.csv", csv.slice(0, 201).join("\n"));
    const config = files.write(
      "c.json",
      JSON.stringify({ model_name: "sum", model: "linear", hyperparameter_tuning: false }),
    );
    await soma("train", "regression", "--data", few, "--target", "y", "--config", config, "--out", folder);
    const out = files.path("out.csv");
    await soma(
      "predict",
      "--model",
      "sum",
      "--data",
      files.write("all.csv", csv.join("\n")),
      "--out",
      out,
      "--folder",
      folder,
    );

    const model = await open("sum@1.0.0", read);
    expect(model).toMatchObject({ name: "sum", version: "1.0.0", type: "regression" });
    let given = 0;
    function* asked(): Generator<Row> {
      for (const { a, b } of rows) {
        given++;
        yield { a, b };
      }
    }
    const values: number[] = [];
    const taken: number[] = [];
    for await (const part of model.predict(asked())) {
      taken.push(given);
      values.push(...(part.columns[0]!.values as Float64Array));
    }
    expect(taken).toEqual([8192, 9000]);
    const written = (await readFile(out, "utf8")).trimEnd().split("\n").slice(1);
    expect(values.map((value) => String(Number(value.toPrecision(10))))).toEqual(
      written.map((line) => line.split(",")[0]),
    );
  });

  it("take missing values, and say what is wrong with a row", async () => {
    const model = await open("sum", read);
    const missing = await model
      .predict([
        { a: null, b: undefined },
        { a: NaN, b: "x" },
      ])
      .next();
    expect(missing.value).toMatchObject({ rows: 2, unknown: [] });
    const none = await model.predict([]).next();
    expect(none.done).toBe(true);
    await expect(model.predict([{ a: "many", b: "x" }]).next()).rejects.toMatchObject({
      code: "table-training.bad-number",
    });
    await expect(open("som", read)).rejects.toMatchObject({ code: "table-model.none" });
    await expect(open("sum", read, { k: 3 })).rejects.toMatchObject({ code: "predict.unsuited-option" });
  });
});

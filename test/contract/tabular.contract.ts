import { describe, expect, it } from "vitest";
import { AppError } from "../../src/core/errors.ts";
import { seededRandom } from "../../src/core/random.ts";
import type { ClassificationModel } from "../../src/models/classification/task.ts";
import type { FitContext } from "../../src/models/model.ts";
import { defaultOptions } from "../../src/models/options.ts";
import type { RegressionModel } from "../../src/models/regression/task.ts";
import type { TabularData, TabularTable } from "../../src/models/tabular.ts";
import { dataRows, tableRows } from "../../src/models/tabular.ts";
import { randomClassification, randomRegression, randomTable } from "../fixtures/random-table.ts";
import { codeOf } from "./code-of.ts";

const ROWS = 240;
const context = (seed = 7): FitContext => ({ random: seededRandom(seed) });
const request = randomTable(50, seededRandom(4, "request"));

async function codeFrom(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return "no error";
}

/** What every model of a table promises, whatever its target. */
interface AnyTabularModel {
  readonly id: string;
  fit(data: TabularData, options: unknown, context: FitContext): Promise<unknown>;
  predict(state: unknown, table: TabularTable): unknown;
  importance(state: unknown): Float64Array;
  save(state: unknown): Uint8Array<ArrayBuffer>;
  load(bytes: Uint8Array<ArrayBuffer>): unknown;
}

function commonContract(model: AnyTabularModel, data: TabularData, options: unknown): void {
  const fit = (rows = data, seed?: number): Promise<unknown> => model.fit(rows, options, context(seed));

  it("gives the same state for the same seed, and does not change the data", async () => {
    const before = structuredClone(data);
    expect(await fit(data, 3)).toEqual(await fit(data, 3));
    expect(data).toEqual(before);
  });

  it("saves and loads exactly, and can be cloned", async () => {
    const state = await fit();
    const bytes = model.save(state);
    const loaded = model.load(bytes);
    expect(loaded).toEqual(state);
    expect(structuredClone(state)).toEqual(state);
    expect(model.save(loaded)).toEqual(bytes);
    expect(model.predict(loaded, request)).toEqual(model.predict(state, request));
  });

  it("says of each column how much it is used", async () => {
    const importance = model.importance(await fit());
    expect(importance).toHaveLength(data.columns.length);
    expect(importance.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    expect(importance[0]).toBeGreaterThan(importance[2]!);
    expect(importance[2]).toBe(0);
  });

  it("counts a row of weight 2 as two, or nearly", async () => {
    const weights = Float64Array.from({ length: ROWS }, (_, row) => (row % 3 === 0 ? 2 : 1));
    const state = await fit({ ...data, weights });
    expect(model.predict(state, request)).not.toEqual(model.predict(await fit(), request));
  });

  it("refuses tables that it cannot use, each with the documented code", async () => {
    const first = data.columns[0]!;
    const bad: Readonly<Record<string, TabularData>> = {
      "tabular.empty": { ...data, columns: [] },
      "tabular.bad-target": { ...data, target: data.target.with(3, Number.NaN) },
    };
    for (const [code, rows] of Object.entries(bad)) expect(await codeFrom(() => fit(rows))).toBe(code);
    const infinite = {
      ...data,
      columns: [{ ...first, values: (first.values as Float64Array).with(1, Infinity) }],
    };
    const short = { ...data, weights: new Float64Array(3) };
    const negative = { ...data, weights: new Float64Array(ROWS).fill(1).with(5, -1) };
    const nothing = { ...data, weights: new Float64Array(ROWS) };
    for (const rows of [infinite as TabularData, short, negative, nothing]) {
      expect(await codeFrom(() => fit(rows))).toBe("tabular.bad-column");
    }
  });

  it("refuses rows of other columns", async () => {
    const state = await fit();
    const fewer = { ...request, columns: request.columns.slice(1) };
    expect(codeOf(() => model.predict(state, fewer))).toBe("tabular.other-columns");
    const genre = request.columns[3]!;
    const beyond = { ...genre, values: (genre.values as Int32Array).with(0, 4) } as typeof genre;
    const columns = request.columns.with(3, beyond);
    expect(codeOf(() => model.predict(state, { ...request, columns }))).toBe("tabular.bad-column");
  });

  it("predicts no rows, and each row alone as among others", async () => {
    const state = await fit();
    expect(Object.values(model.predict(state, tableRows(request, [])) as object)).toEqual([
      new Float64Array(0),
    ]);
    const all = Object.values(model.predict(state, request) as object)[0] as Float64Array;
    const one = Object.values(model.predict(state, tableRows(request, [17])) as object)[0] as Float64Array;
    expect(one).toEqual(all.slice(17 * one.length, 18 * one.length));
  });

  it("stops before any work when the signal has fired", async () => {
    const signal: AbortSignal = AbortSignal.abort();
    expect(await codeFrom(() => model.fit(data, options, { ...context(), signal }))).toBe("core.aborted");
  });

  it("refuses bytes of another model, another format or a cut file", async () => {
    const bytes = model.save(await fit());
    for (const damaged of [bytes.with(0, 0x58), bytes.with(4, 9), bytes.slice(0, 7), bytes.slice(0, -8)]) {
      expect(codeOf(() => model.load(damaged))).toBe("model.unknown-format");
    }
  });
}

/** What every model of numbers promises. */
export function regressionModelContract(id: string, load: () => Promise<RegressionModel>): void {
  describe(`model contract: regression/${id}`, async () => {
    const model = await load();
    const options = defaultOptions(model.options);
    const data = randomRegression(ROWS, seededRandom(3, "regression"));

    it("is registered under its own id and names itself for a screen", () => {
      expect([model.id, model.task]).toEqual([id, "regression"]);
      expect(model.label).not.toBe("");
    });

    it("predicts rows it has not seen better than the mean does", async () => {
      const fresh = randomRegression(200, seededRandom(5, "fresh"));
      const { values } = model.predict(await model.fit(data, options, context()), fresh);
      const mean = data.target.reduce((sum, y) => sum + y, 0) / ROWS;
      const error = (f: (row: number) => number): number =>
        fresh.target.reduce((sum, y, row) => sum + (y - f(row)) ** 2, 0);
      expect(error((row) => values[row]!)).toBeLessThan(0.3 * error(() => mean));
    });

    it("predicts a constant as itself", async () => {
      const constant = { ...data, target: new Float64Array(ROWS).fill(4.5) };
      const { values } = model.predict(await model.fit(constant, options, context()), request);
      for (const value of values) expect(value).toBeCloseTo(4.5, 9);
    });

    commonContract(model, data, options);
  });
}

/** What every classifier promises. */
export function classificationModelContract(id: string, load: () => Promise<ClassificationModel>): void {
  describe(`model contract: classification/${id}`, async () => {
    const model = await load();
    const options = defaultOptions(model.options);
    const data = randomClassification(ROWS, 3, seededRandom(3, "classification"));

    it("is registered under its own id and names itself for a screen", () => {
      expect([model.id, model.task]).toEqual([id, "classification"]);
      expect(model.label).not.toBe("");
    });

    for (const classes of [2, 3, 5]) {
      it(`gives probabilities of ${classes} classes that sum to 1, and is right more often than not`, async () => {
        const rows = randomClassification(ROWS, classes, seededRandom(8, `${classes}`));
        const state = await model.fit(rows, options, context());
        const { probabilities } = model.predict(state, rows);
        expect(probabilities).toHaveLength(ROWS * classes);
        let right = 0;
        for (let row = 0; row < ROWS; row++) {
          const chances = probabilities.subarray(row * classes, (row + 1) * classes);
          expect(chances.every((p) => p >= 0 && p <= 1)).toBe(true);
          expect(chances.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
          if (chances.indexOf(Math.max(...chances)) === rows.target[row]) right++;
        }
        expect(right / ROWS).toBeGreaterThan(0.6);
      });
    }

    it("gives a rare class more with balanced weights", async () => {
      const two = randomClassification(ROWS, 2, seededRandom(8, "rare"));
      const kept = Array.from({ length: ROWS }, (_, row) => row).filter(
        (row) => two.target[row] === 0 || row % 6 === 1,
      );
      const rare = dataRows(two, kept);
      const share = async (classWeight: string): Promise<number> => {
        // Forests grown until leaves are pure leave no room for weights.
        const roomy = "minRowsInLeaf" in model.options ? { minRowsInLeaf: 15 } : {};
        const state = await model.fit(rare, { ...(options as object), ...roomy, classWeight }, context());
        const { probabilities } = model.predict(state, request);
        return probabilities.reduce((sum, p, i) => sum + (i % 2 === 1 ? p : 0), 0);
      };
      expect(await share("balanced")).toBeGreaterThan(await share("none"));
    });

    it("refuses rows of one class", async () => {
      const one = { ...data, target: new Float64Array(ROWS) };
      expect(await codeFrom(() => model.fit(one, options, context()))).toBe("tabular.one-class");
    });

    commonContract(model as AnyTabularModel, data, options);
  });
}

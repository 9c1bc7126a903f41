import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import {
  meanAbsoluteScaledError,
  overallWeightedAverage,
  symmetricMape,
} from "../../src/evaluation/point-metrics.ts";
import { readParquetRows } from "../parquet.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import { runSoma } from "../process.ts";
import type { BenchSuite } from "../suite.ts";

const HORIZON = 13;
/** The M4 competition took weekly data as without season: its Naive2 is then the naive forecast. */
const M4_SEASON = 1;

interface M4Series {
  readonly id: string;
  readonly train: number[];
  readonly test: number[];
}

interface M4Scores {
  readonly smape: number;
  readonly mase: number;
}

/** `soma forecast` on the weekly series of the M4 competition, beside published scores. */
export const m4Weekly: BenchSuite = {
  name: "m4-weekly",
  about: "soma forecast on M4 weekly (359 series, h=13) beside the published Naive2 and Theta",
  needsData: true,
  run: async ({ root, data, scratch, log }) => {
    const series = await readSeries(join(data!, "forecasting", "m4_weekly.parquet"));
    const published = readPublished(join(data!, "forecasting", "m4_published_scores.csv"));
    const files = writeFiles(scratch, series);
    const naive2 = averageScores(series, ({ train }) => Array<number>(HORIZON).fill(train.at(-1)!));
    const rows: BenchRow[] = [
      benchRow("m4-weekly", "our formulas on Naive2", "sMAPE", naive2.smape, published("Naive2", "sMAPE")),
      benchRow("m4-weekly", "our formulas on Naive2", "MASE", naive2.mase, published("Naive2", "MASE")),
    ];
    for (const preset of ["fast", "balanced", "best"]) {
      const out = join(scratch, `${preset}.csv`);
      log(`soma forecast --preset ${preset}`);
      const columns = ["--id", "series", "--time", "t", "--target", "y"];
      const work = ["--data", files.train, "--freq", "W", "--horizon", String(HORIZON), "--preset", preset];
      const forecast = await runSoma(root, ["forecast", ...columns, ...work, "--out", out]);
      const compared = ["--forecast", out, "--actual", files.actual, "--train", files.train];
      const season = ["--season", String(M4_SEASON)];
      const evaluated = await runSoma(root, [
        "evaluate-forecast",
        ...columns,
        ...compared,
        ...season,
        "--json",
      ]);
      const scores = JSON.parse(evaluated.stdout) as M4Scores & { coverage: { share: number }[] };
      const name = `soma forecast --preset ${preset}`;
      const owa = overallWeightedAverage(scores, naive2);
      for (const peer of ["Naive2", "Theta"]) {
        rows.push(
          benchRow("m4-weekly", name, "sMAPE", scores.smape, published(peer, "sMAPE")),
          benchRow("m4-weekly", name, "MASE", scores.mase, published(peer, "MASE")),
          benchRow("m4-weekly", name, "OWA", owa, published(peer, "OWA")),
        );
      }
      rows.push(
        benchRow("m4-weekly", name, "coverage of q0.1 to q0.9", scores.coverage[0]!.share, {
          name: "nominal",
          value: 0.8,
        }),
        benchRow("m4-weekly", name, "seconds", forecast.seconds),
      );
    }
    return rows;
  },
};

async function readSeries(path: string): Promise<M4Series[]> {
  const rows = await readParquetRows<{ series: string; split: string; y: number }>(path);
  const series = new Map<string, M4Series>();
  for (const { series: id, split, y } of rows) {
    const one = series.get(id) ?? { id, train: [], test: [] };
    series.set(id, one);
    (split === "train" ? one.train : one.test).push(y);
  }
  return [...series.values()];
}

type Published = (method: string, measure: string) => { readonly name: string; readonly value: number };

function readPublished(path: string): Published {
  const [header, ...lines] = readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  return (method, measure) => {
    const line = lines.find((cells) => cells[0] === method);
    return { name: `published ${method}`, value: Number(line?.[header!.indexOf(`${measure}_Weekly`)]) };
  };
}

function writeFiles(folder: string, series: readonly M4Series[]): { train: string; actual: string } {
  const write = (name: string, part: (one: M4Series) => { first: number; y: readonly number[] }): string => {
    const path = join(folder, name);
    const rows = series.flatMap((one) =>
      part(one).y.map((y, i) => ({ id: one.id, t: part(one).first + i, y })),
    );
    const columnData = [
      { name: "series", data: rows.map(({ id }) => id), type: "STRING" as const },
      { name: "t", data: rows.map(({ t }) => t), type: "INT32" as const },
      { name: "y", data: rows.map(({ y }) => y), type: "DOUBLE" as const },
    ];
    writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData })));
    return path;
  };
  return {
    train: write("train.parquet", ({ train }) => ({ first: 0, y: train })),
    actual: write("actual.parquet", ({ train, test }) => ({ first: train.length, y: test })),
  };
}

function averageScores(series: readonly M4Series[], forecast: (one: M4Series) => number[]): M4Scores {
  let smape = 0;
  let mase = 0;
  for (const one of series) {
    const mean = forecast(one);
    smape += symmetricMape(one.test, mean) / series.length;
    mase += meanAbsoluteScaledError(one.test, mean, one.train, M4_SEASON) / series.length;
  }
  return { smape, mase };
}

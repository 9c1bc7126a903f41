import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { logLoss } from "../../src/evaluation/classification-metrics.ts";
import { rootMeanSquaredError } from "../../src/evaluation/point-metrics.ts";
import { runPeer } from "../peers/environment.ts";
import { runSoma } from "../process.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import { mean, standardError } from "../statistics.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const TIME_LIMIT_SECONDS = 60;

/** What the peer's script says of a set: scores fold by fold. */
interface TabularSet {
  readonly name: string;
  readonly task: "classification" | "regression";
  readonly rows: number;
  readonly classes: number;
  readonly folds: number;
  /** Log loss, or RMSE. */
  readonly loss: readonly number[];
  /** Accuracy, or R². */
  readonly share: readonly number[];
  readonly peer: string;
}

interface FoldScore {
  readonly loss: number;
  readonly share: number;
  readonly seconds: number;
}

/**
 * `soma train --preset best` beside LightGBM's defaults on the same folds: each fold is trained by a process that is given
 * its training rows and nothing else.
 */
const suite = (name: string, about: string, repeats: number, sets: readonly string[]): BenchSuite => ({
  name,
  about,
  needsData: false,
  run: async (context) => {
    context.log("folds and LightGBM's scores");
    await runPeer(context, "tabular_sets.py", [context.scratch, String(repeats), ...sets]);
    const rows: BenchRow[] = [];
    for (const set of JSON.parse(readFileSync(join(context.scratch, "sets.json"), "utf8")) as TabularSet[]) {
      const scores: FoldScore[] = [];
      for (let fold = 0; fold < set.folds; fold++) {
        const score = await foldScore(context, set, fold);
        scores.push(score);
        const beside = `${score.loss.toFixed(4)} beside ${set.loss[fold]!.toFixed(4)}`;
        context.log(
          `${set.name}, fold ${fold + 1} of ${set.folds}: ${beside}, ${score.seconds.toFixed(0)} s`,
        );
      }
      rows.push(...rowsOf(name, set, scores));
    }
    return rows;
  },
});

async function foldScore(context: BenchContext, set: TabularSet, fold: number): Promise<FoldScore> {
  const { root, scratch } = context;
  const file = (part: string): string => join(scratch, `${set.name}-${fold}-${part}.csv`);
  const folder = join(scratch, "model");
  const answers = join(scratch, "predictions.csv");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const limit = ["--time-limit", String(TIME_LIMIT_SECONDS)];
  const options = ["--data", file("train"), "--target", "y", "--preset", "best", ...limit, "--out", folder];
  const { seconds } = await runSoma(root, ["train", set.task, ...options]);
  const test = columnsOf(file("test"));
  const target = test.get("y")!.map(Number);
  // The answers are asked for without the target.
  const names = [...test.keys()].filter((column) => column !== "y");
  const lines = target.map((_, row) => names.map((column) => test.get(column)![row]).join(","));
  writeFileSync(file("asked"), `${[names.join(","), ...lines].join("\n")}\n`);
  await runSoma(root, [
    "predict",
    "--model",
    set.task,
    "--data",
    file("asked"),
    "--out",
    answers,
    "--folder",
    folder,
  ]);
  return { ...scored(set, Float64Array.from(target), columnsOf(answers)), seconds };
}

function scored(
  { task, classes }: TabularSet,
  target: Float64Array,
  answers: ReadonlyMap<string, readonly string[]>,
): Omit<FoldScore, "seconds"> {
  const said = answers.get("y")!.map(Number);
  if (task === "regression") {
    const loss = rootMeanSquaredError(target, Float64Array.from(said));
    const centre = mean([...target]);
    const spread = mean(Array.from(target, (y) => (y - centre) ** 2));
    return { loss, share: 1 - loss ** 2 / spread };
  }
  const columns = Array.from({ length: classes }, (_, k) => answers.get(`probability_${k}`)!.map(Number));
  const chances = Float64Array.from({ length: target.length * classes }, (_, i) => {
    return columns[i % classes]![Math.floor(i / classes)]!;
  });
  const right = mean(Array.from(target, (y, row) => (said[row] === y ? 1 : 0)));
  return { loss: logLoss(target, chances, classes), share: right };
}

function rowsOf(suiteName: string, set: TabularSet, scores: readonly FoldScore[]): BenchRow[] {
  const losses = scores.map(({ loss }) => loss);
  const shares = scores.map(({ share }) => share);
  const peer = (values: readonly number[]): { name: string; value: number } => ({
    name: set.peer,
    value: mean(values),
  });
  const isRegression = set.task === "regression";
  const name = `${set.name}, ${set.rows} rows, ${set.folds} folds`;
  const gaps = losses.map((loss, fold) => loss - set.loss[fold]!);
  const wins = gaps.filter((gap) => gap < 0).length;
  return [
    benchRow(suiteName, name, isRegression ? "RMSE" : "log loss", mean(losses), peer(set.loss)),
    benchRow(suiteName, name, "gap in standard errors of the folds' gaps", mean(gaps) / standardError(gaps)),
    benchRow(suiteName, name, "gap in LightGBM's standard errors", mean(gaps) / standardError(set.loss)),
    benchRow(suiteName, name, "folds with a smaller loss, share", wins / set.folds),
    benchRow(suiteName, name, isRegression ? "R²" : "accuracy", mean(shares), peer(set.share)),
    benchRow(suiteName, name, "seconds of a training, mean", mean(scores.map(({ seconds }) => seconds))),
  ];
}

/** The columns of a plain CSV file, by name. */
function columnsOf(path: string): Map<string, string[]> {
  const [head, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  const cells = lines.map((line) => line.split(","));
  return new Map(head!.split(",").map((name, c) => [name, cells.map((row) => row[c]!)]));
}

export const tabular = suite(
  "tabular",
  "train --preset best --time-limit 60 on scikit-learn's bundled sets, twice 5 folds, beside LightGBM's defaults",
  2,
  ["breast_cancer", "wine", "digits", "iris", "diabetes"],
);

export const tabularLarge = suite(
  "tabular-large",
  "the same on three of scikit-learn's makers at 20,000 rows, 5 folds",
  1,
  ["make_classification", "make_hastie_10_2", "make_friedman1"],
);

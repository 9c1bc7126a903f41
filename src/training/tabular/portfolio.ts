import type { TablePreset } from "../../domain/training-config.ts";
import { methodIds, type TableTask } from "./table-task.ts";

/** A method with the options that differ from its own. */
export interface PortfolioEntry {
  readonly method: string;
  readonly options: Readonly<Record<string, number | string | boolean>>;
}

interface SharedEntry extends PortfolioEntry {
  /** The least of the presets that judge it. */
  readonly from: Exclude<TablePreset, "custom">;
}

const LEVELS = ["fast", "balanced", "best"] as const;

const boosted = (
  from: SharedEntry["from"],
  iterations: number,
  learningRate: number,
  leaves: number,
  minRowsInLeaf: number,
  featureShare: number,
  more: PortfolioEntry["options"] = {},
): SharedEntry => ({
  from,
  method: "boosted-trees",
  options: { iterations, learningRate, leaves, minRowsInLeaf, featureShare, ...more },
});

const expanded = (
  from: SharedEntry["from"],
  terms: string,
  more: PortfolioEntry["options"] = {},
): SharedEntry => ({ from, method: "expanded-linear", options: { terms, ...more } });

const forest = (from: SharedEntry["from"], options: PortfolioEntry["options"]): SharedEntry => ({
  from,
  method: "random-forest",
  options,
});

/** From so many rows on, forests grow large and come last. */
const MANY_ROWS = 5000;

/**
 * What a preset judges, in the order of the judging: methods that differ most come first, so that few of them already
 * help each other. Options were chosen on other tables than those of the benchmarks.
 */
export function portfolio(
  task: TableTask,
  preset: Exclude<TablePreset, "custom">,
  rows: number,
): PortfolioEntry[] {
  const isRegression = task === "regression";
  const isLarge = rows >= MANY_ROWS;
  const share = isRegression && { featureShare: 0.5 };
  const entries: readonly SharedEntry[] = [
    boosted("fast", 100, 0.1, 31, 20, 1),
    expanded("fast", "plain"),
    forest("fast", {
      trees: isLarge ? 100 : 200,
      extraTrees: true,
      minRowsInLeaf: isLarge ? 5 : 1,
      ...share,
    }),
    boosted("balanced", 300, 0.05, isLarge ? 31 : 15, isLarge ? 20 : 10, 0.6, { rowShare: 0.8, l2: 1 }),
    expanded("balanced", "pairs"),
    expanded("balanced", "radial"),
    { from: "balanced", method: "neural-net", options: {} },
    forest("balanced", { trees: isLarge ? 100 : 200, minRowsInLeaf: isLarge ? 5 : 2, ...share }),
    boosted("best", 400, 0.1, 4, 10, 0.8),
    expanded("best", "radial", { width: 2, alpha: 0.0001, landmarks: 400 }),
    boosted("best", 300, 0.04, 63, 10, 0.4, { rowShare: 0.8, l2: 3 }),
    expanded("best", "plain", { alpha: 0.05 }),
    expanded("best", "pairs", { alpha: 0.03 }),
    boosted("best", 800, 0.03, 31, 40, 0.6, { rowShare: 0.7, l2: 10 }),
    expanded("best", "radial", { width: 0.5, alpha: 0.001, landmarks: 400 }),
    forest("best", { trees: isLarge ? 100 : 300, minRowsInLeaf: 5, featureShare: 1, extraTrees: true }),
    boosted("best", 1500, 0.03, 8, 5, 0.5, { rowShare: 0.8 }),
  ];
  const known = methodIds(task);
  const level = LEVELS.indexOf(preset);
  const isLate = ({ method }: PortfolioEntry): boolean => isLarge && method === "random-forest";
  return [...entries.filter((entry) => !isLate(entry)), ...entries.filter(isLate)]
    .filter(({ from, method }) => LEVELS.indexOf(from) <= level && known.includes(method))
    .map(({ method, options }) => ({ method, options }));
}

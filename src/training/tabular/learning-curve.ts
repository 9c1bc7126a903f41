import type { TrainingConfig } from "../../domain/training-config.ts";
import { dataRows, type TabularData } from "../../models/tabular.ts";
import { evenShare } from "./cross-validate.ts";
import { tableLoss, type TableMethod, type TableTask } from "./table-task.ts";

/** How well a method does that was fitted on a part of the training rows; losses as cross-validation counts them. */
export interface LearningPoint {
  readonly share: number;
  readonly rows: number;
  /** On the rows it was fitted on. */
  readonly training_loss: number;
  readonly validation_loss: number;
}

const SHARES = [0.1, 0.2, 0.4, 0.7];
const LEAST_ROWS = 20;

/** Fits that a curve takes at most. */
export const curveFits = (config: TrainingConfig): number => (config.learning_curve ? SHARES.length : 0);

export interface CurveParts {
  readonly train: TabularData;
  readonly validation: TabularData;
  readonly classes: readonly string[];
}

/**
 * The losses of a method by the share of the training rows it is fitted on, taken evenly. Shares of too few rows, or
 * without a row of a class, are left out.
 *
 * @param whole the state fitted on all training rows: the last point
 * @param fitted a state by rows, and what they are called
 * @param isOver asked before each fit; true leaves out the rest but the last
 */
export async function learningCurve(
  task: TableTask,
  method: TableMethod,
  { train, validation, classes }: CurveParts,
  whole: unknown,
  fitted: (data: TabularData, what: string) => Promise<unknown>,
  isOver: () => boolean,
): Promise<LearningPoint[]> {
  const point = (share: number, data: TabularData, state: unknown): LearningPoint => {
    const lossOf = (part: TabularData): number =>
      tableLoss(task, part.target, method.outputs(state, part), Math.max(1, classes.length));
    return { share, rows: data.rows, training_loss: lossOf(data), validation_loss: lossOf(validation) };
  };
  const points: LearningPoint[] = [];
  const every = Array.from({ length: train.rows }, (_, row) => row);
  const known = new Set(train.target).size;
  for (const share of SHARES) {
    if (isOver()) break;
    const data = dataRows(train, evenShare(every, share));
    if (data.rows < LEAST_ROWS) continue;
    if (task === "classification" && new Set(data.target).size < known) continue;
    points.push(point(share, data, await fitted(data, `share ${share}`)));
  }
  return [...points, point(1, train, whole)];
}

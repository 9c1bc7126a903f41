import { throwIfAborted } from "../../core/errors.ts";
import { dataRows } from "../../models/tabular.ts";
import type { Once } from "./once.ts";
import type { TableParts } from "./table-parts.ts";
import { tableLoss, type TableMethod, type TableTask } from "./table-task.ts";

/** A method with its predictions of rows by fits that did not see them, fold after fold. */
export interface Judged {
  readonly method: TableMethod;
  readonly target: Float64Array;
  /** A value, or a probability of each class, for each target. */
  readonly outputs: Float64Array;
  readonly loss: number;
  /** Given up before the last fold: the loss is of the folds until then. */
  readonly stopped: boolean;
}

export interface JudgeOptions {
  /** Share of each fold's rows to fit on, taken evenly. Default 1. */
  readonly share?: number | undefined;
  /** Told the loss of the folds so far after each; true: give up. */
  readonly report?: ((loss: number) => boolean) | undefined;
}

export type Judge = (method: TableMethod, options?: JudgeOptions) => Promise<Judged>;

/**
 * Judge methods by cross-validation on a table's folds; by time the first stretch has no predictions.
 *
 * @param context.once keeps the predictions of each fold
 * @param context.onFold called before each fold with the method's name
 */
export function crossValidator(
  task: TableTask,
  { train, folds, classes, random }: TableParts,
  context: {
    readonly once: Once;
    readonly onFold: () => void;
    readonly signal?: AbortSignal | undefined;
  },
): Judge {
  const width = Math.max(1, classes.length);
  const targets = folds.map(({ test }) => dataRows(train, test).target);
  return async (method, { share = 1, report } = {}) => {
    const outputs: Float64Array[] = [];
    let stopped = false;
    const soFar = (): Pick<Judged, "target" | "outputs" | "loss"> => {
      const target = joined(targets.slice(0, outputs.length));
      const all = joined(outputs);
      return { target, outputs: all, loss: tableLoss(task, target, all, width) };
    };
    for (const [f, fold] of folds.entries()) {
      throwIfAborted(context.signal, "Training");
      context.onFold();
      const name = JSON.stringify([method.id, method.options, share, f]);
      outputs.push(
        await context.once(name, async () => {
          const rows = dataRows(train, evenShare(fold.train, share));
          const fit = { random: random.fork("fit"), signal: context.signal };
          return method.outputs(await method.fit(rows, fit), dataRows(train, fold.test));
        }),
      );
      if (report?.(soFar().loss) === true && f + 1 < folds.length) {
        stopped = true;
        break;
      }
    }
    return { method, ...soFar(), stopped };
  };
}

/** A share of rows, spread evenly over them. */
export function evenShare(rows: ArrayLike<number>, share: number): number[] {
  return Array.from(rows).filter((_, i) => Math.floor((i + 1) * share) > Math.floor(i * share));
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

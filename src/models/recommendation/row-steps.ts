import { throwIfAborted } from "../../core/errors.ts";
import type { FitContext } from "../model.ts";

/** Rows between two looks at the signal. */
const STRIDE = 256;

/** Do `work` for each title in order, telling how far it is and stopping when aborted. @throws `core.aborted` */
export function eachTitle(
  itemCount: number,
  phase: string,
  context: Pick<FitContext, "progress" | "signal">,
  work: (item: number) => void,
): void {
  for (let item = 0; item < itemCount; item++) {
    if (item % STRIDE === 0) {
      throwIfAborted(context.signal, "Training");
      context.progress?.({ phase, done: item, total: itemCount, unit: "titles", remainingMs: null });
    }
    work(item);
  }
}

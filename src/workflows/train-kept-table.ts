import { asAppError } from "../core/errors.ts";
import type { TableReader } from "../core/ports.ts";
import type { TableTrainRequest } from "../domain/table-training.ts";
import { readKeptTable } from "./kept-tables.ts";
import { discardPendingTableTraining, trainTableModel, type TableTrainingResult } from "./train-table.ts";

/**
 * Train a model of a kept table, and publish it; what is kept of the same training is not done again. A training that
 * fails for a reason that going on would not mend leaves nothing to go on with.
 *
 * @throws as `trainTableModel` and `readKeptTable`
 */
export async function trainKeptTable(
  { tableId, task, target, config, timeLimitMs }: TableTrainRequest,
  context: Parameters<typeof trainTableModel>[4] & { readonly tables: TableReader },
): Promise<TableTrainingResult> {
  const table = await readKeptTable(tableId, context);
  try {
    return await trainTableModel(task, table, target, config, context, timeLimitMs ?? Infinity);
  } catch (thrown) {
    if (["input", "data", "model"].includes(asAppError(thrown).kind)) {
      await discardPendingTableTraining(context, config.model_name);
    }
    throw thrown;
  }
}

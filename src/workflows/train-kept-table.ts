import type { TableReader, WorkflowContext } from "../core/ports.ts";
import type { TableTrainRequest } from "../domain/table-training.ts";
import { readKeptTable } from "./kept-tables.ts";
import { trainTableModel, type TableTrainingResult } from "./train-table.ts";

/** Train a model of a kept table, and publish it. @throws as `trainTableModel` and `readKeptTable` */
export async function trainKeptTable(
  { tableId, task, target, config, timeLimitMs }: TableTrainRequest,
  context: Omit<WorkflowContext, "threads"> & { readonly tables: TableReader },
): Promise<TableTrainingResult> {
  const table = await readKeptTable(tableId, context);
  return trainTableModel(task, table, target, config, context, timeLimitMs ?? Infinity);
}

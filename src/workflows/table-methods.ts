import type { TableTask } from "../domain/table-training.ts";
import type { OptionsSchema } from "../models/model.ts";
import { methodIds, tableMethod } from "../training/tabular/table-task.ts";

/** A method that can be chosen for a table, with the options it declares. */
export interface TableMethodInfo {
  readonly id: string;
  readonly label: string;
  readonly options: OptionsSchema;
}

/** The methods of a task, in the order of the catalogue. */
export async function tableMethods(task: TableTask): Promise<TableMethodInfo[]> {
  return Promise.all(
    methodIds(task).map(async (id) => {
      const { label, schema } = await tableMethod(task, id, {}, []);
      return { id, label, options: schema };
    }),
  );
}

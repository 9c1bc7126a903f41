import type { TableReader, WorkflowContext } from "../core/ports.ts";

/** What an import may use besides its arguments. */
export interface ImportContext extends Pick<
  WorkflowContext,
  "database" | "clock" | "locks" | "progress" | "signal"
> {
  readonly tables: TableReader;
}

/** Name of the lock under which a dataset's sales, catalogue, stock and record are changed. */
export function datasetLock(datasetId: string): string {
  return `sales/${datasetId}`;
}

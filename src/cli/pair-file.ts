import type { ProgressSink } from "../core/progress.ts";
import type { TitleRecord } from "../domain/dataset.ts";
import { readTitleRow } from "../domain/catalogue-rows.ts";
import { fileTableReader } from "../platform/files/table-reader.ts";
import { fileSource } from "../platform/node/file-source.ts";
import { inspectFile } from "../workflows/import-file.ts";
import { readPairs, type PairLines, type PairRequest } from "../workflows/read-pairs.ts";
import { checkFile, readTable } from "./table-file.ts";

/** Read a file of users and items. @throws `cli.no-file`, `pairs.*`, `file.*` */
export async function readPairFile(
  option: string,
  path: string,
  request: Omit<PairRequest, "source">,
  progress: ProgressSink,
): Promise<PairLines> {
  checkFile(option, path);
  return readPairs(fileTableReader(), { ...request, source: await fileSource(path) }, progress);
}

/** What was taken for what, so that a wrong guess is seen. */
export function columnsSentence({ fileName, columns, skipped, user, missing }: PairLines): string {
  const read = Object.entries(columns).map(([role, column]) => `${role} from "${column}"`);
  const left = skipped === 0 ? "" : `; ${counted(skipped, "line")} without user or item left out`;
  const empty = Object.entries(missing).map(
    ([role, count]) => `; ${counted(count, "line")} without a ${role}`,
  );
  return `${fileName}: read ${read.join(", ")}; ${counted(user.length, "line")}${left}${empty.join("")}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

export interface CatalogueFile {
  readonly titles: ReadonlyMap<string, TitleRecord>;
  readonly sentences: readonly string[];
}

/**
 * Read a catalogue: columns are guessed as on the import screen, but for the item's, which is the one named as in the
 * interactions where the file has it.
 *
 * @throws `cli.no-file`, `table.ragged-row`, `file.*`
 */
export async function readCatalogueFile(
  option: string,
  path: string,
  itemColumn: string,
  progress: ProgressSink,
): Promise<CatalogueFile> {
  checkFile(option, path);
  const preview = await inspectFile(fileTableReader(), await fileSource(path), { kind: "catalogue" });
  const table = await readTable(option, path, progress);
  const own = table.columns.indexOf(itemColumn);
  const mapping = own < 0 ? preview.plan.mapping : { ...withoutColumn(preview.plan.mapping, own), item: own };
  const plan = { ...preview.plan, mapping };
  const titles = new Map<string, TitleRecord>();
  let rejected = 0;
  let firstReason = "";
  const rows = table.cells[0]?.length ?? 0;
  for (let row = 0; row < rows; row++) {
    const cells = table.cells.map((column) => column[row]!);
    const title = readTitleRow(cells, plan, (itemId) => titles.get(itemId));
    if (typeof title === "string") {
      if (rejected++ === 0) firstReason = title;
    } else if ("removed" in title) titles.delete(title.removed);
    else titles.set(title.itemId, title);
  }
  const read = Object.entries(mapping).map(
    ([role, column]) => `${role} from "${table.columns[column] ?? column}"`,
  );
  const sentences = [`${table.fileName}: read ${read.join(", ")}; ${counted(titles.size, "title")}`];
  if (rejected > 0)
    sentences.push(`${table.fileName}: ${counted(rejected, "row")} left out; the first: ${firstReason}`);
  return { titles, sentences };
}

/** A column has one meaning, but an ISBN may be the item number as well. */
function withoutColumn(mapping: Readonly<Record<string, number>>, column: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(mapping).filter(([role, own]) => own !== column || role === "isbn"),
  );
}

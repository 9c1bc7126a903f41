import type { ByteSource, Database, StoreChange, TableReader, WorkflowContext } from "../core/ports.ts";
import type { KeptTable } from "../domain/table-training.ts";
import { sha256 } from "../registry/index-file.ts";
import { columnProfiles } from "../training/tabular/column-profile.ts";
import { openBlock, sealBlock } from "./stored-block.ts";
import { readTextTable } from "./read-text-table.ts";
import { tableHash } from "./table-checkpoints.ts";
import { tableError } from "./table-errors.ts";
import type { TextTable } from "./text-table.ts";

/** Small enough for one transaction, large enough to be few. */
const BLOCK_BYTES = 4 << 20;

type TableContext = Pick<WorkflowContext, "database" | "clock" | "progress"> & {
  readonly tables: TableReader;
};

/**
 * Read a table once, and keep its file on the device, so that a training that is cut off can go on. Its record is
 * written last: a file of which only a part was kept is no table, and the next one kept takes it away.
 *
 * @throws `table.ragged-row`, `table.no-rows`, `table.column-twice`, `file.*`, `storage.full`
 */
export async function keepTable(source: ByteSource, context: TableContext): Promise<KeptTable> {
  const { database, clock, tables, progress } = context;
  const table = await readTextTable(tables, source, progress);
  const rows = table.cells[0]?.length ?? 0;
  if (rows === 0) throw tableError("table.no-rows", { file: source.name });
  refuseTwins(table);
  const tableId = await idOf(source);
  const known = await keptTables(database);
  const found = known.find((each) => each.tableId === tableId);
  if (found) return found;
  await database.write(await orphans(database, known));
  let block = 0;
  for await (const bytes of blocksOf(source)) {
    await database.write([
      { store: "tables", key: blockKey(tableId, block++), value: await sealBlock(bytes) },
    ]);
    const done = Math.min(source.size, block * BLOCK_BYTES);
    progress({ phase: `Keeping ${source.name}`, done, total: source.size, unit: "bytes", remainingMs: null });
  }
  const kept: KeptTable = {
    tableId,
    fileName: source.name,
    bytes: source.size,
    rows,
    keptAt: clock.isoNow(),
    dataSha256: await tableHash(table),
    columns: columnProfiles(table),
  };
  await database.write([{ store: "tables", key: recordKey(tableId), value: kept }]);
  return kept;
}

/** The tables on this device, the newest first. */
export async function keptTables(database: Database): Promise<KeptTable[]> {
  const keys = (await database.keys("tables", "")).filter((key) => key.endsWith("/record"));
  const tables = await Promise.all(keys.map((key) => database.read("tables", key)));
  return (tables as KeptTable[]).sort((a, b) => (a.keptAt < b.keptAt ? 1 : -1));
}

/** @throws `table.not-kept` */
export async function keptTable(database: Database, tableId: string): Promise<KeptTable> {
  const kept = (await database.read("tables", recordKey(tableId))) as KeptTable | undefined;
  if (kept === undefined) throw tableError("table.not-kept", { table: tableId });
  return kept;
}

/** Take a table's file from the device. What was learned from it stays. */
export async function forgetTable(database: Database, tableId: string): Promise<void> {
  const keys = await database.keys("tables", `${tableId}/`);
  await database.write(keys.map((key) => ({ store: "tables", key })));
}

/** The cells of a kept table. @throws `table.not-kept`, `table.kept-damaged`, as `readTextTable` */
export async function readKeptTable(
  tableId: string,
  { database, tables, progress }: Pick<TableContext, "database" | "tables" | "progress">,
): Promise<TextTable> {
  return readTextTable(tables, keptSource(database, await keptTable(database, tableId)), progress);
}

/** A kept file as a source of bytes; each block is checked against its hash. */
function keptSource(database: Database, { tableId, fileName, bytes: size }: KeptTable): ByteSource {
  const block = async (number: number): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = await openBlock(await database.read("tables", blockKey(tableId, number)));
    if (bytes === null) throw tableError("table.kept-damaged", { file: fileName });
    return bytes;
  };
  return {
    name: fileName,
    size,
    async slice(start, end = size) {
      const last = Math.min(end, size);
      const out = new Uint8Array(Math.max(0, last - start));
      for (let from = start; from < last;) {
        const number = Math.floor(from / BLOCK_BYTES);
        const first = number * BLOCK_BYTES;
        const part = (await block(number)).subarray(from - first, last - first);
        out.set(part, from - start);
        from += part.length;
      }
      return out;
    },
    async *chunks() {
      for (let number = 0; number * BLOCK_BYTES < size; number++) yield await block(number);
    },
  };
}

/** A hash over the name and the hashes of the blocks: a file need not fit into memory at once. */
async function idOf(source: ByteSource): Promise<string> {
  const hashes = [source.name];
  for await (const bytes of blocksOf(source)) hashes.push(await sha256(bytes));
  return (await sha256(new TextEncoder().encode(hashes.join("\n")))).slice(0, 32);
}

async function* blocksOf(source: ByteSource): AsyncIterable<Uint8Array<ArrayBuffer>> {
  for (let start = 0; start < source.size; start += BLOCK_BYTES) {
    yield await source.slice(start, Math.min(source.size, start + BLOCK_BYTES));
  }
}

function refuseTwins({ columns, fileName }: TextTable): void {
  for (const name of columns) {
    const found = columns.filter((other) => other === name).length;
    if (found > 1) {
      throw tableError("table.column-twice", { file: fileName, option: "its first row", name, found });
    }
  }
}

/** Blocks whose table was never finished. */
async function orphans(database: Database, known: readonly KeptTable[]): Promise<StoreChange[]> {
  const ids = new Set(known.map(({ tableId }) => tableId));
  const keys = await database.keys("tables", "");
  return keys
    .filter((key) => !ids.has(key.slice(0, key.indexOf("/"))))
    .map((key) => ({ store: "tables", key }));
}

const recordKey = (tableId: string): string => `${tableId}/record`;
const blockKey = (tableId: string, block: number): string =>
  `${tableId}/blocks/${String(block).padStart(6, "0")}`;

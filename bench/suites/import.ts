import { statSync } from "node:fs";
import { join } from "node:path";
import { silentProgress } from "../../src/core/progress.ts";
import { fileTableReader } from "../../src/platform/files/table-reader.ts";
import { memoryDatabase } from "../../src/platform/memory/database.ts";
import { memoryLocks } from "../../src/platform/memory/locks.ts";
import { nodeClock } from "../../src/platform/node/clock.ts";
import { fileSource } from "../../src/platform/node/file-source.ts";
import { createDataset } from "../../src/workflows/datasets.ts";
import { importFile, inspectFile } from "../../src/workflows/import-file.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow } from "../rows.ts";
import type { BenchSuite } from "../suite.ts";

/** Reading a real till file in Node, beside pandas, in one run. */
export const importSuite: BenchSuite = {
  name: "import",
  about: "import of the 461,207-line till file in Node beside pandas.read_csv and groupby",
  needsData: true,
  run: async (context) => {
    const path = join(context.data!, "demand", "online_retail_lines.csv.gz");
    const ours = await importSeconds(path);
    const peer = JSON.parse((await runPeer(context, "pandas_import.py", [path])).stdout) as {
      seconds: number;
      pandas: string;
    };
    const name = `whole till file (${(statSync(path).size / 2 ** 20).toFixed(1)} MiB gzip)`;
    const peerName = `pandas ${peer.pandas}, read_csv + groupby`;
    return [
      benchRow("import", name, "seconds", ours.seconds, { name: peerName, value: peer.seconds }),
      benchRow("import", name, "lines a second", ours.lines / ours.seconds, {
        name: peerName,
        value: ours.lines / peer.seconds,
      }),
    ];
  },
};

/** Guess the plan and import, with duplicates, returns and the demand table, into a database in memory. */
async function importSeconds(path: string): Promise<{ seconds: number; lines: number }> {
  const tables = fileTableReader();
  const source = await fileSource(path);
  const context = {
    database: memoryDatabase(),
    locks: memoryLocks(),
    clock: nodeClock,
    progress: silentProgress,
    tables,
  };
  const { id } = await createDataset(context, "Bench");
  const start = performance.now();
  const { plan } = await inspectFile(tables, source);
  const { record } = await importFile(context, id, source, plan);
  return { seconds: (performance.now() - start) / 1000, lines: record.rows };
}

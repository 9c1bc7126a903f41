import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProcess, type ChildResult } from "../process.ts";
import type { BenchContext } from "../suite.ts";

/**
 * Run one of the peers' Python scripts in an environment of its pinned packages, made on first use in `build/bench/`.
 *
 * @param threads of each of its processes; one by default, for then its own processes use the cores
 * @throws when Python 3 or the packages cannot be had, naming the command that failed
 */
export async function runPeer(
  context: BenchContext,
  script: string,
  words: readonly string[],
  threads = 1,
): Promise<ChildResult> {
  const python = await peerPython(context);
  const variables = {
    OMP_NUM_THREADS: String(threads),
    OPENBLAS_NUM_THREADS: String(threads),
    NUMBA_NUM_THREADS: String(threads),
    POLARS_MAX_THREADS: String(threads),
    PYTHONWARNINGS: "ignore",
  };
  return await runProcess(
    python,
    [join(context.root, "bench", "peers", script), ...words],
    context.root,
    variables,
  );
}

async function peerPython({ root, log }: BenchContext): Promise<string> {
  const requirements = join(root, "bench", "peers", "requirements.txt");
  const version = createHash("sha1").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = join(root, "build", "bench", `peers-${version}`);
  const python = join(folder, "bin", "python");
  const finished = join(folder, "finished");
  if (existsSync(finished)) return python;
  log("making the peers' Python environment (once; a minute or two)");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await runProcess("python3", ["-m", "venv", folder], root);
  await runProcess(
    python,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
    root,
  );
  writeFileSync(finished, "");
  return python;
}

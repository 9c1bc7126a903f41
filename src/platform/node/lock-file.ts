import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { readFileSync } from "node:fs";

const FIRST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 200;

/**
 * Take a lock file, across processes. Its content names the holder, so that a lock whose holder died is taken over.
 *
 * @returns a function that lets go, or null when another holds it and `wait` is false
 */
export async function takeLockFile(path: string, wait: boolean): Promise<(() => Promise<void>) | null> {
  await mkdir(dirname(path), { recursive: true });
  const mine = `${path}.${process.pid}.${randomUUID()}`;
  await writeFile(mine, ownIdentity());
  try {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      if (await linked(mine, path)) return async () => await rm(path, { force: true });
      if (await clearStale(path, mine)) continue;
      if (!wait) return null;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/** Linking creates the lock with its content in one step, or fails because it is there. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Remove the lock when its holder is gone. True when it may be free now. */
async function clearStale(path: string, mine: string): Promise<boolean> {
  const holder = await readIfThere(path);
  if (holder === null) return true;
  if (isAlive(holder)) return false;
  const aside = `${mine}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) return true;
    throw error;
  }
  // Somebody may have cleared and taken it between our look and our rename: then give it back.
  if ((await readIfThere(aside)) !== holder) await linked(aside, path);
  await rm(aside, { force: true });
  return true;
}

/** Process id and start of the process: ids are used again, after a restart of a container at once. */
function ownIdentity(): string {
  return `${process.pid} ${startOf(process.pid) ?? ""} ${randomUUID()}`;
}

function isAlive(identity: string): boolean {
  const [id = "", start = ""] = identity.split(" ");
  const pid = Number(id);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isCode(error, "EPERM");
  }
  return (startOf(pid) ?? start) === start;
}

/** Start time of a process in ticks since boot, where /proc tells it. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name, in parentheses, may hold spaces; field 22 is the 20th after it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw error;
  }
}

/** Whether an error of the file system has this code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}

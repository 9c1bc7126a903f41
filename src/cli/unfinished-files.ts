import { renameSync, rmSync } from "node:fs";

/** Files that are being written and are not what they will be. */
const unfinished = new Set<string>();

/** A name beside `path` under which it is written until it is whole. */
export function unfinishedName(path: string): string {
  const name = `${path}.${process.pid}.unfinished`;
  unfinished.add(name);
  return name;
}

/** Give it its own name. */
export function finishFile(name: string, path: string): void {
  renameSync(name, path);
  unfinished.delete(name);
}

/** Leave nothing of it behind. */
export function abandonFile(name: string): void {
  rmSync(name, { force: true });
  unfinished.delete(name);
}

/** The same of all of them: the process is about to end. */
export function abandonFiles(): void {
  for (const name of unfinished) abandonFile(name);
}

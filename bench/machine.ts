import { spawnSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { findChromium } from "../scripts/chromium.mjs";

/** Where and when figures were taken. */
export interface BenchMachine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly os: string;
  readonly node: string;
  /** null where there is none. */
  readonly chromium: string | null;
  /** ISO day. */
  readonly date: string;
  /** Processes that wanted a core in the minute before the suite; this one was not among them. */
  readonly loadBefore: number;
}

/** This machine as it is now. */
export function describeMachine(): BenchMachine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGib: Number((totalmem() / 2 ** 30).toFixed(1)),
    os: `${type()} ${release()}`,
    node: process.version.slice(1),
    chromium: chromiumVersion(),
    date: new Date().toISOString().slice(0, 10),
    loadBefore: Number(loadavg()[0]!.toFixed(2)),
  };
}

function chromiumVersion(): string | null {
  const path = findChromium();
  if (path === null) return null;
  const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
  return /\d+(\.\d+)+/.exec(stdout)?.[0] ?? null;
}

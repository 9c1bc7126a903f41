import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { commands } from "../../../src/cli/commands.ts";
import { runCommandLine } from "../../../src/cli/run.ts";
import { inlineThreads } from "../../../src/platform/memory/threads.ts";
import { poolTasks } from "../../../src/workflows/pool-tasks.ts";

export interface SomaResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Run the command line in this process, so that coverage sees it. */
export async function soma(...words: string[]): Promise<SomaResult> {
  let out = "";
  let err = "";
  const code = await runCommandLine(commands, words, {
    version: "1.2.3",
    out: (text) => (out += text),
    err: (text) => (err += text),
    isTerminal: false,
    clock: { isoNow: () => "2026-01-01T00:00:00.000Z", monotonicMs: () => 0 },
    threads: inlineThreads(poolTasks),
  });
  return { code, out, err };
}

/** A folder for the files of one test file, removed at its end. */
export function scratchFolder(): {
  path(name: string): string;
  write(name: string, text: string | Uint8Array): string;
  folder(name: string): string;
} {
  const folder = mkdtempSync(join(tmpdir(), "soma-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    write: (name, content) => {
      writeFileSync(path(name), content);
      return path(name);
    },
    folder: (name) => {
      mkdirSync(path(name));
      return path(name);
    },
  };
}

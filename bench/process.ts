import { spawn } from "node:child_process";
import { join } from "node:path";

/** What a finished child process left. */
export interface ChildResult {
  readonly stdout: string;
  readonly seconds: number;
}

/** Run `soma` as a user would, in a process of its own. @throws with its last lines when it fails */
export async function runSoma(root: string, words: readonly string[]): Promise<ChildResult> {
  return await runProcess(process.execPath, [join(root, "bin", "soma.mjs"), ...words], root);
}

/** Run a program to its end. @throws with the end of its stderr when it fails */
export async function runProcess(
  program: string,
  words: readonly string[],
  folder: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<ChildResult> {
  const start = performance.now();
  const child = spawn(program, words, { cwd: folder, env: { ...process.env, ...variables } });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const code = await new Promise<number | null>((done, fail) => {
    child.on("error", fail);
    child.on("close", done);
  });
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) {
    throw new Error(
      `${program} ${words[0]} ended with ${code}: ${Buffer.concat(stderr).toString().slice(-2000)}`,
    );
  }
  return { stdout: Buffer.concat(stdout).toString(), seconds };
}

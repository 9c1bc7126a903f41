import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

const start = (...args: string[]): { readonly code: number | null; readonly stderr: string } => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/start.mjs", ...args], {
    encoding: "utf8",
  });
  return { code: status, stderr };
};

describe("npm start", () => {
  it.each(["nonsense", "-1", "65536", "80.5"])("refuses the port %s with what it expects", (port) => {
    const { code, stderr } = start(`--port=${port}`);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `--port is ${port}; expected a whole number from 0 to 65535. Usage: npm start -- --port 8080\n`,
    );
  });

  it("refuses an option it does not know, in one line", () => {
    const { code, stderr } = start("--open");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Unknown option '--open'.*Usage: npm start -- \[--port NUMBER\]\n$/);
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright";
import { chromiumFlags, findChromium } from "../scripts/chromium.mjs";
import { listen, staticServer } from "../scripts/serve.mjs";
import type { BenchContext } from "./suite.ts";

/** A page in Chromium that holds the functions of one module of `bench/pages/`. */
export interface ChromiumPage {
  /** Call a function that the module put on `globalThis.bench`; arguments and result pass through JSON. */
  call<R>(name: string, ...words: readonly unknown[]): Promise<R>;
  close(): Promise<void>;
}

/**
 * Bundle a module of `bench/pages/`, serve it isolated beside the files of the run's scratch folder, and open it.
 *
 * @param workers other modules of `bench/pages/` that it starts as workers
 * @throws when there is no Chromium
 */
export async function openChromiumPage(
  { root, scratch }: BenchContext,
  module: string,
  workers: readonly string[] = [],
): Promise<ChromiumPage> {
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      [module, ...workers].map((name) => [name, join("bench", "pages", `${name}.ts`)]),
    ),
    outdir: scratch,
    bundle: true,
    format: "esm",
    target: "es2023",
    logLevel: "error",
  });
  writeFileSync(
    join(scratch, "index.html"),
    `<!doctype html><title>bench</title><script type="module" src="${module}.js"></script>`,
  );
  return await openServedPage(scratch);
}

/**
 * Serve a folder isolated and open its index.html, which puts its functions on `globalThis.bench`.
 *
 * @throws when there is no Chromium
 */
export async function openServedPage(folder: string): Promise<ChromiumPage> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("No Chromium found: set SOMA_CHROMIUM to its path.");
  const server = staticServer(folder);
  const address = await listen(server, 0);
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  const page = await browser.newPage();
  await page.goto(`${address}/`);
  await page.waitForFunction(() => "bench" in globalThis);
  return {
    call: async (name, ...words) =>
      await page.evaluate(
        async ([name, words]) => {
          const functions = (globalThis as unknown as Record<string, Record<string, unknown>>)["bench"]!;
          return (await (functions[name] as (...words: readonly unknown[]) => unknown)(...words)) as never;
        },
        [name, words] as const,
      ),
    close: async () => {
      await browser.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

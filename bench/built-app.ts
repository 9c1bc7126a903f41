import { join } from "node:path";
import { listen, staticServer } from "../scripts/serve.mjs";
import { runProcess } from "./process.ts";
import type { BenchContext } from "./suite.ts";

/** The app built for the bench, served on the loopback address. */
export async function serveBuiltApp({
  root,
  log,
}: BenchContext): Promise<{ readonly address: string; readonly close: () => void }> {
  log("building the app");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const words = [vite, "build", "--logLevel", "warn", "--outDir", "build/bench/app", "--emptyOutDir"];
  await runProcess(process.execPath, words, root);
  const server = staticServer(join(root, "build", "bench", "app"));
  const address = await listen(server, 0);
  return {
    address,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

import { existsSync } from "node:fs";
import type { Server } from "node:http";
import { listen, staticServer } from "../../scripts/serve.mjs";

/** The built app on the loopback address, at one port for all its life, so that it can go away and come back. */
export interface AppServer {
  readonly address: string;
  /** Close every connection and stop listening: the network is gone. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Serve `dist` as `npm start` does. */
export async function serveApp(): Promise<AppServer> {
  if (!existsSync("dist/index.html")) throw new Error("There is no build: run `npm run build` first.");
  let server: Server = staticServer("dist");
  const address = await listen(server, 0);
  return {
    address,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    start: async () => {
      server = staticServer("dist");
      await listen(server, Number(new URL(address).port));
    },
  };
}

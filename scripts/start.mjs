/**
 * `npm start`: build the app where sources have changed since the last build, serve it, print the address.
 *
 *   npm start                    port 4173, or the next free one
 *   npm start -- --port 8080     this port and no other
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { listen, staticServer } from "./serve.mjs";

const DEFAULT_PORT = 4173;
const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

const port = chosenPort();
build();
const server = staticServer(dist);
const address = await listen(server, port ?? DEFAULT_PORT, port === null).catch((error) => {
  fail(
    1,
    `Port ${port ?? DEFAULT_PORT} cannot be used (${error.code}). Choose another: npm start -- --port 8080`,
  );
});
console.log(`\nSOMA Edge is ready: ${address}/\n\nPress Ctrl+C to stop.`);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}

/** The port asked for, or null. */
function chosenPort() {
  let values;
  try {
    ({ values } = parseArgs({ options: { port: { type: "string" } } }));
  } catch (error) {
    fail(2, `${error.message.split(".")[0]}. Usage: npm start -- [--port NUMBER]`);
  }
  if (values.port === undefined) return null;
  const port = Number(values.port);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  return fail(
    2,
    `--port is ${values.port}; expected a whole number from 0 to 65535. Usage: npm start -- --port 8080`,
  );
}

/** Build unless `dist` was built from exactly these sources. */
function build() {
  const stamp = join(dist, "build-stamp.txt");
  const sources = sourceHash();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return;
  console.log("Building the app, which takes some seconds.");
  const vite = join(root, "node_modules/vite/bin/vite.js");
  if (!existsSync(vite)) fail(1, "The build tools are not installed. Run `npm ci` first.");
  const { status } = spawnSync(process.execPath, [vite, "build", "--logLevel", "warn"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) fail(1, "The build failed; the lines above say why.");
  writeFileSync(stamp, sources);
}

/** Hash of everything that the build reads. */
function sourceHash() {
  const hash = createHash("sha256");
  const add = (path) =>
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  for (const folder of ["src", "workers", "public"]) {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) add(file.slice(root.length));
  }
  for (const file of [
    "index.html",
    "package-lock.json",
    "vite.config.ts",
    "tsconfig.base.json",
    "scripts/service-worker-plugin.ts",
  ]) {
    add(file);
  }
  return hash.digest("hex");
}

/** @returns {never} */
function fail(code, line) {
  console.error(line);
  process.exit(code);
}

import { existsSync } from "node:fs";
import { join } from "node:path";

/** Quiet, headless, and with a software WebGPU adapter; the last two only matter for WebGPU tests. */
export const chromiumFlags = [
  "--headless",
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
];

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Path of a Chromium: `SOMA_CHROMIUM`, else the first known name on the PATH, else null.
 *
 * @returns {string | null}
 */
export function findChromium() {
  const named = process.env["SOMA_CHROMIUM"];
  if (named) return named;
  for (const folder of (process.env["PATH"] ?? "").split(":")) {
    for (const name of NAMES) {
      const path = join(folder, name);
      if (folder !== "" && existsSync(path)) return path;
    }
  }
  return null;
}

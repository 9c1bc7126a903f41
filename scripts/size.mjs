/**
 * Checks the built JavaScript against the budgets of `size-budget.json` (gzip KB) and prints what it found.
 *
 * The first screen is what index.html loads before anything is tapped: its scripts and everything they import
 * statically. Every other script (workers, lazy chunks) has a budget by the name before its hash, or the small one for
 * the rest.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

const budgets = JSON.parse(readFileSync("size-budget.json", "utf8"));
const assets = "dist/assets";
const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
const html = readFileSync("dist/index.html", "utf8");
const firstScreen = staticClosure(
  [...html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map((m) => m[1]),
);
const rows = [row("first screen", [...firstScreen], budgets.firstScreenKb)];
for (const script of scripts) {
  if (!firstScreen.has(script))
    rows.push(row(stem(script), [script], budgets.scriptsKb[stem(script)] ?? budgets.otherChunkKb));
}
rows.push(row("service worker", ["../service.worker.js"], budgets.scriptsKb["service.worker"]));

let failed = false;
for (const { name, kb, budget } of rows.sort((a, b) => b.kb - a.kb)) {
  const verdict = kb > budget ? "OVER" : "ok";
  if (verdict !== "ok") failed = true;
  console.log(
    `${name.padEnd(28)} ${kb.toFixed(1).padStart(8)} KB of ${String(budget).padStart(5)}  ${verdict}`,
  );
}
if (failed) console.error("Make the chunk smaller, or argue for its budget in size-budget.json.");
process.exit(failed ? 1 : 0);

function row(name, files, budget) {
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(assets, file))).length, 0);
  return { name, kb: bytes / 1024, budget };
}

/** "ingest.worker-DxY1.js" -> "ingest.worker". */
function stem(file) {
  return basename(file, ".js").replace(/-[\w-]{8}$/, "");
}

function staticClosure(entries) {
  const seen = new Set();
  const queue = [...entries];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const source = readFileSync(join(assets, file), "utf8");
    for (const match of source.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) queue.push(match[1]);
  }
  return seen;
}

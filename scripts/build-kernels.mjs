/**
 * `node scripts/build-kernels.mjs [NAME…] [--check]`: compile src/math/kernels/NAME/assembly.ts (AssemblyScript) to
 * WebAssembly and write it, as base64, into module.ts beside it. Without names, every kernel. `--check` writes nothing
 * and ends with 1 where a module.ts is not what its source gives.
 *
 * A kernel imports its memory as `env.memory`. One whose folder holds a kernel.json with `{ "shared": true }` is
 * compiled twice, the second time for shared memory: such a module may hold no data segment and no start function, for
 * a second instance on the same memory would run or copy them again; the script refuses it otherwise. `"relaxed": true`
 * compiles it a second time with relaxed SIMD. `"flags"` in kernel.json are added to the compiler's.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main as compileAssembly } from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const kernels = join(root, "src/math/kernels");

// Baseline SIMD: relaxed SIMD may differ between machines, and is for kernels that find out what this one does.
const FLAGS = ["-O3", "--converge", "--noAssert", "--runtime", "stub", "--use", "abort=", "--enable", "simd"];
const MEMORY = ["--importMemory", "--initialMemory", "1", "--maximumMemory", "65536"];
const RELAXED = ["--enable", "relaxed-simd"];
const SHARED = ["--enable", "threads", "--sharedMemory"];

/** @returns {string[]} names of all kernels, sorted */
export function kernelNames() {
  return readdirSync(kernels, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(kernels, entry.name, "assembly.ts")))
    .map((entry) => entry.name)
    .sort();
}

/**
 * The text that a kernel's module.ts should have.
 *
 * @param {string} name folder of the kernel
 * @returns {Promise<string>}
 */
export async function kernelModule(name) {
  const settingsFile = join(kernels, name, "kernel.json");
  const settings = existsSync(settingsFile) ? JSON.parse(readFileSync(settingsFile, "utf8")) : {};
  const flags = settings.flags ?? [];
  const lines = [`// Made from assembly.ts by \`node scripts/build-kernels.mjs ${name}\`; do not edit.`, ""];
  lines.push(
    "/** The WebAssembly module, base64. */",
    ...constant("moduleBase64", await compile(name, flags)),
  );
  if (settings.shared === true) {
    const bytes = await compile(name, [...flags, ...SHARED]);
    refuseInitializers(name, bytes);
    lines.push("", "/** The same for shared memory, base64. */", ...constant("sharedModuleBase64", bytes));
  }
  if (settings.relaxed === true) {
    const bytes = await compile(name, [...flags, ...RELAXED]);
    lines.push("", "/** The same with relaxed SIMD, base64. */", ...constant("relaxedModuleBase64", bytes));
  }
  return `${lines.join("\n")}\n`;
}

function constant(name, bytes) {
  return [`export const ${name} =`, `  "${Buffer.from(bytes).toString("base64")}";`];
}

async function compile(name, flags) {
  const folder = mkdtempSync(join(tmpdir(), "kernel-"));
  try {
    const output = join(folder, "module.wasm");
    const source = join("src/math/kernels", name, "assembly.ts");
    const words = [source, "--baseDir", root, "--outFile", output, ...FLAGS, ...MEMORY, ...flags];
    const { error } = await compileAssembly(words, { stdout: process.stderr, stderr: process.stderr });
    if (error) throw new Error(`${source} does not compile: ${error.message}`);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Section ids of the binary format. */
const START_SECTION = 8;
const DATA_SECTION = 11;

function refuseInitializers(name, bytes) {
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at++];
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    if (id === START_SECTION || id === DATA_SECTION) {
      const found = id === START_SECTION ? "a start function" : "a data segment";
      throw new Error(`${name} holds ${found}, which every instance on the shared memory would run again.`);
    }
    at += size;
  }
}

async function main(words) {
  const check = words.includes("--check");
  const named = words.filter((word) => word !== "--check");
  let stale = 0;
  for (const name of named.length > 0 ? named : kernelNames()) {
    const path = join(kernels, name, "module.ts");
    const text = await kernelModule(name);
    const current = existsSync(path) && readFileSync(path, "utf8") === text;
    if (current) continue;
    if (check) {
      stale++;
      console.error(`src/math/kernels/${name}/module.ts is stale: node scripts/build-kernels.mjs ${name}`);
    } else {
      writeFileSync(path, text);
      console.log(`src/math/kernels/${name}/module.ts written (${text.length} characters)`);
    }
  }
  process.exitCode = stale > 0 ? 1 : 0;
}

if (argv[1] === fileURLToPath(import.meta.url)) await main(argv.slice(2));

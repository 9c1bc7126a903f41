import { readdirSync, readFileSync } from "node:fs";

/** Peak resident memory, in MiB, of the Chromium renderers that descend from this process. */
export interface RendererMemory {
  /** Largest peak of a single renderer, as the kernel keeps it (VmHWM). */
  readonly largestMib: number;
  /** Largest sum over all renderers at one moment. */
  readonly sumMib: number;
}

const SAMPLE_MS = 100;

/** Sample until the returned function is called, which gives the peaks. Linux only: elsewhere they are NaN. */
export function watchRenderers(): () => RendererMemory {
  let largest = NaN;
  let sum = NaN;
  const sample = (): void => {
    const found = renderers().map(memoryOf);
    if (found.length === 0) return;
    largest = Math.max(Number.isNaN(largest) ? 0 : largest, ...found.map(({ peak }) => peak));
    const now = found.reduce((total, { resident }) => total + resident, 0);
    sum = Math.max(Number.isNaN(sum) ? 0 : sum, now);
  };
  const timer = setInterval(sample, SAMPLE_MS);
  return () => {
    sample();
    clearInterval(timer);
    return { largestMib: largest, sumMib: sum };
  };
}

/** Processes with `--type=renderer` among the descendants of this one. */
function renderers(): string[] {
  const parents = new Map<string, string>();
  try {
    for (const id of readdirSync("/proc")) if (/^\d+$/.test(id)) parents.set(id, parentOf(id));
  } catch {
    return [];
  }
  const descends = (id: string): boolean => {
    for (let at = parents.get(id); at !== undefined && at !== "0"; at = parents.get(at)) {
      if (at === String(process.pid)) return true;
    }
    return false;
  };
  return [...parents.keys()].filter(
    (id) => readProc(id, "cmdline").includes("--type=renderer") && descends(id),
  );
}

function parentOf(id: string): string {
  // "pid (name) state ppid …", and the name may hold anything.
  return readProc(id, "stat").split(") ").at(-1)!.split(" ")[1] ?? "0";
}

function memoryOf(id: string): { peak: number; resident: number } {
  const status = readProc(id, "status");
  const mib = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) / 1024;
  return { peak: mib("VmHWM"), resident: mib("VmRSS") };
}

/** A file of a process, "" where the process has ended meanwhile. */
function readProc(id: string, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, "utf8");
  } catch {
    return "";
  }
}

import type { Progress, ProgressSink } from "../core/progress.ts";

/** Where progress is shown. */
export interface ProgressScreen {
  readonly err: (text: string) => void;
  /** stderr is a terminal: progress may rewrite its line. */
  readonly isTerminal: boolean;
  /** Milliseconds from an arbitrary start. */
  readonly now: () => number;
}

/** Progress as one line that is rewritten on a terminal, and as a few lines elsewhere. */
export interface ProgressLine {
  readonly sink: ProgressSink;
  /** Take the line away, so that what follows starts on a clean one. */
  clear(): void;
}

const REDRAW_MS = 100;
const SPARSE_MS = 10_000;

export function progressLine(line: ProgressScreen): ProgressLine {
  let shownAt = -Infinity;
  let phase = "";
  let drawn = false;
  return {
    sink: (progress) => {
      const changed = progress.phase !== phase;
      const wait = line.isTerminal ? REDRAW_MS : SPARSE_MS;
      if (!changed && line.now() - shownAt < wait) return;
      phase = progress.phase;
      shownAt = line.now();
      drawn = line.isTerminal;
      line.err(line.isTerminal ? `\r\u001b[K${sentence(progress)}` : `${sentence(progress)}\n`);
    },
    clear: () => {
      if (drawn) line.err("\r\u001b[K");
      drawn = false;
    },
  };
}

function sentence({ phase, done, total, unit, remainingMs }: Progress): string {
  const count = total === null ? `${done} ${unit}` : `${done} of ${total} ${unit}`;
  const left = remainingMs === null ? "" : `, about ${Math.max(1, Math.round(remainingMs / 1000))} s left`;
  return `${phase}: ${count}${left}`;
}

import type { Progress, ProgressSink } from "../core/progress.ts";

/** Where progress is shown. */
export interface ProgressScreen {
  readonly err: (text: string) => void;
  /** stderr is a terminal: progress may rewrite its screen. */
  readonly isTerminal: boolean;
  /** Milliseconds from an arbitrary start. */
  readonly now: () => number;
}

/** Progress as one line that is rewritten on a terminal, and as a few lines elsewhere. */
export interface ProgressLine {
  readonly sink: ProgressSink;
  /** Take the line away, so that what follows starts on a clean one. */
  readonly clear: () => void;
}

const REDRAW_MS = 100;
const SPARSE_MS = 5_000;

export function progressLine(screen: ProgressScreen): ProgressLine {
  // Where lines stay, work that is soon done needs none.
  let shownAt = screen.isTerminal ? -Infinity : screen.now();
  let phase = "";
  let drawn = false;
  return {
    sink: (progress) => {
      const wait = screen.isTerminal ? REDRAW_MS : SPARSE_MS;
      const waited = screen.now() - shownAt >= wait;
      if (!waited && !(screen.isTerminal && progress.phase !== phase)) return;
      phase = progress.phase;
      shownAt = screen.now();
      drawn = screen.isTerminal;
      screen.err(screen.isTerminal ? `\r\u001b[K${sentence(progress)}` : `${sentence(progress)}\n`);
    },
    clear: () => {
      if (drawn) screen.err("\r\u001b[K");
      drawn = false;
    },
  };
}

function sentence({ phase, done, total, unit, remainingMs }: Progress): string {
  const count = total === null ? `${done} ${unit}` : `${done} of ${total} ${unit}`;
  const left = remainingMs === null ? "" : `, about ${Math.max(1, Math.round(remainingMs / 1000))} s left`;
  return `${phase}: ${count}${left}`;
}

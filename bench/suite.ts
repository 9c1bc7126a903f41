import type { BenchRow } from "./rows.ts";

/** What a suite may use. */
export interface BenchContext {
  /** Folder of the project. */
  readonly root: string;
  /** Folder of the shared data, or null where it is absent. */
  readonly data: string | null;
  /** An empty folder of this run, removed afterwards. */
  readonly scratch: string;
  /** Time the slow peer on so many series only, and scale up; null for all of them. */
  readonly peerSample: number | null;
  readonly log: (line: string) => void;
}

/** One benchmark: a name for the command line, and rows. */
export interface BenchSuite {
  readonly name: string;
  readonly about: string;
  readonly needsData: boolean;
  readonly run: (context: BenchContext) => Promise<readonly BenchRow[]>;
}

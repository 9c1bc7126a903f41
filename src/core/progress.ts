/** One report of a running job. Sent often; a screen shows the latest. */
export interface Progress {
  /** What is being done now, as a verb in the shop's words: "Reading lines". */
  readonly phase: string;
  readonly done: number;
  /** Amount of work in the phase, or null while unknown. */
  readonly total: number | null;
  /** What `done` and `total` count: "lines", "titles", "bytes". */
  readonly unit: string;
  /** Estimated time left in the whole job, or null while unknown. */
  readonly remainingMs: number | null;
}

export type ProgressSink = (progress: Progress) => void;

export const silentProgress: ProgressSink = () => {};

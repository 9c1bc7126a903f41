export type Preset = "fast" | "balanced" | "best";

export interface TrainRequest {
  readonly datasetId: string;
  readonly preset: Preset;
  /** Days ahead, a multiple of 7. Default 28. */
  readonly horizonDays?: number;
}

export interface TrainReport {
  readonly version: string;
  readonly titles: number;
  /** Titles too short or too rarely sold for a backtest: forecast by their mean, marked low confidence. */
  readonly lowConfidence: number;
  readonly durationMs: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Model id (or "median") -> titles that it won. */
  readonly winners: Readonly<Record<string, number>>;
}

/** An interrupted training whose finished parts are kept. */
export interface PendingTraining {
  readonly request: TrainRequest;
  readonly done: number;
  readonly total: number;
}

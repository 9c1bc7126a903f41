import type { NetHost } from "../../core/net-device.ts";
import type { MetricSink } from "../../core/ports.ts";
import type { ProgressSink } from "../../core/progress.ts";
import type { FitCounter } from "./fit-counter.ts";
import type { Once } from "./once.ts";

/** What a training of a table may use besides its data. */
export interface TableTrainingContext {
  readonly progress?: ProgressSink | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where nets are trained; by default on the processor. */
  readonly nets?: NetHost | undefined;
  /** What the training took so far, that of kept work counted. Default 0: unknown. */
  readonly spentMs?: (() => number) | undefined;
  /** After so long nothing more is tried. Default Infinity. */
  readonly timeLimitMs?: number | undefined;
  /** Keeps what is finished; by default nothing is kept. */
  readonly once?: Once | undefined;
  /** Told what the fit of the chosen method measures as it goes. */
  readonly metrics?: MetricSink | undefined;
  /** Told what was judged, and the loss. */
  readonly onJudged?: ((what: string, loss: number) => void) | undefined;
}

/** What a choice between methods is made with. */
export interface ChoiceControl {
  readonly counter: FitCounter;
  readonly spentMs: () => number;
  readonly timeLimitMs: number;
  readonly signal: AbortSignal | undefined;
  readonly onJudged: (what: string, loss: number) => void;
}

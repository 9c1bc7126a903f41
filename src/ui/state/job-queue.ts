import { createMemo, createSignal, type Accessor } from "solid-js";
import { asAppError, type AppError } from "../../core/errors.ts";
import type { Progress } from "../../core/progress.ts";
import { count } from "../format/numbers.ts";
import type { OpenWorker } from "./services.ts";

/** One long job, alive above the router: it goes on while the reader walks between screens. */
export interface Job<Result> {
  readonly what: string;
  readonly datasetId: string | null;
  /** "waiting": another one that takes the whole processor is before it; its progress says which. */
  readonly status: "waiting" | "running" | "done" | "failed" | "cancelled";
  readonly progress: Progress | null;
  readonly result: Result | null;
  readonly error: AppError | null;
}

/** A place for one job at a time. */
export interface JobSlot<Result> {
  readonly job: Accessor<Job<Result> | null>;
  /** It runs, or waits for its turn. */
  readonly running: Accessor<boolean>;
  cancel(): void;
  /** Forget a finished job: its report has been read. */
  dismiss(): void;
  /** Add a line to the log of the job that runs. */
  note(text: string): void;
}

export interface StartableSlot<Result> extends JobSlot<Result> {
  /** Run in its own worker; null when it failed or was cancelled (the slot then says so). */
  start<Api>(
    what: string,
    datasetId: string | null,
    open: () => OpenWorker<Api>,
    work: (api: Api, onProgress: (progress: Progress) => void) => Promise<Result>,
  ): Promise<Result | null>;
}

/** What a slot's jobs are like. */
export interface JobPlace {
  /** A word for the header: "Forecasting". */
  readonly short: string;
  /** The screen with their result. */
  readonly href: string;
  /** It takes the whole processor: two such do not run at once. */
  readonly heavy: boolean;
}

export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
}

/** A job of any slot, as the list of all of them shows it. */
export interface QueuedJob extends JobPlace {
  readonly id: number;
  readonly what: string;
  readonly state: Accessor<JobState>;
  cancel(): void;
}

export interface JobState extends Pick<Job<unknown>, "status" | "progress" | "error"> {
  /** Milliseconds since 1970; null while it waits. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** When the phase of its progress began. */
  readonly phaseAt: number | null;
  readonly lines: readonly LogLine[];
}

export interface JobQueue {
  /** Newest first; of finished ones the last of each kind. */
  readonly jobs: Accessor<readonly QueuedJob[]>;
  /** Those that run or wait, in the order they began. */
  readonly active: Accessor<readonly QueuedJob[]>;
  slot<Result>(place: JobPlace): StartableSlot<Result>;
  /** Forget the finished ones. */
  clear(): void;
}

const MOST_LINES = 200;

export const isActive = ({ status }: Pick<Job<unknown>, "status">): boolean =>
  status === "running" || status === "waiting";

/** How much longer a job takes: as it says, else as the pace of its phase lets expect; null while unknown. */
export function remainingMs({ progress, phaseAt }: JobState, now: number): number | null {
  if (progress === null || progress.remainingMs !== null) return progress?.remainingMs ?? null;
  const { done, total } = progress;
  if (total === null || phaseAt === null || done <= 0 || total <= done) return null;
  return ((now - phaseAt) * (total - done)) / done;
}

/** All long jobs of the app. A heavy one waits until the heavy ones before it have ended. */
export function createJobQueue(now: () => number = () => Date.now()): JobQueue {
  const [jobs, setJobs] = createSignal<readonly QueuedJob[]>([]);
  const active = createMemo(() =>
    jobs()
      .filter(({ state }) => isActive(state()))
      .reverse(),
  );
  /** Heavy jobs that run or wait, in order, each with the way to tell it that the line moved. */
  const line: { readonly what: string; moved: () => void }[] = [];
  let nextId = 1;

  const slot = <Result>(place: JobPlace): StartableSlot<Result> => {
    const [job, setJob] = createSignal<Job<Result> | null>(null);
    const running = createMemo(() => {
      const current = job();
      return current !== null && isActive(current);
    });
    let turn = 0;
    let stop: (() => void) | null = null;
    let change: (part: Partial<JobState>) => void = () => {};
    let log: (text: string) => void = () => {};

    const settle = (
      status: "done" | "failed" | "cancelled",
      result: Result | null,
      error: AppError | null,
    ): void => {
      setJob((old) => (old === null ? null : { ...old, status, result, error }));
      log(status === "failed" && error !== null ? `${error.message} ${error.remedy}` : ENDINGS[status]);
      change({ status, error, endedAt: now() });
    };

    const enlist = (what: string): void => {
      const [state, setState] = createSignal<JobState>({
        status: "waiting",
        progress: null,
        error: null,
        startedAt: null,
        endedAt: null,
        phaseAt: null,
        lines: [],
      });
      change = (part) => setState((old) => ({ ...old, ...part }));
      log = (text) => change({ lines: [...state().lines.slice(1 - MOST_LINES), { at: now(), text }] });
      const entry: QueuedJob = { ...place, id: nextId++, what, state, cancel };
      setJobs((old) => [entry, ...old.filter((known) => isActive(known.state()) || known.what !== what)]);
    };

    const onProgress = (progress: Progress): void => {
      const before = job()?.progress?.phase;
      setJob((old) => (old === null ? null : { ...old, progress }));
      if (progress.phase === before) {
        change({ progress });
        return;
      }
      const { phase, total, unit } = progress;
      log(total === null ? phase : `${phase}: ${count(total)} ${unit}`);
      change({ progress, phaseAt: now() });
    };

    /** Wait until no heavy job is before this one. @returns the way out of the line */
    const standInLine = async (what: string, isEnded: () => boolean): Promise<() => void> => {
      const place = { what, moved: () => {} };
      line.push(place);
      const leave = (): void => {
        line.splice(line.indexOf(place), 1);
        for (const other of line) other.moved();
      };
      while (line[0] !== place && !isEnded()) {
        onProgress({
          phase: `Waits until this is done: ${line[0]!.what}`,
          done: 0,
          total: null,
          unit: "",
          remainingMs: null,
        });
        await new Promise<void>((resolve) => {
          place.moved = resolve;
        });
      }
      return leave;
    };

    function cancel(): void {
      if (!running()) return;
      turn++;
      stop?.();
      settle("cancelled", null, null);
      for (const waiting of line) waiting.moved();
    }

    return {
      job,
      running,
      cancel,
      dismiss() {
        if (!running()) setJob(null);
      },
      note: (text) => log(text),
      async start(what, datasetId, open, work) {
        const mine = ++turn;
        const isMine = (): boolean => mine === turn;
        stop = null;
        setJob({ what, datasetId, status: "waiting", progress: null, result: null, error: null });
        enlist(what);
        const leave = place.heavy ? await standInLine(what, () => !isMine()) : null;
        let worker: ReturnType<typeof open> | null = null;
        try {
          if (!isMine()) return null;
          setJob((old) => (old === null ? null : { ...old, status: "running", progress: null }));
          change({ status: "running", progress: null, startedAt: now() });
          log("Started");
          worker = open();
          const ended = new Promise<null>((resolve) => {
            stop = () => {
              worker?.end();
              resolve(null);
            };
          });
          const done = work(worker.api, (progress) => {
            if (isMine()) onProgress(progress);
          });
          const result = await Promise.race([done, ended]);
          if (!isMine() || result === null) return null;
          settle("done", result, null);
          return result;
        } catch (thrown) {
          if (isMine()) {
            const error = asAppError(thrown);
            settle(error.kind === "aborted" ? "cancelled" : "failed", null, error);
          }
          return null;
        } finally {
          leave?.();
          if (isMine()) worker?.end();
        }
      },
    };
  };

  return { jobs, active, slot, clear: () => setJobs(active().toReversed()) };
}

const ENDINGS = { done: "Done", failed: "Failed", cancelled: "Cancelled" } as const;

import { proxy, wrap, type Remote } from "comlink";
import { AppError, asAppError, coreError } from "../core/errors.ts";
import { trackJob } from "../platform/browser/running-jobs.ts";
import { unsealed, type Envelope } from "./envelope.ts";
import { bridgeError } from "./errors.ts";

/** The part of a Worker that a connection uses. */
type ConnectedWorker = Pick<Worker, "postMessage" | "addEventListener" | "removeEventListener" | "terminate">;

interface ConnectOptions {
  /** How errors name the worker: "import". */
  readonly name: string;
  /** End the worker after so long without a call; the next call starts another. Default: never. */
  readonly idleMs?: number;
}

/** A worker seen through its methods. */
export interface Connection<Api> {
  readonly api: Api;
  /** End the worker now: this is how a job is cancelled. Pending calls reject with `core.aborted`. */
  terminate(): void;
  /** The same, and start a new worker at once instead of with the next call. */
  restart(): void;
}

type ExposedMethods = Record<string, (...args: unknown[]) => Promise<Envelope<unknown>>>;

interface Session {
  readonly worker: ConnectedWorker;
  readonly remote: Remote<ExposedMethods>;
  /** Rejects each pending call. */
  readonly pending: Map<symbol, { readonly method: string; readonly reject: (error: AppError) => void }>;
}

/**
 * Call a worker's `exposeApi` methods as if they were here. The worker starts with the first call, and again after
 * it was ended or has crashed.
 *
 * A method throws the AppError that was thrown in the worker; `worker.failed-to-start` or `worker.crashed` when the
 * worker is gone; `core.aborted` when it was ended. A call with a callback among its arguments counts as a job:
 * while one runs, the app is not updated.
 */
export function connect<Api extends object>(
  createWorker: () => ConnectedWorker,
  options: ConnectOptions,
): Connection<Api> {
  let session: Session | null = null;
  let idleTimer: ReturnType<typeof setTimeout> | undefined;

  const start = (): Session => {
    const worker = createWorker();
    const opened: Session = {
      worker,
      remote: wrap<ExposedMethods>(worker),
      pending: new Map(),
    };
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      // A script that cannot be loaded has no message; an error that nobody caught has one.
      const loaded = "message" in event && event.message !== "";
      const reason = loaded ? event.message : "its script could not be loaded";
      const code = loaded ? "worker.crashed" : "worker.failed-to-start";
      end(opened, () => bridgeError(code, { worker: options.name, reason }));
    });
    worker.addEventListener("messageerror", () => {
      end(opened, () =>
        bridgeError("worker.crashed", { worker: options.name, reason: "a message could not be read" }),
      );
    });
    session = opened;
    return opened;
  };

  const end = (ended: Session, why: (method: string) => AppError): void => {
    clearTimeout(idleTimer);
    if (session === ended) session = null;
    ended.worker.terminate();
    for (const { method, reject } of ended.pending.values()) reject(why(method));
    ended.pending.clear();
  };

  const terminate = (): void => {
    if (session) end(session, () => coreError("core.aborted", { what: `The ${options.name}` }));
  };

  const restIfIdle = (used: Session): void => {
    if (options.idleMs === undefined || used !== session || used.pending.size > 0) return;
    idleTimer = setTimeout(terminate, options.idleMs);
  };

  const call = async (method: string, args: readonly unknown[]): Promise<unknown> => {
    clearTimeout(idleTimer);
    let used: Session;
    try {
      used = session ?? start();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw bridgeError("worker.failed-to-start", { worker: options.name, reason }, { cause });
    }
    const id = Symbol(method);
    const ended = new Promise<never>((_, reject) => used.pending.set(id, { method, reject }));
    try {
      const crossing = args.map((arg) => (typeof arg === "function" ? proxy(arg) : arg));
      const remoteMethod = used.remote[method] as unknown as ExposedMethods[string];
      const envelope = await Promise.race([remoteMethod(...crossing).catch(rethrow), ended]);
      return unsealed(envelope);
    } finally {
      used.pending.delete(id);
      restIfIdle(used);
    }
  };

  const api = new Proxy({} as Api, {
    get: (_, method) => {
      // Not a promise, and no symbols: awaiting or printing the connection must not call the worker.
      if (typeof method !== "string" || method === "then") return undefined;
      return (...args: unknown[]): Promise<unknown> => {
        const result = call(method, args);
        return args.some((arg) => typeof arg === "function") ? trackJob(result) : result;
      };
    },
  });

  return {
    api,
    terminate,
    restart: () => {
      terminate();
      start();
    },
  };
}

/** Comlink's own failures: a method that is not there, arguments that cannot be cloned. */
function rethrow(thrown: unknown): never {
  throw asAppError(thrown);
}

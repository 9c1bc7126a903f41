import { expose, releaseProxy, transfer, type Endpoint, type Remote } from "comlink";
import { sealed } from "./envelope.ts";
import { throttle } from "./throttle.ts";

/** 20 progress reports a second are more than an eye can follow. */
const PROGRESS_INTERVAL_MS = 50;

/** The buffers in a method's result that may be moved instead of copied; the worker must not use them again. */
export type TransferLists<Api> = {
  readonly [M in keyof Api]?: Api[M] extends (...args: never) => Promise<infer R>
    ? (result: R) => Transferable[]
    : never;
};

type Callback = (value: unknown) => void;
type Method = (...args: unknown[]) => unknown;

/**
 * Offer the methods of `api` to the page that started this worker.
 *
 * Errors cross in an envelope. Callbacks among the arguments are called at most 20 times a second, the last call
 * always arriving before the method's result.
 *
 * @param transfers for each method, the buffers of its result that are transferred
 */
export function exposeApi<Api extends object>(
  api: Api,
  transfers: TransferLists<Api> = {},
  endpoint: Endpoint = globalThis as unknown as Endpoint,
): void {
  const lists = transfers as Readonly<Record<string, ((result: unknown) => Transferable[]) | undefined>>;
  const exposed = Object.entries(api as Readonly<Record<string, Method>>).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      const callbacks: { readonly finish: () => Promise<void> }[] = [];
      const local = args.map((arg) => {
        if (typeof arg !== "function") return arg;
        const callback = localCallback(arg as Remote<Callback>);
        callbacks.push(callback);
        return callback.call;
      });
      const envelope = await sealed(() => method.apply(api, local));
      for (const { finish } of callbacks) await finish();
      const list = lists[name];
      return envelope.ok && list ? transfer(envelope, list(envelope.value)) : envelope;
    },
  ]);
  expose(Object.fromEntries(exposed), endpoint);
}

function localCallback(remote: Remote<Callback>): {
  readonly call: Callback;
  readonly finish: () => Promise<void>;
} {
  const { push, flush } = throttle(
    async (value: unknown) => await remote(value),
    PROGRESS_INTERVAL_MS,
    () => performance.now(),
  );
  return {
    call: push,
    finish: async () => {
      await flush();
      remote[releaseProxy]();
    },
  };
}

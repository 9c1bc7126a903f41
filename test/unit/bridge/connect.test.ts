import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, type Connection } from "../../../src/bridge/connect.ts";
import { exposeApi, type TransferLists } from "../../../src/bridge/expose.ts";
import { AppError, coreError } from "../../../src/core/errors.ts";

interface TestApi {
  add(a: number, b: number): Promise<number>;
  fail(): Promise<never>;
  failPlainly(): Promise<never>;
  hang(): Promise<void>;
  count(to: number, onProgress: (n: number) => void): Promise<string>;
  numbers(): Promise<{ values: Float64Array; label: string }>;
  unserializable(): Promise<unknown>;
}

let kept: Float64Array;
const api: TestApi = {
  add: async (a, b) => a + b,
  fail: async () => {
    const root = new RangeError("root");
    throw coreError(
      "core.unexpected",
      { message: "typed" },
      { cause: new TypeError("middle", { cause: root }) },
    );
  },
  failPlainly: () => {
    throw new SyntaxError("plain");
  },
  hang: () => new Promise(() => {}),
  count: async (to, onProgress) => {
    for (let n = 1; n <= to; n++) onProgress(n);
    return "done";
  },
  numbers: async () => {
    kept = Float64Array.of(1, 2);
    return { values: kept, label: "x" };
  },
  unserializable: async () => () => {},
};

/** A worker of which only the messages are real: a message channel with the exposed methods at the other end. */
class ChannelWorker extends EventTarget {
  terminated = false;
  readonly #port: MessagePort;
  readonly #inner: MessagePort;
  constructor(transfers: TransferLists<TestApi>) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#inner = port2;
    exposeApi(api, transfers, port2);
    port2.start();
    port1.addEventListener("message", (event) => {
      this.dispatchEvent(new MessageEvent("message", { data: event.data as unknown }));
    });
    port1.start();
  }
  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }
  terminate(): void {
    this.terminated = true;
    this.#port.close();
    this.#inner.close();
  }
}

let workers: ChannelWorker[];
let connection: Connection<TestApi>;
const open = (options: { idleMs?: number; transfers?: TransferLists<TestApi> } = {}): Connection<TestApi> =>
  connect<TestApi>(
    () => {
      const worker = new ChannelWorker(options.transfers ?? {});
      workers.push(worker);
      return worker as unknown as Worker;
    },
    { name: "test", ...(options.idleMs === undefined ? {} : { idleMs: options.idleMs }) },
  );
const failure = async (call: Promise<unknown>): Promise<AppError> => {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
};
const errorEvent = (message?: string): Event =>
  Object.assign(new Event("error", { cancelable: true }), message === undefined ? {} : { message });

beforeEach(() => {
  workers = [];
  connection = open();
});
afterEach(() => connection.terminate());

describe("connect and exposeApi", () => {
  it("starts the worker with the first call and keeps it for the next", async () => {
    expect(workers).toHaveLength(0);
    expect(await connection.api.add(1, 2)).toBe(3);
    expect(await connection.api.add(3, 4)).toBe(7);
    expect(workers).toHaveLength(1);
  });

  it("restores a typed error with its code, details, remedy and the text of all its causes", async () => {
    const error = await failure(connection.api.fail());
    expect(error).toMatchObject({
      kind: "model",
      code: "core.unexpected",
      message: "Unexpected error: typed",
      details: { message: "typed" },
    });
    expect(error.remedy).toContain("Reload the page");
    expect((error.cause as Error).message).toBe("TypeError: middle");
    expect(((error.cause as Error).cause as Error).message).toBe("RangeError: root");
    expect(error.stack).toContain("connect.test.ts");
  });

  it("turns a plain error into core.unexpected with that error as its cause", async () => {
    const error = await failure(connection.api.failPlainly());
    expect(error.code).toBe("core.unexpected");
    expect((error.cause as Error).message).toBe("SyntaxError: plain");
  });

  it("rejects as AppError what cannot cross, in either direction, and a method that is not there", async () => {
    await failure(connection.api.add(Symbol("no") as unknown as number, 1));
    await failure(connection.api.unserializable());
    const missing = connection.api as unknown as { missing(): Promise<void> };
    await failure(missing.missing());
    expect(await connection.api.add(1, 1)).toBe(2);
  });

  it("is no promise: awaiting it calls nothing", async () => {
    expect(await Promise.resolve(connection.api)).toBe(connection.api);
    expect(workers).toHaveLength(0);
  });

  it("throttles a callback and always delivers its last call before the result", async () => {
    const seen: number[] = [];
    const result = await connection.api.count(5000, (n) => seen.push(n));
    expect(result).toBe("done");
    expect(seen[0]).toBe(1);
    expect(seen.at(-1)).toBe(5000);
    expect(seen.length).toBeLessThan(20);
  });

  it("does not fail a job whose callback fails", async () => {
    const result = connection.api.count(3, () => {
      throw new Error("screen is gone");
    });
    expect(await result).toBe("done");
  });

  it("copies results, and transfers the buffers that are listed", async () => {
    expect(await connection.api.numbers()).toEqual({ values: Float64Array.of(1, 2), label: "x" });
    expect(kept.length).toBe(2);
    const moving = open({ transfers: { numbers: ({ values }) => [values.buffer] } });
    expect(await moving.api.numbers()).toEqual({ values: Float64Array.of(1, 2), label: "x" });
    expect(kept.length).toBe(0);
    moving.terminate();
  });
});

describe("the life of a connected worker", () => {
  it("rejects pending calls with core.aborted when terminated, and starts anew with the next call", async () => {
    const pending = [connection.api.hang(), connection.api.hang()];
    connection.terminate();
    for (const call of pending)
      expect(await failure(call)).toMatchObject({ code: "core.aborted", kind: "aborted" });
    expect(workers[0]!.terminated).toBe(true);
    expect(await connection.api.add(1, 1)).toBe(2);
    expect(workers).toHaveLength(2);
  });

  it("restarts at once when told to", async () => {
    const pending = failure(connection.api.hang());
    connection.restart();
    expect((await pending).code).toBe("core.aborted");
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(await connection.api.add(2, 2)).toBe(4);
    expect(workers).toHaveLength(2);
  });

  it("rejects pending calls with worker.crashed and the reason when the worker crashes", async () => {
    const pending = connection.api.hang();
    workers[0]!.dispatchEvent(errorEvent("RangeError: out of memory"));
    const error = await failure(pending);
    expect(error.code).toBe("worker.crashed");
    expect(error.details).toEqual({ worker: "test", reason: "RangeError: out of memory" });
    expect(workers[0]!.terminated).toBe(true);
    expect(await connection.api.add(1, 1)).toBe(2);
  });

  it("says worker.failed-to-start when the script cannot be loaded or the worker cannot be made", async () => {
    const pending = connection.api.hang();
    workers[0]!.dispatchEvent(errorEvent());
    expect((await failure(pending)).code).toBe("worker.failed-to-start");
    const unmakeable = connect<TestApi>(
      () => {
        throw new Error("blocked by policy");
      },
      { name: "test" },
    );
    const error = await failure(unmakeable.api.add(1, 1));
    expect(error).toMatchObject({ code: "worker.failed-to-start", details: { reason: "blocked by policy" } });
  });

  it("says worker.crashed when a message cannot be read", async () => {
    const pending = connection.api.hang();
    workers[0]!.dispatchEvent(new Event("messageerror"));
    expect((await failure(pending)).code).toBe("worker.crashed");
  });

  it("leaves the new worker alone when the old one reports an error late", async () => {
    await connection.api.add(1, 1);
    connection.restart();
    const pending = connection.api.add(2, 3);
    workers[0]!.dispatchEvent(errorEvent("late"));
    expect(await pending).toBe(5);
    expect(workers[1]!.terminated).toBe(false);
  });

  it("ends an idle worker, but never one that works", async () => {
    const idle = open({ idleMs: 20 });
    const pending = idle.api.hang();
    expect(await idle.api.add(1, 1)).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(workers[0]!.terminated).toBe(false);
    idle.terminate();
    await failure(pending);

    expect(await idle.api.add(1, 2)).toBe(3);
    await vi.waitFor(() => expect(workers[1]!.terminated).toBe(true));
    expect(await idle.api.add(1, 3)).toBe(4);
    idle.terminate();
  });
});

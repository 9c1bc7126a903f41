import { exposeApi } from "../../../src/bridge/expose.ts";

exposeApi({
  ping: async () => "pong",
  spin: async () => {
    // A busy loop hears no message: only ending the worker stops it.
    for (;;);
  },
  crash: () => {
    setTimeout(() => {
      throw new RangeError("fault in the worker");
    });
    return new Promise(() => {});
  },
  report: async (onProgress: (n: number) => void) => {
    const end = performance.now() + 400;
    let n = 0;
    while (performance.now() < end) onProgress(++n);
    return n;
  },
});

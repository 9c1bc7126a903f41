import { connect } from "../../src/bridge/connect.ts";
import type { GenerateApi } from "../../src/bridge/api.ts";

const { api } = connect<GenerateApi>(() => new Worker("/generate.worker.js", { type: "module" }), {
  name: "language model",
});

/** A text, with milliseconds to the first piece and to the end. */
async function generate(prompt: string): Promise<{ text: string; firstMs: number; allMs: number }> {
  const start = performance.now();
  let firstMs = NaN;
  const text = await api.generate(
    prompt,
    () => (firstMs = Number.isNaN(firstMs) ? performance.now() - start : firstMs),
  );
  return { text, firstMs, allMs: performance.now() - start };
}

/** Stop after the first piece: what it says, and after how many milliseconds it had stopped. */
async function stop(prompt: string): Promise<{ code: string; stoppedMs: number }> {
  let stopped = NaN;
  try {
    await api.generate(prompt, () => {
      if (!Number.isNaN(stopped)) return;
      stopped = performance.now();
      void api.stop();
    });
    return { code: "finished", stoppedMs: NaN };
  } catch (thrown) {
    return { code: (thrown as { code: string }).code, stoppedMs: performance.now() - stopped };
  }
}

(globalThis as unknown as Record<string, unknown>)["bench"] = { generate, stop };

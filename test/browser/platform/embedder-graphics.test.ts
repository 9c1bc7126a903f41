import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TextEmbedder } from "../../../src/core/ports.ts";
import { browserEmbedder } from "../../../src/platform/browser/embedder.ts";

const createWorker = (): Worker =>
  new Worker(new URL("./embed-fixture.worker.ts", import.meta.url), { type: "module" });

const TEXTS = ["A whale.", "The lamp in the tower.", "Tax law for bakeries.", "Zoë's Café — naïveté"];

describe("browserEmbedder with a graphics processor (simulated)", () => {
  let plain: TextEmbedder;
  let graphics: TextEmbedder;
  beforeAll(async () => {
    plain = await browserEmbedder(createWorker, { threads: 1, graphics: "if-faster" });
    graphics = await browserEmbedder(createWorker, { threads: 1, graphics: "if-right" });
  }, 240_000);
  afterAll(async () => {
    await plain.dispose();
    await graphics.dispose();
  });

  it("takes WebAssembly where the processor is only simulated, and says so", () => {
    expect(plain.info.backend).toBe("wasm");
    expect(plain.info.reason).toMatch(/in software/);
  });

  it("agrees on WebGPU, in a worker, with WebAssembly on the same weights", async () => {
    expect(graphics.info).toMatchObject({ backend: "webgpu", sha256: plain.info.sha256 });
    const [a, b] = [await graphics.embed(TEXTS), await plain.embed(TEXTS)];
    expect([...a.tokenSpans]).toEqual([...b.tokenSpans]);
    for (let text = 0; text < TEXTS.length; text++) {
      const row = (of: typeof a): Float32Array =>
        of.vectors.subarray(text * of.dimension, (text + 1) * of.dimension);
      const cosine = row(a).reduce((sum, value, d) => sum + value * row(b)[d]!, 0);
      // Rounding to 8 bits on one side only: see engine-probe.ts.
      expect(cosine).toBeGreaterThan(0.98);
    }
  }, 120_000);

  it("does again as WebAssembly what a lost device owes, and loses nothing", async () => {
    const expected = await plain.embed(TEXTS);
    const channel = new BroadcastChannel("graphics-device");
    const lost = new Promise((done) =>
      channel.addEventListener("message", ({ data }) => data === "lost" && done(data)),
    );
    const inFlight = graphics.embed(TEXTS);
    channel.postMessage("lose");
    await lost;
    // What was on the way may have arrived in time; what comes now cannot.
    expect((await inFlight).vectors).toHaveLength(TEXTS.length * 384);
    const { vectors } = await graphics.embed(TEXTS);
    expect(graphics.info.backend).toBe("wasm");
    expect(graphics.info.reason).toMatch(/graphics processor was lost/);
    for (let i = 0; i < vectors.length; i++) expect(vectors[i]).toBeCloseTo(expected.vectors[i]!, 5);
  }, 120_000);
});

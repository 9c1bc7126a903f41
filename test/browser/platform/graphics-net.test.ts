import { describe, expect, it } from "vitest";
import { graphicsNetDevice } from "../../../src/platform/browser/graphics-net.ts";
import { CHECKPOINT_STEPS } from "../../../src/math/neural-net/train-net.ts";
import { browserNetDevice, netDeviceText } from "../../../src/platform/browser/net-device.ts";
import { netDeviceContract } from "../../contract/net-device.contract.ts";
import { smallNet } from "../../fixtures/plain-net.ts";
import type { NetReply, NetRequest } from "./net-fixture.worker.ts";

async function inWorker(request: NetRequest): Promise<NetReply> {
  const worker = new Worker(new URL("./net-fixture.worker.ts", import.meta.url), { type: "module" });
  try {
    const reply = await new Promise<NetReply | string>((done, fail) => {
      worker.addEventListener("message", ({ data }: MessageEvent<NetReply | string>) => done(data));
      worker.addEventListener("error", ({ message }) => fail(new Error(message)));
      worker.postMessage(request);
    });
    if (typeof reply === "string") throw new Error(reply);
    return reply;
  } finally {
    worker.terminate();
  }
}

/** Of float32 sums in another order, each of 15 steps building on the last. */
const LOSS_TOLERANCE = 1e-4;

/** Of the fixture: five epochs of three. */
const STEPS = 15;

netDeviceContract("WebGPU (simulated)", () => Promise.resolve(graphicsNetDevice));

it("takes WebAssembly where the graphics processor is only simulated, and says so", async () => {
  expect(await netDeviceText()).toBe(
    "Neural net computes on: WebAssembly. WebGPU is computed in software here, slower than WebAssembly.",
  );
  const { problem, from } = smallNet("squared", "chosen");
  expect((await browserNetDevice().open(problem, from)).device).toBe("WebAssembly");
});

describe("a net trained in a worker on a graphics processor (simulated)", { timeout: 120_000 }, () => {
  it("has the processor's losses, and says where it computes", async () => {
    const [processor, graphics] = [
      await inWorker({ graphics: false, destroyAfter: [] }),
      await inWorker({ graphics: true, destroyAfter: [] }),
    ];
    expect(processor.device).toBe("WebAssembly");
    expect(graphics.device).toMatch(/^WebGPU/);
    expect(graphics.phases).toEqual([`Training on ${graphics.device}`]);
    expect(graphics.handed).toBe(STEPS);
    expectSameLosses(graphics, processor);
  });

  it("loses no more than the steps since the last checkpoint where the device is destroyed", async () => {
    const processor = await inWorker({ graphics: false, destroyAfter: [] });
    const once = await inWorker({ graphics: true, destroyAfter: [2] });
    expect(once.device).toMatch(/^WebGPU/);
    // Two epochs of three steps were done, and every epoch ends in a checkpoint.
    expect(once.phases).toEqual([
      `Training on ${once.device}`,
      expect.stringContaining(`Training on ${once.device}, again from step 6: ${once.device} can no longer`),
    ]);
    expect(once.handed - STEPS).toBeGreaterThan(0);
    expect(once.handed - STEPS).toBeLessThanOrEqual(CHECKPOINT_STEPS);
    expectSameLosses(once, processor);

    const twice = await inWorker({ graphics: true, destroyAfter: [2, 3] });
    expect(twice.device).toBe("WebAssembly");
    expect(twice.phases.at(-1)).toMatch(
      /^Training on WebAssembly, again from step 9: WebGPU.* can no longer/,
    );
    expectSameLosses(twice, processor);
  });
});

function expectSameLosses(found: NetReply, expected: NetReply): void {
  expect(found.losses).toHaveLength(expected.losses.length);
  found.losses.forEach(({ train, held }, epoch) => {
    expect(Math.abs(train - expected.losses[epoch]!.train)).toBeLessThan(LOSS_TOLERANCE);
    expect(Math.abs(held - expected.losses[epoch]!.held)).toBeLessThan(LOSS_TOLERANCE);
  });
}

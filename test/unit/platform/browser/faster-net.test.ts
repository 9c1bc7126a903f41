import { describe, expect, it } from "vitest";
import type { NetDevice } from "../../../../src/core/net-device.ts";
import { kernelNetDevice } from "../../../../src/math/neural-net/kernel-device.ts";
import { fasterNetDevice } from "../../../../src/platform/browser/faster-net.ts";
import { browserError } from "../../../../src/platform/browser/errors.ts";
import { smallNet } from "../../../fixtures/plain-net.ts";

const { problem, from, steps } = smallNet("squared", "faster");

let now = 0;
/** The processor, that takes so long a step by its own watch. */
function slowed(device: string, ms: number): { readonly device: NetDevice; readonly opened: () => number } {
  let opened = 0;
  return {
    opened: () => opened,
    device: {
      open: async (given, checkpoint) => {
        opened++;
        const session = await kernelNetDevice.open(given, checkpoint);
        return {
          ...session,
          device,
          train: (all) => {
            now += ms * all.length;
            return session.train(all);
          },
        };
      },
    },
  };
}

describe("the faster of two devices", () => {
  for (const [ms, expected] of [
    [1, "first"],
    [3, "second"],
  ] as const) {
    it(`is the ${expected} where a step takes the first ${ms} ms and the second 2, tried once a shape`, async () => {
      const [first, second] = [slowed("first", ms), slowed("second", 2)];
      const faster = fasterNetDevice(first.device, second.device, () => now);
      const session = await faster.open(problem, from);
      expect(session.device).toBe(expected);
      // What was tried has not moved the net.
      const plain = await kernelNetDevice.open(problem, from);
      expect(await session.train(steps)).toEqual(await plain.train(steps));
      await faster.open(problem, from);
      expect(first.opened() + second.opened()).toBe(2 + 2);
      await faster.open({ ...problem, batchSize: 3 }, from);
      expect(first.opened() + second.opened()).toBe(4 + 3);
    });
  }

  it("is the one that can be had, and other faults are not hidden", async () => {
    const broken = (fault: Error): NetDevice => ({ open: () => Promise.reject(fault) });
    const lost = browserError("graphics.lost", { device: "WebGPU", reason: "it fell out" });
    const second = slowed("second", 2).device;
    const session = await fasterNetDevice(broken(lost), second, () => now).open(problem, from);
    expect(session.device).toBe("second");
    const faulty = fasterNetDevice(broken(new Error("a fault")), second, () => now);
    await expect(faulty.open(problem, from)).rejects.toThrow("a fault");
  });
});

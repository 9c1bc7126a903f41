import type { NetDevice } from "../../core/net-device.ts";
import { browserClock } from "./clock.ts";
import { graphicsName, graphicsUnusable } from "./graphics-adapter.ts";

/**
 * Trains nets on WebGPU where there is a real graphics processor and it is faster for the net, else as WebAssembly.
 * Nothing of it is loaded or asked before a net is trained. Works in pages and workers.
 */
export function browserNetDevice(): NetDevice {
  let chosen: Promise<NetDevice> | null = null;
  return {
    open: async (problem, from) => {
      chosen ??= chooseDevice();
      return (await chosen).open(problem, from);
    },
  };
}

async function chooseDevice(): Promise<NetDevice> {
  const { kernelNetDevice } = await import("../../math/neural-net/kernel-device.ts");
  if ((await graphicsUnusable(navigator.gpu)) !== null) return kernelNetDevice;
  const { fasterNetDevice } = await import("./faster-net.ts");
  const { graphicsNetDevice } = await import("./graphics-net.ts");
  return fasterNetDevice(graphicsNetDevice, kernelNetDevice, () => browserClock.monotonicMs());
}

/** Where `browserNetDevice` computes, and why, as a line for a screen. */
export async function netDeviceText(): Promise<string> {
  const reason = await graphicsUnusable(navigator.gpu);
  if (reason !== null) return `Neural net computes on: WebAssembly. ${reason}`;
  const adapter = await navigator.gpu.requestAdapter();
  const name = adapter ? graphicsName(adapter.info) : "WebGPU";
  return `Neural net computes on: ${name}, or WebAssembly where that is faster`;
}

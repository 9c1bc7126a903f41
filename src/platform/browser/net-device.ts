import type { NetDevice } from "../../core/net-device.ts";
import { kernelNetDevice } from "../../math/neural-net/kernel-device.ts";
import { browserClock } from "./clock.ts";
import { fasterNetDevice } from "./faster-net.ts";
import { graphicsUnusable } from "./graphics-adapter.ts";
import { graphicsName, graphicsNetDevice } from "./graphics-net.ts";

/**
 * Trains nets on WebGPU where there is a real graphics processor and it is faster for the net, else as WebAssembly.
 * Nothing of it is loaded or asked before a net is trained. Works in pages and workers.
 */
export function browserNetDevice(): NetDevice {
  const faster = fasterNetDevice(graphicsNetDevice, kernelNetDevice, () => browserClock.monotonicMs());
  return {
    open: async (problem, from) =>
      ((await graphicsUnusable(navigator.gpu)) === null ? faster : kernelNetDevice).open(problem, from),
  };
}

/** Where `browserNetDevice` computes, and why, as a line for a screen. */
export async function netDeviceText(): Promise<string> {
  const reason = await graphicsUnusable(navigator.gpu);
  if (reason !== null) return `Neural net computes on: WebAssembly. ${reason}`;
  const adapter = await navigator.gpu.requestAdapter();
  const name = adapter ? graphicsName(adapter.info) : "WebGPU";
  return `Neural net computes on: ${name}, or WebAssembly where that is faster`;
}

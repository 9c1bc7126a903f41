import type { NetDevice } from "../../core/net-device.ts";
import { kernelNetDevice } from "../../math/neural-net/kernel-device.ts";
import { browserClock } from "./clock.ts";
import { fasterNetDevice } from "./faster-net.ts";
import { graphicsUnusable } from "./graphics-adapter.ts";
import { graphicsName, graphicsNetDevice } from "./graphics-net.ts";

/** Where nets are trained in this browser. */
export interface BrowserNets {
  /** To hand to a training; undefined for the processor alone. */
  readonly netDevice: NetDevice | undefined;
  /** The same for a screen. */
  readonly text: string;
}

/**
 * WebGPU where there is a real graphics processor, for nets that are faster on it; else WebAssembly, with the reason.
 * tfjs is loaded only once a net is trained there. Works in pages and workers.
 */
export async function browserNets(): Promise<BrowserNets> {
  const reason = await graphicsUnusable(navigator.gpu);
  if (reason !== null) {
    return { netDevice: undefined, text: `Neural net computes on: WebAssembly. ${reason}` };
  }
  const adapter = await navigator.gpu.requestAdapter();
  const name = adapter ? graphicsName(adapter.info) : "WebGPU";
  return {
    netDevice: fasterNetDevice(graphicsNetDevice, kernelNetDevice, () => browserClock.monotonicMs()),
    text: `Neural net computes on: ${name}, or WebAssembly where that is faster`,
  };
}

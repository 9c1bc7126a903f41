import type { NetDevice, NetSession } from "../../core/net-device.ts";
import { browserError } from "./errors.ts";
import { graphicsName } from "./graphics-adapter.ts";
import type { TensorNet } from "./tensor-net.ts";

/** A graphics processor that tfjs computes on. */
interface Graphics {
  readonly name: string;
  /** Rejects once the device is lost. */
  readonly lost: Promise<never>;
  isLost: boolean;
}

let current: Graphics | null = null;

/**
 * Trains nets by tfjs on WebGPU, in whatever thread it is opened. tfjs is loaded then. A device that was lost is
 * replaced by a new one with the next `open`.
 */
export const graphicsNetDevice: NetDevice = {
  open: async (problem, from) => {
    const graphics = await openGraphics();
    const { tensorNet } = await import("./tensor-backend.ts");
    return session(graphics, await onDevice(graphics, () => Promise.resolve(tensorNet(problem, from))));
  },
};

function session(graphics: Graphics, net: TensorNet): NetSession {
  return {
    device: graphics.name,
    train: (steps) => onDevice(graphics, () => net.train(steps)),
    predict: (rows) => onDevice(graphics, () => net.predict(rows)),
    checkpoint: () => onDevice(graphics, () => net.checkpoint()),
    // What a lost device held is gone with it.
    dispose: () => {
      if (!graphics.isLost) net.dispose();
    },
  };
}

/** @throws `graphics.lost` also where tfjs fails: it says so in words of its own, and what it holds is not to be trusted */
async function onDevice<T>(graphics: Graphics, work: () => Promise<T>): Promise<T> {
  try {
    return await Promise.race([graphics.lost, work()]);
  } catch (cause) {
    graphics.isLost = true;
    if (current === graphics) current = null;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw browserError("graphics.lost", { device: graphics.name, reason }, { cause });
  }
}

async function openGraphics(): Promise<Graphics> {
  if (current) return current;
  const refuse = (reason: string, cause?: unknown): Error =>
    browserError("graphics.lost", { device: "WebGPU", reason }, { cause });
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw refuse("there is no graphics processor for it");
  const { limits, info } = adapter;
  const device = await adapter
    .requestDevice({
      requiredLimits: {
        maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
        maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxBufferSize: limits.maxBufferSize,
        maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
        maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      },
    })
    .catch((cause: unknown) => {
      throw refuse("it gives no device", cause);
    });
  const { useTensorDevice } = await import("./tensor-backend.ts");
  await useTensorDevice(device, info);
  const lost = device.lost.then(({ message }): never => {
    throw new Error(message);
  });
  const graphics: Graphics = { name: graphicsName(info), lost, isLost: false };
  lost.catch(() => {
    graphics.isLost = true;
    if (current === graphics) current = null;
  });
  current = graphics;
  return graphics;
}

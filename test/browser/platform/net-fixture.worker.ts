/** Trains a tiny net in a worker, and destroys the graphics processor's device in the middle where it is told to. */
import type { NetDevice } from "../../../src/core/net-device.ts";
import { seededRandom } from "../../../src/core/random.ts";
import { trainNet } from "../../../src/math/neural-net/train-net.ts";
import { graphicsNetDevice } from "../../../src/platform/browser/graphics-net.ts";
import { smallNet } from "../../fixtures/plain-net.ts";

export interface NetRequest {
  readonly graphics: boolean;
  /** After so many epochs, each once. */
  readonly destroyAfter: readonly number[];
}
export interface NetReply {
  readonly device: string;
  readonly phases: readonly string[];
  readonly losses: readonly { readonly train: number; readonly held: number }[];
  readonly parameters: Float32Array;
  /** Steps that a graphics processor was given, lost ones too. */
  readonly handed: number;
}

// What a driver does by itself, a test does on demand.
const devices: GPUDevice[] = [];
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (...request) {
  const device = await requestDevice.apply(this, request);
  devices.push(device);
  return device;
};

async function train({ graphics, destroyAfter }: NetRequest): Promise<NetReply> {
  const { problem } = smallNet("cross-entropy", "in a worker");
  const numbers = (from: number, to: number): Int32Array =>
    Int32Array.from({ length: to - from }, (_, i) => from + i);
  const phases = new Set<string>();
  const left = [...destroyAfter];
  let handed = 0;
  const counting: NetDevice = {
    open: async (given, from) => {
      const session = await graphicsNetDevice.open(given, from);
      return {
        ...session,
        train: (steps) => {
          handed += steps.length;
          return session.train(steps);
        },
      };
    },
  };
  const result = await trainNet(
    problem,
    {
      trainRows: numbers(0, 33),
      heldRows: numbers(33, 40),
      epochs: 5,
      patience: 5,
      rate: 0.01,
      dropout: 0.2,
    },
    {
      random: seededRandom(4),
      nets: graphics ? { device: counting } : undefined,
      progress: ({ phase, done }) => {
        phases.add(phase);
        if (done !== left[0]) return;
        left.shift();
        // Fires while the next steps are on the device.
        setTimeout(() => devices.at(-1)!.destroy());
      },
    },
  );
  return { ...result, phases: [...phases], handed };
}

const scope = globalThis as unknown as {
  addEventListener(type: "message", listener: (event: MessageEvent<NetRequest>) => void): void;
  postMessage(reply: NetReply | string): void;
};
scope.addEventListener(
  "message",
  ({ data }) =>
    void train(data).then(
      (reply) => scope.postMessage(reply),
      (fault: unknown) => scope.postMessage(String(fault)),
    ),
);

import { describe, expect, it } from "vitest";
import type { NetDevice } from "../../../../src/core/net-device.ts";
import { seededRandom } from "../../../../src/core/random.ts";
import { kernelNetDevice } from "../../../../src/math/neural-net/kernel-device.ts";
import { netLoss } from "../../../../src/math/neural-net/loss.ts";
import { CHECKPOINT_STEPS, trainNet, type NetPlan } from "../../../../src/math/neural-net/train-net.ts";
import { frailDevice } from "../../../fixtures/frail-device.ts";
import { smallNet } from "../../../fixtures/plain-net.ts";

const { problem } = smallNet("squared", "training");
const numbers = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to - from }, (_, i) => from + i);
const plan: NetPlan = {
  trainRows: numbers(0, 32),
  heldRows: numbers(32, 40),
  epochs: 30,
  patience: 30,
  rate: 0.01,
  dropout: 0.2,
};
const context = () => ({ random: seededRandom(3) });

describe("the training of a net", () => {
  it("lowers the loss, keeps the net of the best epoch, and is the same again", async () => {
    const measured: string[] = [];
    const metrics = (name: string, step: number, value: number): void =>
      void measured.push(`${name} ${step} ${value}`);
    const first = await trainNet(problem, plan, { ...context(), metrics });
    const { train, held: heldLoss } = first.losses[29]!;
    expect(measured.slice(-2)).toEqual([`training_loss 30 ${train}`, `held_back_loss 30 ${heldLoss}`]);
    expect(first.device).toBe("WebAssembly");
    expect(first.losses).toHaveLength(30);
    expect(first.losses.at(-1)!.train).toBeLessThan(0.8 * first.losses[0]!.train);
    expect(await trainNet(problem, plan, context())).toEqual(first);
    const rows = plan.heldRows;
    const session = await kernelNetDevice.open(problem, {
      steps: 0,
      parameters: first.parameters,
      first: new Float32Array(first.parameters.length),
      second: new Float32Array(first.parameters.length),
    });
    const weight = rows.reduce((sum, row) => sum + problem.weights[row]!, 0);
    const held = netLoss(problem, rows, await session.predict(rows), 1) / weight;
    expect(held).toBe(Math.min(...first.losses.map((epoch) => epoch.held)));
  });

  it("stops where the held rows have had no better loss for long, and goes to the end without any", async () => {
    const impatient = await trainNet(problem, { ...plan, epochs: 300, patience: 3 }, context());
    const { losses } = impatient;
    expect(losses.length).toBeLessThan(300);
    const best = losses.findIndex(({ held }) => held === Math.min(...losses.map((epoch) => epoch.held)));
    expect(losses.length - 1 - best).toBe(3);
    const blind = await trainNet(problem, { ...plan, heldRows: numbers(0, 0), patience: 1 }, context());
    expect(blind.losses).toHaveLength(30);
  });

  it("goes on from its checkpoint where the device is lost, and loses no more than one checkpoint's steps", async () => {
    const whole = await trainNet(problem, plan, context());
    const phases = new Set<string>();
    const told: string[] = [];
    const { device, done } = frailDevice([17]);
    const result = await trainNet(problem, plan, {
      ...context(),
      nets: { device, tell: (where) => told.push(where) },
      progress: ({ phase }) => phases.add(phase),
    });
    expect(result).toEqual({ ...whole, device: "a frail device" });
    expect([...phases]).toEqual([
      "Training on a frail device",
      "Training on a frail device, again from step 15: The device was lost at step 17.",
    ]);
    expect(told.map((where) => `Training on ${where}`)).toEqual([...phases]);
    const again = done() - 30 * 3;
    expect(again).toBeGreaterThanOrEqual(0);
    expect(again).toBeLessThanOrEqual(CHECKPOINT_STEPS);
  });

  it("ends on the processor where the device is lost twice", async () => {
    const whole = await trainNet(problem, plan, context());
    const { device } = frailDevice([17, 40]);
    expect(await trainNet(problem, plan, { ...context(), nets: { device } })).toEqual(whole);
  });

  it("hands other faults on, and says where the loss was no number any more", async () => {
    const broken: NetDevice = { open: () => Promise.reject(new Error("a fault")) };
    await expect(trainNet(problem, plan, { ...context(), nets: { device: broken } })).rejects.toThrow(
      "a fault",
    );
    await expect(trainNet(problem, { ...plan, rate: 1e30 }, context())).rejects.toMatchObject({
      code: "neural-net.diverged",
    });
    await expect(
      trainNet(problem, plan, { ...context(), signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "core.aborted" });
  });
});

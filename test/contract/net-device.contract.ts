import { describe, expect, it } from "vitest";
import { ADAM, type NetDevice } from "../../src/core/net-device.ts";
import { kernelNetDevice } from "../../src/math/neural-net/kernel-device.ts";
import { netLoss } from "../../src/math/neural-net/loss.ts";
import { plainLoss, smallNet } from "../fixtures/plain-net.ts";

/** Of float32 sums in another order, each step building on the last. */
const LOSS_TOLERANCE = 1e-4;
const PREDICTION_TOLERANCE = 1e-3;
/** Of a gradient, by differences in float64, as a share of the largest. */
const GRADIENT_TOLERANCE = 2e-4;

/** What every device that trains nets promises. */
export function netDeviceContract(name: string, device: () => Promise<NetDevice>): void {
  describe(`net device contract: ${name}`, () => {
    for (const loss of ["squared", "cross-entropy"] as const) {
      it(`gives the loss and the gradient that differences give: ${loss}`, async () => {
        const { problem, from, steps } = smallNet(loss, "gradient");
        const step = steps[0]!;
        const divisor = step.rows.length;
        const session = await (await device()).open(problem, from);
        const [found] = await session.train([step]);
        const { first, steps: done } = await session.checkpoint();
        session.dispose();
        expect(done).toBe(1);
        expect(found).toBeCloseTo(plainLoss(problem, from.parameters, step.rows, step.masks, divisor), 4);

        // The first step's moment is the gradient's share.
        const gradient = Array.from(first, (moment) => moment / (1 - ADAM.beta1));
        const exact = Array.from(from.parameters, (_, p) => {
          const at = (change: number): number => {
            const moved = Float64Array.from(from.parameters);
            moved[p]! += change;
            return plainLoss(problem, moved, step.rows, step.masks, divisor);
          };
          return (at(1e-5) - at(-1e-5)) / 2e-5;
        });
        const largest = Math.max(...exact.map(Math.abs));
        expect(largest).toBeGreaterThan(0.05);
        const gap = Math.max(...exact.map((value, p) => Math.abs(value - gradient[p]!)));
        expect(gap / largest).toBeLessThan(GRADIENT_TOLERANCE);
      });

      it(`trains to the losses and weights of the processor, and goes on from a checkpoint: ${loss}`, async () => {
        const { problem, from, steps } = smallNet(loss, "training");
        const processor = await kernelNetDevice.open(problem, from);
        const expected = await processor.train(steps);
        const own = await device();
        const session = await own.open(problem, from);
        const found = [...(await session.train(steps.slice(0, 5)))];
        const middle = await session.checkpoint();
        session.dispose();
        const again = await own.open(problem, structuredClone(middle));
        found.push(...(await again.train(steps.slice(5))));
        expect(found).toHaveLength(steps.length);
        found.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(LOSS_TOLERANCE));

        const [end, wanted] = [await again.checkpoint(), await processor.checkpoint()];
        expect(end.steps).toBe(steps.length);
        end.parameters.forEach((w, p) => expect(Math.abs(w - wanted.parameters[p]!)).toBeLessThan(1e-3));
        const rows = Int32Array.from({ length: problem.weights.length }, (_, row) => row).reverse();
        const [ours, theirs] = [await again.predict(rows), await processor.predict(rows)];
        expect(ours).toHaveLength(rows.length * problem.widths.at(-1)!);
        ours.forEach((value, i) => expect(Math.abs(value - theirs[i]!)).toBeLessThan(PREDICTION_TOLERANCE));
        const sum = netLoss(problem, rows, ours, problem.widths.at(-1)!);
        expect(sum).toBeCloseTo(plainLoss(problem, end.parameters, rows, [], 1), 3);
        again.dispose();
      });
    }
  });
}

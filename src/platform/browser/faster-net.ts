import { AppError } from "../../core/errors.ts";
import type { NetCheckpoint, NetDevice, NetProblem } from "../../core/net-device.ts";

const WARMING_STEPS = 2;
const TIMED_STEPS = 8;

/**
 * Of two devices the faster, for each shape of net: a few steps are tried on both, once. What hands small steps to a
 * graphics processor takes longer than to do them.
 *
 * @param monotonicMs stop watch
 */
export function fasterNetDevice(
  preferred: NetDevice,
  other: NetDevice,
  monotonicMs: () => number,
): NetDevice {
  const chosen = new Map<string, NetDevice>();
  return {
    open: async (problem, from) => {
      const shape = [problem.loss, problem.batchSize, ...problem.widths].join(" ");
      let device = chosen.get(shape);
      if (device === undefined) {
        const [first, second] = [
          await stepMs(preferred, problem, from, monotonicMs),
          await stepMs(other, problem, from, monotonicMs),
        ];
        device = first <= second ? preferred : other;
        chosen.set(shape, device);
      }
      return device.open(problem, from);
    },
  };
}

/** Time of the steps, without what is made at the first; Infinity on a device that cannot. */
async function stepMs(
  { open }: NetDevice,
  problem: NetProblem,
  from: NetCheckpoint,
  monotonicMs: () => number,
): Promise<number> {
  const rows = Int32Array.from(
    { length: Math.min(problem.batchSize, problem.weights.length) },
    (_, row) => row,
  );
  const steps = (count: number) => Array.from({ length: count }, () => ({ rows, rate: 0, masks: [] }));
  try {
    const session = await open(problem, from);
    try {
      await session.train(steps(WARMING_STEPS));
      const started = monotonicMs();
      await session.train(steps(TIMED_STEPS));
      return monotonicMs() - started;
    } finally {
      session.dispose();
    }
  } catch (error) {
    if (error instanceof AppError && error.kind === "device") return Infinity;
    throw error;
  }
}

import { cos } from "../../core/elementary.ts";
import { AppError, throwIfAborted } from "../../core/errors.ts";
import type { NetDevice, NetHost, NetProblem, NetSession, NetStep } from "../../core/net-device.ts";
import type { MetricSink } from "../../core/ports.ts";
import type { ProgressSink } from "../../core/progress.ts";
import type { Random } from "../../core/random.ts";
import { neuralNetError } from "./errors.ts";
import { kernelNetDevice } from "./kernel-device.ts";
import { freshNet } from "./layers.ts";
import { netLoss } from "./loss.ts";

export interface NetPlan {
  readonly trainRows: Int32Array;
  /** Rows that tell when to stop; without any, all epochs are done and the last net is taken. */
  readonly heldRows: Int32Array;
  /** Passes over the rows at most. The rate falls from its start to 0 over them, as half a cosine. */
  readonly epochs: number;
  /** Epochs without a better loss of the held rows after which training stops. */
  readonly patience: number;
  readonly rate: number;
  /** Share of each hidden layer's outputs that a step leaves out. */
  readonly dropout: number;
}

export interface NetTraining {
  /** Of the epoch whose held rows had the least loss. */
  readonly parameters: Float32Array;
  /** Mean loss of each epoch's steps, and that of the held rows after it. */
  readonly losses: readonly { readonly train: number; readonly held: number }[];
  /** Name of the device that it ended on. */
  readonly device: string;
}

export interface NetContext {
  readonly random: Random;
  readonly progress?: ProgressSink | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told the losses of `NetTraining` after each epoch. */
  readonly metrics?: MetricSink | undefined;
  /** The processor takes over where its device is lost twice. */
  readonly nets?: NetHost | undefined;
}

/** Steps between two checkpoints at most; every epoch ends in one. */
export const CHECKPOINT_STEPS = 50;

/**
 * Train a net by Adam on shuffled batches. What a step draws depends on its number alone, so that a training goes on
 * from a checkpoint exactly as it would have without the break. A device that fails costs the steps since the last
 * checkpoint: it is opened again once, then the processor takes over.
 *
 * @throws `core.aborted`, `neural-net.diverged`
 */
export async function trainNet(
  problem: NetProblem,
  plan: NetPlan,
  context: NetContext,
): Promise<NetTraining> {
  const { random, signal, progress, metrics, nets } = context;
  const perEpoch = Math.ceil(plan.trainRows.length / problem.batchSize);
  const total = perEpoch * plan.epochs;
  let checkpoint = freshNet(problem.widths, random.fork("weights"));
  let best: { readonly parameters: Float32Array; readonly held: number; readonly epoch: number } | null =
    null;
  const losses: { train: number; held: number }[] = [];
  let epochLoss = 0;
  const isOver = (): boolean =>
    checkpoint.steps >= total ||
    (best !== null && plan.heldRows.length > 0 && losses.length - best.epoch >= plan.patience);

  let heldWeight = 0;
  for (const row of plan.heldRows) heldWeight += problem.weights[row]!;
  const heldLoss = async (session: NetSession): Promise<number> => {
    const found = await session.predict(plan.heldRows);
    return netLoss(problem, plan.heldRows, found, problem.widths.at(-1)!) / heldWeight;
  };

  /** Go on from the checkpoint to the next. */
  const advance = async (session: NetSession): Promise<void> => {
    const from = checkpoint.steps;
    const epoch = Math.floor(from / perEpoch);
    const to = Math.min(from + CHECKPOINT_STEPS, (epoch + 1) * perEpoch);
    const steps = netSteps(problem, plan, random, from, to);
    const found = await session.train(steps);
    const next = await session.checkpoint();
    const ends = to === (epoch + 1) * perEpoch;
    const held = ends && plan.heldRows.length > 0 ? await heldLoss(session) : 0;
    const sum = found.reduce((all, loss, i) => all + loss * steps[i]!.rows.length, 0);
    if (!Number.isFinite(sum + held))
      throw neuralNetError("neural-net.diverged", { steps: to, device: session.device });
    checkpoint = next;
    epochLoss += sum;
    if (!ends) return;
    const train = epochLoss / plan.trainRows.length;
    losses.push({ train, held });
    metrics?.("training_loss", losses.length, train);
    if (plan.heldRows.length > 0) metrics?.("held_back_loss", losses.length, held);
    epochLoss = 0;
    if (best === null || plan.heldRows.length === 0 || held < best.held) {
      best = { parameters: next.parameters, held, epoch: losses.length };
    }
  };

  /** @param note why not on the device before */
  const trainOn = async ({ open }: NetDevice, note: string): Promise<NetTraining> => {
    const session = await open(problem, checkpoint);
    const where = session.device + note;
    nets?.tell?.(where);
    try {
      while (!isOver()) {
        throwIfAborted(signal, "Training");
        await advance(session);
        progress?.({
          phase: `Training on ${where}`,
          done: losses.length,
          total: plan.epochs,
          unit: "epochs",
          remainingMs: null,
        });
      }
    } finally {
      session.dispose();
    }
    return { parameters: best!.parameters, losses, device: session.device };
  };
  /** On the first device; where it fails, on the others. */
  const goOn = async (
    [first, ...others]: readonly [NetDevice, ...NetDevice[]],
    note: string,
  ): Promise<NetTraining> => {
    try {
      return await trainOn(first, note);
    } catch (error) {
      const [second, ...rest] = others;
      if (second === undefined || !canGoOnElsewhere(error)) throw error;
      return goOn([second, ...rest], `, again from step ${checkpoint.steps}: ${error.message}`);
    }
  };
  const device = nets?.device;
  return goOn(device === undefined ? [kernelNetDevice] : [device, device, kernelNetDevice], "");
}

/** A graphics processor may be lost, or compute nonsense. */
function canGoOnElsewhere(error: unknown): error is AppError {
  return error instanceof AppError && (error.kind === "device" || error.code === "neural-net.diverged");
}

/** Steps `from` to `to` of one epoch: batches of nearly equal size, in an order of the epoch's own. */
function netSteps(
  { batchSize, widths }: NetProblem,
  { trainRows, rate, epochs, dropout }: NetPlan,
  random: Random,
  from: number,
  to: number,
): NetStep[] {
  const perEpoch = Math.ceil(trainRows.length / batchSize);
  const epoch = Math.floor(from / perEpoch);
  const order = shuffled(trainRows, random.fork(`epoch ${epoch}`));
  const start = (place: number): number => Math.floor((place * order.length) / perEpoch);
  return Array.from({ length: to - from }, (_, i) => {
    const step = from + i;
    const place = step - epoch * perEpoch;
    const rows = order.subarray(start(place), start(place + 1));
    const masks = dropout > 0 ? dropMasks(widths, rows.length, dropout, random.fork(`step ${step}`)) : [];
    return { rows, rate: rate * 0.5 * (1 + cos((Math.PI * step) / (perEpoch * epochs))), masks };
  });
}

function dropMasks(widths: readonly number[], rows: number, dropout: number, random: Random): Float32Array[] {
  const kept = 1 / (1 - dropout);
  return widths.slice(1, -1).map((width) => {
    const mask = new Float32Array(rows * width);
    for (let i = 0; i < mask.length; i++) mask[i] = random.next() < dropout ? 0 : kept;
    return mask;
  });
}

function shuffled(rows: Int32Array, random: Random): Int32Array {
  const order = rows.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

import type { NetProblem } from "../core/net-device.ts";
import type { Random } from "../core/random.ts";
import { netOutputs } from "../math/neural-net/forward.ts";
import { netLayers } from "../math/neural-net/layers.ts";
import { trainNet } from "../math/neural-net/train-net.ts";
import { designOf, designParts, linearDesign, linearTerms, type LinearDesign } from "./linear-design.ts";
import type { FitContext } from "./model.ts";
import type { NetOptions } from "./net-options.ts";
import { decodeState, encodeState } from "./state-codec.ts";
import type { TabularData, TabularTable } from "./tabular.ts";

/** A fitted net over the columns of a table. */
export interface NetTableState {
  readonly design: LinearDesign;
  /** Widths of the layers, inputs first. */
  readonly widths: Int32Array;
  /** As `NetCheckpoint.parameters`, one net after another. */
  readonly parameters: Float32Array;
  /** What an output of 0 and one of 1 more stand for. Shape [2]. */
  readonly outputScale: Float64Array;
  /** Where the training ended: "WebAssembly", "WebGPU (…)". */
  readonly device: string;
}

/** Most values, rows times epochs, that a training passes. */
const MOST_PASSES = 10_000_000;
/** Of so many rows one is held back, to tell when to stop; none of fewer than the least. */
const HELD_SHARE = 7;
const LEAST_HELD_FROM = 50;
const FIRST_HELD = 3;
/** Standard deviations that no input reaches. */
const CLIP = 3;

/**
 * Fit nets to the columns of a table.
 *
 * @param rowWeights mean 1
 * @param target numbers about 0 with `outputScale`, or numbers of classes
 * @throws `core.aborted`, `neural-net.diverged`
 */
export async function fitNetTable(
  data: TabularData,
  rowWeights: Float64Array,
  options: NetOptions,
  task: Pick<NetProblem, "loss"> & {
    readonly outputs: number;
    readonly target: Float64Array;
    readonly outputScale: Float64Array;
  },
  context: FitContext,
): Promise<NetTableState> {
  const { design, terms } = linearDesign(data, rowWeights);
  const widths = [terms.length, ...Array.from({ length: options.layers }, () => options.width), task.outputs];
  const problem: NetProblem = {
    widths,
    loss: task.loss,
    inputs: netInputs(terms, data.rows),
    target: Float32Array.from(task.target),
    weights: Float32Array.from(rowWeights),
    batchSize: options.batchSize,
    weightDecay: options.weightDecay,
  };
  const order = rowOrder(task.target, rowWeights, context.random.fork("held back"));
  const { count } = netLayers(widths);
  const parameters = new Float32Array(options.members * count);
  let device = "";
  for (let member = 0; member < options.members; member++) {
    const { train, held } = heldBack(order, member);
    const plan = {
      trainRows: train,
      heldRows: held,
      epochs: Math.min(options.epochs, Math.max(1, Math.ceil(MOST_PASSES / train.length))),
      patience: options.patience,
      rate: options.learningRate,
      dropout: options.dropout,
    };
    const random = context.random.fork(`net ${member}`);
    const { metrics } = context;
    const trained = await trainNet(problem, plan, {
      ...context,
      random,
      metrics: (name, step, value) => metrics?.(`net_${member + 1}_${name}`, step, value),
    });
    parameters.set(trained.parameters, member * count);
    device = trained.device;
  }
  return { design, widths: Int32Array.from(widths), parameters, outputScale: task.outputScale, device };
}

/**
 * The mean of what the nets give for rows, scaled. Shape [rows, outputs].
 *
 * @param finish called with one net's outputs for a row before they are averaged, to change them in place
 * @throws `tabular.other-columns`, `tabular.bad-column`
 */
export function netTableOutputs(
  state: NetTableState,
  table: TabularTable,
  finish?: (outputs: Float64Array) => void,
): Float64Array {
  const inputs = netInputs(linearTerms(state.design, table), table.rows);
  const widths = Array.from(state.widths);
  const width = widths.at(-1)!;
  const [shift, scale] = state.outputScale as unknown as readonly [number, number];
  const members = memberParameters(state);
  const mean = new Float64Array(table.rows * width);
  const row = new Float64Array(width);
  for (const parameters of members) {
    const found = netOutputs(widths, parameters, inputs, table.rows);
    for (let at = 0; at < found.length; at += width) {
      for (let k = 0; k < width; k++) row[k] = shift + scale * found[at + k]!;
      finish?.(row);
      for (let k = 0; k < width; k++) mean[at + k]! += row[k]! / members.length;
    }
  }
  return mean;
}

/**
 * The sizes of the weights along all paths from a column's inputs to the outputs, summed; mean over the nets. Shape
 * [columns].
 */
export function netTableImportance(state: NetTableState): Float64Array {
  const { layers } = netLayers(Array.from(state.widths));
  const members = memberParameters(state);
  const byColumn = new Float64Array(state.design.columns.length);
  for (const parameters of members) {
    let sums = new Float64Array(state.widths.at(-1)!).fill(1);
    for (const { inputs, outputs, weights } of layers.toReversed()) {
      const reach = new Float64Array(inputs);
      for (let i = 0; i < inputs; i++) {
        for (let j = 0; j < outputs; j++) {
          reach[i]! += Math.abs(parameters[weights + i * outputs + j]!) * sums[j]!;
        }
      }
      sums = reach;
    }
    sums.forEach((sum, term) => (byColumn[state.design.source[term]!]! += sum / members.length));
  }
  return byColumn;
}

function memberParameters({ widths, parameters }: NetTableState): Float32Array[] {
  const { count } = netLayers(Array.from(widths));
  return Array.from({ length: parameters.length / count }, (_, m) =>
    parameters.subarray(m * count, (m + 1) * count),
  );
}

export function saveNetTable(model: string, format: number, state: NetTableState): Uint8Array<ArrayBuffer> {
  const { scalars, arrays, words } = designParts(state.design);
  const { widths, parameters, outputScale, device } = state;
  return encodeState(model, format, {
    scalars: { ...scalars, device },
    arrays: { ...arrays, outputScale },
    words: { ...words, widths, parameters },
  });
}

/** @throws `model.unknown-format` */
export function loadNetTable(model: string, format: number, bytes: Uint8Array<ArrayBuffer>): NetTableState {
  const parts = decodeState(model, format, bytes);
  return {
    design: designOf(parts),
    widths: parts.words["widths"] as Int32Array,
    parameters: parts.words["parameters"] as Float32Array,
    outputScale: parts.arrays["outputScale"]!,
    device: String(parts.scalars["device"]),
  };
}

/** Terms side by side, drawn in smoothly so that none is far out. Shape [rows, terms]. */
function netInputs(terms: readonly Float64Array[], rows: number): Float32Array {
  const inputs = new Float32Array(rows * terms.length);
  terms.forEach((term, t) => {
    for (let row = 0; row < rows; row++) {
      const value = term[row]!;
      inputs[row * terms.length + t] = value / Math.sqrt(1 + (value / CLIP) * (value / CLIP));
    }
  });
  return inputs;
}

/** Rows that count, by their target, equals in an order of their own. */
function rowOrder(target: Float64Array, rowWeights: Float64Array, random: Random): number[] {
  const places = Float64Array.from(target, () => random.next());
  return Array.from(target.keys())
    .filter((row) => rowWeights[row]! > 0)
    .sort((a, b) => target[a]! - target[b]! || places[a]! - places[b]!);
}

/** Rows to train on, and some of every region of the target to judge by, others for each net. */
function heldBack(
  order: readonly number[],
  member: number,
): { readonly train: Int32Array; readonly held: Int32Array } {
  const isHeld = (i: number): boolean =>
    order.length >= LEAST_HELD_FROM && i % HELD_SHARE === (FIRST_HELD + member) % HELD_SHARE;
  return {
    train: Int32Array.from(order.filter((_, i) => !isHeld(i))),
    held: Int32Array.from(order.filter((_, i) => isHeld(i))),
  };
}

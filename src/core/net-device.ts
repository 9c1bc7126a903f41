/** A multilayer perceptron and the rows it learns from. */
export interface NetProblem {
  /** Widths of the layers from the inputs to the outputs; hidden ones are gated: z/2 (1 + z/√(1 + z²)). */
  readonly widths: readonly number[];
  /** Half the squared error of one output, or the cross-entropy of the softmax over the outputs. */
  readonly loss: "squared" | "cross-entropy";
  /** Shape [rows, inputs]. */
  readonly inputs: Float32Array;
  /** Numbers, or numbers of classes. Shape [rows]. */
  readonly target: Float32Array;
  /** How much each row counts, mean 1. Shape [rows]. */
  readonly weights: Float32Array;
  /** Most rows of a step. */
  readonly batchSize: number;
  /** Decoupled decay of the weights (not of the biases) at the full rate. */
  readonly weightDecay: number;
}

/**
 * A net in the middle of its training: all that going on from there needs. Of each layer the weights, shape
 * [inputs, outputs], then the biases.
 */
export interface NetCheckpoint {
  /** Steps done. */
  readonly steps: number;
  readonly parameters: Float32Array;
  /** Adam's moments, in the same order. */
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** One step of Adam. */
export interface NetStep {
  readonly rows: Int32Array;
  readonly rate: number;
  /** Of each hidden layer what its outputs are multiplied by, shape [rows, width]: 0 where dropped. None: no dropout. */
  readonly masks: readonly Float32Array[];
}

/** A training on a device. Every promise rejects with kind `device` once the device is lost. */
export interface NetSession {
  /** Where it computes, for a screen: "WebGPU (nvidia ampere)", "WebAssembly". */
  readonly device: string;
  /** Do the steps, in order. @returns the loss of each before it: Σ weight · loss / rows */
  train(steps: readonly NetStep[]): Promise<Float64Array>;
  /** What the net gives for some rows, without dropout. Shape [rows, outputs]. */
  predict(rows: Int32Array): Promise<Float32Array>;
  checkpoint(): Promise<NetCheckpoint>;
  dispose(): void;
}

/** Where nets are trained. Every implementation passes `test/contract/net-device.contract.ts`. */
export interface NetDevice {
  /** A training that goes on from a checkpoint. @throws of kind `device` where the device cannot be had */
  open(problem: NetProblem, from: NetCheckpoint): Promise<NetSession>;
}

/** Where the nets of a training compute, and who is told. */
export interface NetHost {
  /** The processor where it is left out. Devices differ in the last digits. */
  readonly device?: NetDevice | undefined;
  /** Told where a net computes, and again where that changes, and why. */
  readonly tell?: ((where: string) => void) | undefined;
}

/** Adam's constants, the same on every device. @see Kingma and Ba (2015) */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

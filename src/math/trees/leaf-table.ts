/**
 * Leaves of a growing tree, one array per quantity: forests make millions, and objects would keep the collector busy.
 * Made once and used for all trees.
 */
export class LeafTable {
  count = 0;
  /** Sums in integer units, and rows. */
  gradient = new Float64Array(64);
  hessian = new Float64Array(64);
  rows = new Int32Array(64);
  /** Bounds that monotone constraints put on the output, and the output. */
  lowest = new Float64Array(64);
  highest = new Float64Array(64);
  value = new Float64Array(64);
  depth = new Int32Array(64);
  /** The row list its rows stand in, 0 or 1. */
  list = new Uint8Array(64);
  /** Address of its histogram, 0 when it has none. */
  histogram = new Uint32Array(64);
  /** The node above, -1 for the root, and whether it is that node's right child. */
  parent = new Int32Array(64);
  isRight = new Uint8Array(64);
  // The best split found: gain, the left child's sums and rows, and BEST_* flags.
  splitGain = new Float64Array(64);
  splitGradient = new Float64Array(64);
  splitHessian = new Float64Array(64);
  splitRows = new Int32Array(64);
  splitFeature = new Int32Array(64);
  splitBin = new Uint8Array(64);
  /** The next bin with rows, the missing bin or 256 where there is none. */
  splitNext = new Int32Array(64);
  splitFlags = new Uint8Array(64);
  /** Bits of the bins that go left, u8 [32], of leaves whose split is categorical. */
  readonly splitBits = new Map<number, Uint8Array>();

  clear(): void {
    this.count = 0;
    this.splitBits.clear();
  }

  /** The number of one more leaf; its entries are what was there before. */
  add(): number {
    if (this.count === this.rows.length) this.#grow();
    return this.count++;
  }

  #grow(): void {
    this.gradient = doubled(this.gradient);
    this.hessian = doubled(this.hessian);
    this.rows = doubledIntegers(this.rows);
    this.lowest = doubled(this.lowest);
    this.highest = doubled(this.highest);
    this.value = doubled(this.value);
    this.depth = doubledIntegers(this.depth);
    this.list = doubledBytes(this.list);
    const histogram = new Uint32Array(this.histogram.length * 2);
    histogram.set(this.histogram);
    this.histogram = histogram;
    this.parent = doubledIntegers(this.parent);
    this.isRight = doubledBytes(this.isRight);
    this.splitGain = doubled(this.splitGain);
    this.splitGradient = doubled(this.splitGradient);
    this.splitHessian = doubled(this.splitHessian);
    this.splitRows = doubledIntegers(this.splitRows);
    this.splitFeature = doubledIntegers(this.splitFeature);
    this.splitBin = doubledBytes(this.splitBin);
    this.splitNext = doubledIntegers(this.splitNext);
    this.splitFlags = doubledBytes(this.splitFlags);
  }
}

/** Nodes of a growing tree, likewise. */
export class NodeTable {
  count = 0;
  feature = new Int32Array(64);
  bin = new Uint8Array(64);
  /** BEST_* flags. */
  flags = new Uint8Array(64);
  gain = new Float64Array(64);
  /** Children: >= 0 a node, < 0 leaf ~child. */
  left = new Int32Array(64);
  right = new Int32Array(64);
  value = new Float64Array(64);
  weight = new Float64Array(64);
  rows = new Int32Array(64);
  readonly bits = new Map<number, Uint8Array>();

  clear(): void {
    this.count = 0;
    this.bits.clear();
  }

  add(): number {
    if (this.count === this.rows.length) this.#grow();
    return this.count++;
  }

  #grow(): void {
    this.feature = doubledIntegers(this.feature);
    this.bin = doubledBytes(this.bin);
    this.flags = doubledBytes(this.flags);
    this.gain = doubled(this.gain);
    this.left = doubledIntegers(this.left);
    this.right = doubledIntegers(this.right);
    this.value = doubled(this.value);
    this.weight = doubled(this.weight);
    this.rows = doubledIntegers(this.rows);
  }
}

function doubled(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}

function doubledIntegers(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function doubledBytes(array: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(array.length * 2);
  larger.set(array);
  return larger;
}

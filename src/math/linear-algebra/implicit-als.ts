import { throwIfAborted } from "../../core/errors.ts";
import type { Random } from "../../core/random.ts";
import { bytesFromBase64 } from "../kernels/base64.ts";
import { moduleBase64 } from "../kernels/als/module.ts";
import { transpose, type CsrMatrix } from "../sparse/csr-matrix.ts";
import { choleskyFactor, choleskySolve } from "./cholesky.ts";
import { algebraError } from "./errors.ts";

/** Names as in the implicit library. */
export interface ImplicitAlsOptions {
  /** Length of a factor vector. */
  readonly factors: number;
  readonly regularization: number;
  readonly iterations: number;
  /** Multiplies every confidence; default 1. */
  readonly alpha?: number;
  /** Steps of conjugate gradients a row and half iteration; default 3. */
  readonly cgSteps?: number;
}

export interface ImplicitAlsContext {
  /** Draws the factors to start from, uniform in [0, 0.01). */
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  /** Called after each iteration, from 1. */
  readonly onIteration?: (iteration: number) => void;
}

/** Row-major; the score of a user and an item is the inner product of their rows. */
export interface AlsFactors {
  readonly factors: number;
  /** Shape [users, factors]. */
  readonly users: Float32Array;
  /** Shape [items, factors]. */
  readonly items: Float32Array;
}

/**
 * Factors for implicit feedback (Hu, Koren and Volinsky 2008) by alternating least squares with conjugate gradients
 * (Takács, Pilászy and Tikk 2011), as implicit's `AlternatingLeastSquares` on the CPU: a confidence c > 0 says that
 * the user chose the item, c < 0 that the user refused it, and no entry that nothing is known (confidence 1 for "no").
 *
 * @param interactions users by items
 * @param start factors to start from, to continue training or to compare; drawn where left out
 * @throws `algebra.bad-option`, `algebra.shape`, `algebra.not-finite`, `algebra.memory`, `core.aborted`
 */
export function fitImplicitAls(
  interactions: CsrMatrix,
  options: ImplicitAlsOptions,
  context: ImplicitAlsContext,
  start?: AlsFactors,
): AlsFactors {
  const { factors, regularization, iterations, alpha = 1, cgSteps = 3 } = options;
  checkOptions(options);
  checkConfidences(interactions);
  if (start) checkShape("factors to start from", start.factors, factors);
  const { rowCount, columnCount } = interactions;
  const initial = start ?? {
    factors,
    users: drawn(rowCount * factors, context.random),
    items: drawn(columnCount * factors, context.random),
  };
  checkShape("user factors", initial.users.length, rowCount * factors);
  checkShape("item factors", initial.items.length, columnCount * factors);

  const solver = new Solver(interactions, transpose(interactions), factors, alpha);
  solver.write("users", initial.users);
  solver.write("items", initial.items);
  for (let iteration = 1; iteration <= iterations; iteration++) {
    for (const side of ["users", "items"] as const) {
      throwIfAborted(context.signal, "Training");
      solver.improve(side, regularization, cgSteps);
    }
    context.onIteration?.(iteration);
  }
  return { factors, users: solver.read("users"), items: solver.read("items") };
}

function drawn(length: number, random: Random): Float32Array {
  return Float32Array.from({ length }, () => random.next() * 0.01);
}

function checkOptions({
  factors,
  regularization,
  iterations,
  cgSteps = 3,
  alpha = 1,
}: ImplicitAlsOptions): void {
  const whole = (option: string, found: number, least: number): void => {
    if (Number.isInteger(found) && found >= least && found <= 65536) return;
    throw algebraError("algebra.bad-option", {
      option,
      found,
      expected: `a whole number of ${least} or more`,
    });
  };
  whole("factors", factors, 1);
  whole("iterations", iterations, 0);
  whole("cgSteps", cgSteps, 1);
  checkRegularization(regularization);
  if (!(alpha > 0 && alpha < Infinity)) {
    throw algebraError("algebra.bad-option", { option: "alpha", found: alpha, expected: "a number above 0" });
  }
}

function checkRegularization(regularization: number): void {
  if (regularization >= 0 && regularization < Infinity) return;
  const expected = "a number of 0 or more";
  throw algebraError("algebra.bad-option", { option: "regularization", found: regularization, expected });
}

function checkConfidences({ rowStart, columns, values }: CsrMatrix): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  // The last row that starts at or before the entry.
  const row = rowStart.findLastIndex((start) => start <= at);
  throw algebraError("algebra.not-finite", { row, column: columns[at]!, found: `${values[at]}` });
}

function checkShape(what: string, found: number, expected: number): void {
  if (found !== expected) throw algebraError("algebra.shape", { what, found, expected });
}

/** What `src/math/kernels/als/assembly.ts` exports. */
interface AlsKernel {
  gram(y: number, rowCount: number, bytes: number, regularization: number, g: number): void;
  solveRows(
    x: number,
    y: number,
    bytes: number,
    starts: number,
    columns: number,
    confidences: number,
    first: number,
    last: number,
    g: number,
    steps: number,
    work: number,
  ): void;
}

/** One orientation of the interactions, and the factors of its rows. */
interface Side {
  readonly rowCount: number;
  readonly rows: number;
  readonly starts: number;
  readonly columns: number;
  readonly confidences: number;
}

const PAGE = 65536;
const MOST_BYTES = 0xffff_0000;
let compiled: WebAssembly.Module | null = null;

/** The kernel with all it needs in a memory of its own. */
class Solver {
  readonly #factors: number;
  /** Factors with padding. */
  readonly #padded: number;
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: AlsKernel;
  readonly #sides: { readonly users: Side; readonly items: Side };
  readonly #gram: number;
  readonly #work: number;
  #end = PAGE;

  constructor(byUser: CsrMatrix, byItem: CsrMatrix, factors: number, alpha: number) {
    this.#factors = factors;
    this.#padded = Math.ceil(factors / 16) * 16;
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_BYTES / PAGE });
    compiled ??= new WebAssembly.Module(bytesFromBase64(moduleBase64));
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory: this.#memory } });
    this.#kernel = exports as unknown as AlsKernel;
    this.#gram = this.#allocate(4 * this.#padded * this.#padded);
    this.#work = this.#allocate(3 * 4 * this.#padded);
    this.#sides = { users: this.#side(byUser, alpha), items: this.#side(byItem, alpha) };
  }

  #side({ rowCount, rowStart, columns, values }: CsrMatrix, alpha: number): Side {
    const side = {
      rowCount,
      rows: this.#allocate(4 * this.#padded * rowCount),
      starts: this.#allocate(4 * rowStart.length),
      columns: this.#allocate(4 * columns.length),
      // Four are loaded at a time.
      confidences: this.#allocate(4 * values.length + 16),
    };
    const { buffer } = this.#memory;
    new Int32Array(buffer).set(rowStart, side.starts / 4);
    new Int32Array(buffer).set(columns, side.columns / 4);
    const confidences = alpha === 1 ? values : values.map((value) => value * alpha);
    new Float32Array(buffer).set(confidences, side.confidences / 4);
    return side;
  }

  #allocate(bytes: number): number {
    const address = this.#end;
    const end = address + Math.ceil(bytes / 64) * 64;
    const missing = Math.ceil((end - this.#memory.buffer.byteLength) / PAGE);
    try {
      if (end > MOST_BYTES) throw new RangeError("more than 4 GiB");
      if (missing > 0) this.#memory.grow(missing);
    } catch (cause) {
      throw algebraError("algebra.memory", { neededMib: Math.ceil(end / 1048576) }, { cause });
    }
    this.#end = end;
    return address;
  }

  write(side: "users" | "items", rows: Float32Array): void {
    const { rowCount, rows: address } = this.#sides[side];
    const all = new Float32Array(this.#memory.buffer);
    for (let row = 0; row < rowCount; row++) {
      const values = rows.subarray(row * this.#factors, (row + 1) * this.#factors);
      all.set(values, address / 4 + row * this.#padded);
    }
  }

  read(side: "users" | "items"): Float32Array {
    const { rowCount, rows: address } = this.#sides[side];
    const all = new Float32Array(this.#memory.buffer);
    const rows = new Float32Array(rowCount * this.#factors);
    for (let row = 0; row < rowCount; row++) {
      const at = address / 4 + row * this.#padded;
      rows.set(all.subarray(at, at + this.#factors), row * this.#factors);
    }
    return rows;
  }

  /** Improve all rows of a side, the other side being fixed. */
  improve(side: "users" | "items", regularization: number, steps: number): void {
    const own = this.#sides[side];
    const other = this.#sides[side === "users" ? "items" : "users"];
    const bytes = 4 * this.#padded;
    this.#kernel.gram(other.rows, other.rowCount, bytes, regularization, this.#gram);
    this.#kernel.solveRows(
      own.rows,
      other.rows,
      bytes,
      own.starts,
      own.columns,
      own.confidences,
      0,
      own.rowCount,
      this.#gram,
      steps,
      this.#work,
    );
  }
}

/** Of all items y_i: Σ_i y_i y_iᵀ + regularization · I, the lower triangle. Shape [factors, factors]. */
export function alsGram(
  { factors: k, items }: Pick<AlsFactors, "factors" | "items">,
  regularization: number,
): Float64Array {
  const gram = new Float64Array(k * k);
  for (let item = 0; item < items.length / k; item++) addOuter(gram, items, item, k, 1);
  for (let i = 0; i < k; i++) gram[i * k + i]! += regularization;
  return gram;
}

function addOuter(gram: Float64Array, items: Float32Array, item: number, k: number, weight: number): void {
  const y = items.subarray(item * k, (item + 1) * k);
  for (let i = 0; i < k; i++) {
    const factor = weight * y[i]!;
    for (let j = 0; j <= i; j++) gram[i * k + j]! += factor * y[j]!;
  }
}

/**
 * Factors of a user that training has not seen, solved exactly (Hu, Koren and Volinsky 2008, equation 4).
 *
 * @param items of the user, with their confidences (times alpha)
 * @returns shape [factors]
 * @throws `algebra.not-positive-definite` when regularization is 0 and items are too few; `algebra.bad-option`,
 *   `algebra.shape`
 */
export function foldInUser(
  model: AlsFactors,
  items: ArrayLike<number>,
  confidences: ArrayLike<number>,
  regularization: number,
): Float32Array {
  checkRegularization(regularization);
  return foldInto(model, alsGram(model, regularization), items, confidences);
}

/** As `foldInUser`, with the Gram matrix that all users share. */
export function foldInto(
  { factors: k, items: vectors }: Pick<AlsFactors, "factors" | "items">,
  gram: Float64Array,
  items: ArrayLike<number>,
  confidences: ArrayLike<number>,
): Float32Array {
  checkShape("confidences", confidences.length, items.length);
  const count = vectors.length / k;
  const system = gram.slice();
  const right = new Float64Array(k);
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    const confidence = confidences[at]!;
    if (!(Number.isInteger(item) && item >= 0 && item < count)) {
      const expected = `a whole number from 0 to ${count - 1}`;
      throw algebraError("algebra.bad-option", { option: `items[${at}]`, found: item, expected });
    }
    if (!Number.isFinite(confidence)) {
      const option = `confidences[${at}]`;
      throw algebraError("algebra.bad-option", { option, found: confidence, expected: "a finite number" });
    }
    addOuter(system, vectors, item, k, Math.abs(confidence) - 1);
    for (let i = 0; i < k; i++) right[i]! += Math.max(confidence, 0) * vectors[item * k + i]!;
  }
  return Float32Array.from(choleskySolve(choleskyFactor(system, k), k, right));
}

// Gradients and hessians of the losses, and their rounding to integers in row lists.
import { exponential } from "./assembly-exponential";
import { isNarrow, number, ownStart, threadBlock, word } from "./assembly-control";
import {
  ABSOLUTE,
  BAG,
  BINARY,
  BLOCK_ROWS,
  CLASSES,
  GIVEN,
  GRADIENT,
  GRADIENTS,
  GRADIENT_UNIT,
  HESSIAN,
  HESSIANS,
  HESSIAN_ORDER,
  HESSIAN_UNIT,
  HUBER,
  LABEL,
  LEAF_RANGES,
  MODE,
  MODE_CLASSES,
  MULTICLASS,
  OBJECTIVE,
  ORDER,
  PARAMETER_0,
  PARAMETER_1,
  POISSON,
  QUANTILE,
  ROWS,
  SCORE,
  SCORES,
  SQUARED,
  THREADS,
  THREAD_GRADIENT,
  THREAD_HESSIAN,
  THREAD_MAX_GRADIENT,
  THREAD_MAX_HESSIAN,
  THREAD_ROWS,
  TRAIN_ROWS,
  TWEEDIE,
  WEIGHT,
} from "./layout";

let gradientOf: f64 = 0;
let hessianOf: f64 = 0;

/** Gradient and hessian of one row's loss by its score, into the two globals above. */
// @ts-ignore: decorator
@inline
function derive(objective: u32, label: f64, score: f64, a: f64, b: f64): void {
  hessianOf = 1;
  if (objective == ABSOLUTE) {
    gradientOf = score > label ? 1 : score < label ? -1 : 0;
  } else if (objective == QUANTILE) {
    gradientOf = score >= label ? 1 - a : -a;
  } else if (objective == HUBER) {
    gradientOf = min(max(score - label, -a), a);
  } else if (objective == POISSON) {
    const e = exponential(score);
    gradientOf = e - label;
    hessianOf = e * a;
  } else if (objective == TWEEDIE) {
    const e1 = label * exponential((1 - a) * score);
    const e2 = exponential((2 - a) * score);
    gradientOf = e2 - e1;
    hessianOf = (2 - a) * e2 - (1 - a) * e1;
  } else {
    // Binary: a is the sigmoid's slope, b the weight of the positive class.
    const sign: f64 = label > 0 ? 1 : -1;
    const response = (-sign * a) / (1 + exponential(sign * a * score));
    const size = abs(response);
    const weight: f64 = label > 0 ? b : 1;
    gradientOf = response * weight;
    hessianOf = size * (a - size) * weight;
  }
}

/** Gradients (and hessians) of a thread's own rows, and the largest of each into its block. */
export function gradients(thread: u32): void {
  const objective = word(OBJECTIVE);
  if (objective == SQUARED && word(WEIGHT) == 0) return squaredGradients(thread);
  if (objective == MULTICLASS) return softmaxGradients(thread);
  const threads = word(THREADS);
  const rows = word(TRAIN_ROWS);
  const label = word(LABEL);
  const score = word(SCORE);
  const weight = word(WEIGHT);
  const gradient = word(GRADIENT);
  const hessian = word(HESSIAN);
  const a = number(PARAMETER_0);
  const b = number(PARAMETER_1);
  let largest: f64 = 0;
  let largestHessian: f64 = 0;
  for (let block = thread * BLOCK_ROWS; block < rows; block += threads * BLOCK_ROWS) {
    const end = min(block + BLOCK_ROWS, rows);
    for (let r = block; r < end; r++) {
      if (objective == GIVEN) {
        gradientOf = <f64>load<f32>(gradient + (r << 2));
        hessianOf = hessian ? <f64>load<f32>(hessian + (r << 2)) : 1;
      } else {
        if (objective == SQUARED) {
          gradientOf = load<f64>(score + (r << 3)) - load<f64>(label + (r << 3));
          hessianOf = 1;
        } else derive(objective, load<f64>(label + (r << 3)), load<f64>(score + (r << 3)), a, b);
        if (weight) {
          const w = <f64>load<f32>(weight + (r << 2));
          gradientOf *= w;
          hessianOf *= w;
        }
        store<f32>(gradient + (r << 2), <f32>gradientOf);
        if (hessian) store<f32>(hessian + (r << 2), <f32>hessianOf);
      }
      largest = max(largest, abs(gradientOf));
      largestHessian = max(largestHessian, hessianOf);
    }
  }
  const own = threadBlock(thread);
  store<f64>(own, largest, THREAD_MAX_GRADIENT);
  store<f64>(own, largestHessian, THREAD_MAX_HESSIAN);
}

function squaredGradients(thread: u32): void {
  const threads = word(THREADS);
  const rows = word(TRAIN_ROWS);
  const label = word(LABEL);
  const score = word(SCORE);
  const gradient = word(GRADIENT);
  let largest: f64 = 0;
  for (let block = thread * BLOCK_ROWS; block < rows; block += threads * BLOCK_ROWS) {
    const end = min(block + BLOCK_ROWS, rows);
    for (let r = block; r < end; r++) {
      const g = load<f64>(score + (r << 3)) - load<f64>(label + (r << 3));
      store<f32>(gradient + (r << 2), <f32>g);
      largest = max(largest, abs(g));
    }
  }
  const own = threadBlock(thread);
  store<f64>(own, largest, THREAD_MAX_GRADIENT);
  store<f64>(own, 1, THREAD_MAX_HESSIAN);
}

/** All classes at once; labels are class numbers. The hessian carries the factor K / (K - 1). */
function softmaxGradients(thread: u32): void {
  const threads = word(THREADS);
  const rows = word(TRAIN_ROWS);
  const stride = word(ROWS) << 3;
  const classes = word(CLASSES);
  const weight = word(WEIGHT);
  const factor = <f64>classes / <f64>(classes - 1);
  let largest: f64 = 0;
  let largestHessian: f64 = 0;
  for (let block = thread * BLOCK_ROWS; block < rows; block += threads * BLOCK_ROWS) {
    const end = min(block + BLOCK_ROWS, rows);
    for (let r = block; r < end; r++) {
      const score = <usize>word(SCORES) + (r << 3);
      const gradient = <usize>word(GRADIENTS) + (r << 2);
      const hessian = <usize>word(HESSIANS) + (r << 2);
      const label = <u32>load<f64>(word(LABEL) + (r << 3));
      const w: f64 = weight ? <f64>load<f32>(weight + (r << 2)) : 1;
      let top = load<f64>(score);
      for (let k: u32 = 1; k < classes; k++) top = max(top, load<f64>(score + k * stride));
      let sum: f64 = 0;
      for (let k: u32 = 0; k < classes; k++) sum += exponential(load<f64>(score + k * stride) - top);
      for (let k: u32 = 0; k < classes; k++) {
        const p = exponential(load<f64>(score + k * stride) - top) / sum;
        const g = (k == label ? p - 1 : p) * w;
        const h = factor * p * (1 - p) * w;
        store<f32>(gradient + k * rows * 4, <f32>g);
        store<f32>(hessian + k * rows * 4, <f32>h);
        largest = max(largest, abs(g));
        largestHessian = max(largestHessian, h);
      }
    }
  }
  const own = threadBlock(thread);
  store<f64>(own, largest, THREAD_MAX_GRADIENT);
  store<f64>(own, largestHessian, THREAD_MAX_HESSIAN);
}

/** List a thread's own rows that are in the bag, with their integer gradients, as the root's rows. */
export function fillOrder(thread: u32): void {
  const threads = word(THREADS);
  const rows = word(TRAIN_ROWS);
  const gradient = word(GRADIENT);
  const hessian = word(HESSIAN);
  const bag = word(BAG);
  const narrow = isNarrow();
  const classes = word(MODE) == MODE_CLASSES;
  const gradientScale = 1 / number(GRADIENT_UNIT);
  const hessianScale = 1 / number(HESSIAN_UNIT);
  const first = ownStart(thread);
  let entry = <usize>word(ORDER) + (first << 3);
  let hessianEntry = <usize>word(HESSIAN_ORDER) + (first << 2);
  let sum: i64 = 0;
  let hessianSum: i64 = 0;
  let count: u32 = 0;
  for (let block = thread * BLOCK_ROWS; block < rows; block += threads * BLOCK_ROWS) {
    const end = min(block + BLOCK_ROWS, rows);
    for (let r = block; r < end; r++) {
      const times: i64 = bag ? <i64>load<u8>(bag + r) : 1;
      if (times == 0) continue;
      const g = <i64>nearest(<f64>load<f32>(gradient + (r << 2)) * gradientScale) * (classes ? 1 : times);
      sum += g;
      store<i64>(entry, (g << 32) | <i64>r);
      entry += 8;
      count++;
      if (narrow) continue;
      const h = (hessian ? <i64>nearest(<f64>load<f32>(hessian + (r << 2)) * hessianScale) : 1) * times;
      hessianSum += h;
      store<u32>(hessianEntry, <u32>h);
      hessianEntry += 4;
    }
  }
  const own = threadBlock(thread);
  store<i64>(own, sum, THREAD_GRADIENT);
  store<i64>(own, narrow ? <i64>count : hessianSum, THREAD_HESSIAN);
  store<u32>(own, count, THREAD_ROWS);
  const range = <usize>word(LEAF_RANGES) + (thread << 3);
  store<u32>(range, first);
  store<u32>(range, first + count, 4);
}

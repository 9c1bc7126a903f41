// Histogram trees: the data-heavy jobs. The host (src/math/trees) decides what to do next; see layout.ts for memory and
// reference.ts for what the jobs compute. No managed object and no module-level data: instances share one memory.
import { binRows, sortValues } from "./assembly-binning";
import { searchDirect } from "./assembly-direct";
import { setControl, threadBlock, word } from "./assembly-control";
import { buildHistogram, ownHistogram, partition } from "./assembly-histogram";
import { fillOrder, gradients } from "./assembly-objectives";
import { addLeafValues, addWalked } from "./assembly-scores";
import { searchSplits } from "./assembly-search";
import {
  ARGUMENT_0,
  ARGUMENT_1,
  ARGUMENT_2,
  ARGUMENT_3,
  ARGUMENT_4,
  ARGUMENT_5,
  ARGUMENT_6,
  JOB,
  JOB_BIN,
  JOB_DIRECT,
  JOB_SPLIT_ALONE,
  JOB_FILL,
  JOB_GRADIENTS,
  JOB_ROOT,
  JOB_SCAN,
  JOB_SCORE,
  JOB_SORT_SAMPLE,
  JOB_SPLIT,
  JOB_TRAVERSE,
  THREADS,
  THREAD_SCRATCH,
} from "./layout";

/** Tell this instance where the control block is. */
export function attach(control: usize): void {
  setControl(control);
}

/** Do a thread's part of the job that stands in the control block. */
export function run(thread: u32): void {
  const job = word(JOB);
  if (job == JOB_SPLIT) {
    // Leaf, right child's number, feature, row list, histogram or 0, whose it is.
    const leaf = word(ARGUMENT_0);
    const right = word(ARGUMENT_1);
    const other = word(ARGUMENT_3);
    partition(leaf, right, word(ARGUMENT_2), other, thread);
    const histogram = word(ARGUMENT_4);
    if (histogram) {
      buildHistogram(ownHistogram(thread, histogram), word(ARGUMENT_5) ? right : leaf, thread, 1 - other);
    }
  } else if (job == JOB_SCAN) {
    searchSplits(thread, word(ARGUMENT_0));
  } else if (job == JOB_DIRECT) {
    // Leaf, row list, features, how many, how many that are not constant. Only thread 0 does this.
    searchDirect(word(ARGUMENT_0), word(ARGUMENT_1), word(ARGUMENT_2), word(ARGUMENT_3), word(ARGUMENT_4));
  } else if (job == JOB_SPLIT_ALONE) {
    const threads = word(THREADS);
    for (let t: u32 = 0; t < threads; t++) {
      partition(word(ARGUMENT_0), word(ARGUMENT_1), word(ARGUMENT_2), word(ARGUMENT_3), t);
    }
  } else if (job == JOB_ROOT) {
    buildHistogram(ownHistogram(thread, word(ARGUMENT_0)), 0, thread, 0);
  } else if (job == JOB_GRADIENTS) {
    gradients(thread);
  } else if (job == JOB_FILL) {
    fillOrder(thread);
  } else if (job == JOB_SCORE) {
    addLeafValues(thread, word(ARGUMENT_0), word(ARGUMENT_1), word(ARGUMENT_2));
  } else if (job == JOB_TRAVERSE) {
    addWalked(thread, word(ARGUMENT_0), word(ARGUMENT_1));
  } else if (job == JOB_BIN) {
    binPart(thread);
  } else if (job == JOB_SORT_SAMPLE) {
    sortPart(thread);
  }
}

/** Raw values, first row, rows, bounds, missing bins, row step, 4 or 8 bytes a value with the column step above. */
function binPart(thread: u32): void {
  const raw = word(ARGUMENT_0);
  const rows = word(ARGUMENT_2);
  const threads = word(THREADS);
  const begin = <u32>((<u64>rows * thread) / threads);
  const end = <u32>((<u64>rows * (thread + 1)) / threads);
  const rowStep = word(ARGUMENT_5);
  const columnStep = word(ARGUMENT_6) >> 4;
  const first = word(ARGUMENT_1);
  if ((word(ARGUMENT_6) & 15) == 4) {
    binRows<f32>(raw, rowStep, columnStep, first, begin, end, word(ARGUMENT_3), word(ARGUMENT_4));
  } else {
    binRows<f64>(raw, rowStep, columnStep, first, begin, end, word(ARGUMENT_3), word(ARGUMENT_4));
  }
}

/** Columns of a sample, columns, rows, 4 or 8 bytes a value: each thread sorts its columns in place. */
function sortPart(thread: u32): void {
  const rows = word(ARGUMENT_2);
  const bytes = word(ARGUMENT_3);
  const counters = <usize>load<u32>(threadBlock(thread), THREAD_SCRATCH);
  const other = counters + 8192;
  for (let column = thread; column < word(ARGUMENT_1); column += word(THREADS)) {
    const values = <usize>word(ARGUMENT_0) + <usize>column * rows * bytes;
    if (bytes == 4) sortValues<f32, u32>(values, other, rows, counters);
    else sortValues<f64, u64>(values, other, rows, counters);
  }
}

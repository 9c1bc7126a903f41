// Adding a tree to the scores.
import { word } from "./assembly-control";
import { leafRange, orderOf } from "./assembly-histogram";
import {
  BAG,
  BINS_BY_ROW,
  BIN_NODE_BYTES,
  BLOCK_ROWS,
  NODE_MISSING_LEFT,
  NODE_TABLE,
  ROWS,
  ROW_BYTES,
  SCORE,
  THREADS,
  TRAIN_ROWS,
} from "./layout";

/**
 * Add leaf values to the scores of a thread's rows in the bag, leaf by leaf.
 *
 * @param values f64 [leaves]
 * @param lists u8 [leaves]: which row list a leaf's rows stand in
 */
export function addLeafValues(thread: u32, leaves: u32, values: usize, lists: usize): void {
  const score = <usize>word(SCORE);
  for (let leaf: u32 = 0; leaf < leaves; leaf++) {
    const range = leafRange(leaf, thread);
    const order = orderOf(load<u8>(lists + leaf));
    const end = order + (load<u32>(range, 4) << 3);
    const value = load<f64>(values + (leaf << 3));
    for (let p = order + (load<u32>(range) << 3); p < end; p += 8) {
      const s = score + (load<u32>(p) << 3);
      store<f64>(s, load<f64>(s) + value);
    }
  }
}

/** Walk the tree for a thread's rows out of the bag, and for validation rows, and add their leaves' values. */
export function addWalked(thread: u32, nodes: usize, values: usize): void {
  const threads = word(THREADS);
  const rows = word(ROWS);
  const trainRows = word(TRAIN_ROWS);
  const bag = word(BAG);
  const rowBytes = word(ROW_BYTES);
  const score = <usize>word(SCORE);
  for (let block = thread * BLOCK_ROWS; block < rows; block += threads * BLOCK_ROWS) {
    const end = min(block + BLOCK_ROWS, rows);
    for (let r = block; r < end; r++) {
      if (r < trainRows && (bag == 0 || load<u8>(bag + r))) continue;
      const bins = <usize>word(BINS_BY_ROW) + <usize>r * rowBytes;
      let node: i32 = 0;
      while (node >= 0) {
        const p = nodes + <usize>node * BIN_NODE_BYTES;
        const feature = load<u32>(p);
        const split = load<u32>(p, 12);
        const bin = <u32>load<u8>(bins + (feature & 0xffffff));
        const kind = feature >> 24;
        let left = bin <= (split & 255);
        if (kind == NODE_MISSING_LEFT) left = left || bin == split >> 8;
        else if (kind == NODE_TABLE) left = load<u8>(<usize>split + bin) != 0;
        node = left ? load<i32>(p, 4) : load<i32>(p, 8);
      }
      const s = score + (r << 3);
      store<f64>(s, load<f64>(s) + load<f64>(values + ((<usize>~node) << 3)));
    }
  }
}

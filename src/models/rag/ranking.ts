import { selectLargest } from "../../math/sparse/select-largest.ts";
import type { RankedPassages } from "./task.ts";

/**
 * The k passages with the largest scores, best first; between equal ones the lower row first.
 *
 * @param scores shape [passages]; 0 or less is not found
 * @param allowed as `RagRequest.allowed`
 */
export function bestPassages(scores: Float64Array, allowed: Uint8Array | null, k: number): RankedPassages {
  const values = new Float64Array(scores.length);
  const rows = new Int32Array(scores.length);
  let count = 0;
  for (let row = 0; row < scores.length; row++) {
    if (!(scores[row]! > 0) || (allowed !== null && allowed[row] !== 1)) continue;
    values[count] = scores[row]!;
    rows[count++] = row;
  }
  const found = rows.subarray(0, selectLargest(values, rows, count, k));
  found.sort((a, b) => scores[b]! - scores[a]! || a - b);
  return { rows: Uint32Array.from(found), scores: Float32Array.from(found, (row) => scores[row]!) };
}

import { log } from "../../../core/elementary.ts";
import { CONTENT_FIELDS, type ItemContent } from "../../../features/item-content.ts";
import type { CsrMatrix } from "../../../math/sparse/csr-matrix.ts";
import type { ContentOptions } from "./options.ts";

/** BM25's saturation and length normalisation (Robertson and Zaragoza 2009). */
const K1 = 1.2;
const B = 0.75;
const DECADE = CONTENT_FIELDS.indexOf("decade");

/**
 * Titles by terms, so that the inner product of two rows is their similarity:
 *
 *   Σ over fields f of weight(f) · cosine of the two titles' weighted terms in f
 *
 * A term counts its frequency times ln((1 + titles) / (1 + titles with it)) + 1, as in scikit-learn's TfidfVectorizer;
 * a field that a title lacks adds nothing. Terms of more than `commonShare` of the titles are left out; decades are not,
 * of which every title has one.
 */
export function weighTerms({ terms, termFields }: ItemContent, options: ContentOptions): CsrMatrix {
  const { rowCount, columnCount, rowStart } = terms;
  const titlesWith = new Int32Array(columnCount);
  for (const column of terms.columns) titlesWith[column]!++;
  const most = Math.max(1, options.commonShare * rowCount);
  const rarity = Float64Array.from(titlesWith, (count, column) =>
    count > most && termFields[column] !== DECADE ? 0 : log((1 + rowCount) / (1 + count)) + 1,
  );
  const frequency = options.weighting === "bm25" ? saturated({ terms, termFields }) : terms.values;
  const values = new Float64Array(terms.values.length);
  const squares = new Float64Array(CONTENT_FIELDS.length);
  for (let row = 0; row < rowCount; row++) {
    squares.fill(0);
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) {
      const column = terms.columns[at]!;
      values[at] = frequency[at]! * rarity[column]!;
      squares[termFields[column]!]! += values[at]! ** 2;
    }
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) {
      const field = termFields[terms.columns[at]!]!;
      const weight = options[CONTENT_FIELDS[field]!];
      values[at] = values[at] === 0 ? 0 : values[at]! * Math.sqrt(weight / squares[field]!);
    }
  }
  return withoutZeros({ ...terms, values: Float32Array.from(values) });
}

/** Term frequencies as BM25 counts them, each field against its own mean length. */
function saturated({ terms, termFields }: Pick<ItemContent, "terms" | "termFields">): Float32Array {
  const { rowCount, rowStart, columns, values } = terms;
  const fields = CONTENT_FIELDS.length;
  const lengths = new Float64Array(rowCount * fields);
  for (let row = 0; row < rowCount; row++) {
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++)
      lengths[row * fields + termFields[columns[at]!]!]! += values[at]!;
  }
  const means = CONTENT_FIELDS.map((_, field) => {
    let sum = 0;
    let count = 0;
    for (let at = field; at < lengths.length; at += fields) {
      sum += lengths[at]!;
      if (lengths[at]! > 0) count++;
    }
    return count === 0 ? 1 : sum / count;
  });
  const out = new Float32Array(values.length);
  for (let row = 0; row < rowCount; row++) {
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) {
      const field = termFields[columns[at]!]!;
      const length = lengths[row * fields + field]! / means[field]!;
      out[at] = (values[at]! * (K1 + 1)) / (values[at]! + K1 * (1 - B + B * length));
    }
  }
  return out;
}

function withoutZeros(matrix: CsrMatrix): CsrMatrix {
  const rowStart = new Int32Array(matrix.rowCount + 1);
  const kept: number[] = [];
  for (let row = 0; row < matrix.rowCount; row++) {
    for (let at = matrix.rowStart[row]!; at < matrix.rowStart[row + 1]!; at++) {
      if (matrix.values[at] !== 0) kept.push(at);
    }
    rowStart[row + 1] = kept.length;
  }
  return {
    ...matrix,
    rowStart,
    columns: Int32Array.from(kept, (at) => matrix.columns[at]!),
    values: Float32Array.from(kept, (at) => matrix.values[at]!),
  };
}

import { decodeState, encodeState } from "../../state-codec.ts";
import type { ContentState } from "./fit.ts";

const FORMAT = 1;

export function saveContent({ matrix }: ContentState): Uint8Array<ArrayBuffer> {
  return encodeState("content", FORMAT, {
    scalars: { titles: matrix.rowCount },
    arrays: {
      rowStart: Float64Array.from(matrix.rowStart),
      columns: Float64Array.from(matrix.columns),
      values: Float64Array.from(matrix.values),
    },
  });
}

/** @throws `model.unknown-format` */
export function loadContent(bytes: Uint8Array<ArrayBuffer>): ContentState {
  const { scalars, arrays } = decodeState("content", FORMAT, bytes);
  const titles = Number(scalars["titles"]);
  return {
    matrix: {
      rowCount: titles,
      columnCount: titles,
      rowStart: Int32Array.from(arrays["rowStart"]!),
      columns: Int32Array.from(arrays["columns"]!),
      values: Float32Array.from(arrays["values"]!),
    },
  };
}

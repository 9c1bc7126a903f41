import { expandedOf, expandedParts, type ExpandedDesign } from "./expanded-design.ts";
import { decodeState, encodeState } from "./state-codec.ts";

/** A fitted linear model on expanded terms. */
export interface ExpandedState {
  readonly design: ExpandedDesign;
  /** Classes of a classification; 0 for numbers. */
  readonly classes: number;
  /** Shape [scores]: one for numbers and for two classes, else one each. */
  readonly intercepts: Float64Array;
  /** Shape [scores][columns of the expanded matrix]. */
  readonly coefficients: Float64Array;
  /** How far the scores move with each column. Shape [columns of the table]. */
  readonly importance: Float64Array;
}

const FORMAT = 1;

/** Rows beyond so many are passed over, evenly: they would not change some hundred coefficients by much. */
const MOST_ROWS = 50_000;

/** The rows that are fitted to, of all; null for all of them. */
export function fittedRows(rows: number): Int32Array | null {
  if (rows <= MOST_ROWS) return null;
  return Int32Array.from({ length: MOST_ROWS }, (_, i) => Math.floor((i * rows) / MOST_ROWS));
}

/** The state as bytes, whole and exact. */
export function saveExpanded(model: string, state: ExpandedState): Uint8Array<ArrayBuffer> {
  const { scalars, arrays, words } = expandedParts(state.design);
  const { classes, intercepts, coefficients, importance } = state;
  return encodeState(model, FORMAT, {
    scalars: { ...scalars, classes },
    arrays: { ...arrays, intercepts, coefficients, importance },
    words,
  });
}

/** @throws `model.unknown-format` */
export function loadExpanded(model: string, bytes: Uint8Array<ArrayBuffer>): ExpandedState {
  const parts = decodeState(model, FORMAT, bytes);
  return {
    design: expandedOf(parts),
    classes: Number(parts.scalars["classes"]),
    intercepts: parts.arrays["intercepts"]!,
    coefficients: parts.arrays["coefficients"]!,
    importance: parts.arrays["importance"]!,
  };
}

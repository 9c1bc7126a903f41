import { decodeState, encodeState } from "../../models/state-codec.ts";
import type { Contributions, TabularTable } from "../../models/tabular.ts";
import {
  encoded,
  encodedSources,
  fitEncoder,
  type CategoryEncoder,
  type ColumnEncodings,
} from "./encode-categories.ts";
import type { TableMethod } from "./table-task.ts";

/** The state of a method behind an encoding. */
interface EncodedState {
  readonly encoder: CategoryEncoder;
  /** For each column of the encoded table, the column that it comes from. */
  readonly sources: Int32Array;
  readonly columns: number;
  readonly state: unknown;
}

const KIND = "encoded";
const FORMAT = 1;

/**
 * A method that sees a table's categories as numbers. The encoding is learned in each fit from the rows of that fit, so what
 * cross-validation holds back stays unseen. Its options are the method's with `encodings` beside them.
 *
 * @param classes of a classification; 0 for numbers
 */
export function encodedMethod(inner: TableMethod, encodings: ColumnEncodings, classes: number): TableMethod {
  const { explainer } = inner;
  const own = (state: unknown): EncodedState => state as EncodedState;
  const seen = (state: unknown, table: TabularTable): TabularTable => encoded(own(state).encoder, table);
  return {
    ...inner,
    options: { ...inner.options, encodings },
    fit: async (data, context): Promise<EncodedState> => {
      const { encoder, table } = fitEncoder(data, encodings, classes, context.random.fork("encoding"));
      const sources = Int32Array.from(encodedSources(encoder, data));
      const state = await inner.fit({ ...data, ...table }, context);
      return { encoder, sources, columns: data.columns.length, state };
    },
    outputs: (state, table) => inner.outputs(own(state).state, seen(state, table)),
    importance: (state) => {
      const { sources, columns, state: kept } = own(state);
      return summed(inner.importance(kept), sources, columns);
    },
    ...(explainer !== undefined && {
      explainer: {
        method: explainer.method,
        stepsPerRow: (state: unknown) => explainer.stepsPerRow(own(state).state),
        contributions: (state: unknown, table: TabularTable, signal?: AbortSignal): Contributions => {
          const { sources, columns, state: kept } = own(state);
          const found = explainer.contributions(kept, seen(state, table), signal);
          return { ...found, values: summed(found.values, sources, columns) };
        },
      },
    }),
    save: (state) => {
      const { encoder, sources, columns, state: kept } = own(state);
      return encodeState(KIND, FORMAT, {
        scalars: { encoder: JSON.stringify(encoder), columns },
        arrays: {},
        words: { sources, state: inner.save(kept) },
      });
    },
    load: (bytes): EncodedState => {
      const { scalars, words } = decodeState(KIND, FORMAT, bytes);
      return {
        encoder: JSON.parse(String(scalars["encoder"])) as CategoryEncoder,
        sources: words["sources"] as Int32Array,
        columns: Number(scalars["columns"]),
        state: inner.load(Uint8Array.from(words["state"] as Uint8Array)),
      };
    },
  };
}

/** Figures of the encoded table's columns as figures of those that they come from; last dimension [columns]. */
function summed(values: Float64Array, sources: Int32Array, columns: number): Float64Array {
  const rows = values.length / sources.length;
  const sums = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < sources.length; c++) {
      sums[row * columns + sources[c]!]! += values[row * sources.length + c]!;
    }
  }
  return sums;
}

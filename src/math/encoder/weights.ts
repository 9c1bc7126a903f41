/** A table of vectors as 8-bit numbers: (value - zero) · scale. Shape [rows, width]. */
export interface QuantisedTable {
  readonly values: Uint8Array | Int8Array;
  readonly zero: number;
  readonly scale: number;
}

/** A matrix of 8-bit numbers with one scale a column, and what is added to the product. */
export interface QuantisedMatrix {
  /** Shape [rows, columns]. */
  readonly values: Int8Array;
  readonly rows: number;
  readonly columns: number;
  /** Shape [columns]. */
  readonly scales: Float32Array;
  readonly bias: Float32Array;
}

/** Scale and shift of a layer norm, shape [width] each. */
export interface NormWeights {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

export interface EncoderLayer {
  readonly query: QuantisedMatrix;
  readonly key: QuantisedMatrix;
  readonly value: QuantisedMatrix;
  readonly attentionOutput: QuantisedMatrix;
  readonly attentionNorm: NormWeights;
  readonly intermediate: QuantisedMatrix;
  readonly output: QuantisedMatrix;
  readonly outputNorm: NormWeights;
}

/** A BERT encoder whose matrices are whole numbers and whose inputs are rounded as they come. */
export interface EncoderWeights {
  readonly width: number;
  readonly heads: number;
  /** Most tokens of a text: rows of the table of positions. */
  readonly positions: number;
  readonly epsilon: number;
  readonly words: QuantisedTable;
  readonly places: QuantisedTable;
  /** Of the only kind of text there is here. Shape [width]. */
  readonly kind: Float32Array;
  readonly embeddingNorm: NormWeights;
  readonly layers: readonly EncoderLayer[];
}

/** One file of an embedding model. */
export interface EmbeddingModelFile {
  /** Within the model's folder, as transformers.js lays it out: "onnx/model_quantized.onnx". */
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** How the vectors of a text's tokens become the vector of the text: their mean, or the first (`[CLS]`) alone. */
export type Pooling = "mean" | "cls";

/** An embedding model whose files are at hand, each with its hash. */
export interface EmbeddingModel {
  readonly modelId: string;
  readonly label: string;
  /** SPDX identifier, or as its source states it; null where it states none. */
  readonly licence: string | null;
  /** ISO 639-1; empty where unknown. */
  readonly languages: readonly string[];
  readonly dimension: number;
  readonly pooling: Pooling;
  /** Tokens of a text that count, the special ones included. */
  readonly maxTokens: number;
  readonly files: readonly EmbeddingModelFile[];
  /** The file that holds the weights: its SHA-256 names the vectors. */
  readonly weights: string;
}

/** The weights' file. */
export function weightsOf(model: EmbeddingModel): EmbeddingModelFile {
  return model.files.find((file) => file.path === model.weights)!;
}

/**
 * The model that comes with the app: sentences of English text in 384 dimensions, weights in whole numbers of 8 bits.
 * @see public/models/all-MiniLM-L6-v2/README.md for where it comes from
 */
export const BUILT_IN_MODEL: EmbeddingModel = {
  modelId: "all-MiniLM-L6-v2",
  label: "MiniLM (English)",
  licence: "Apache-2.0",
  languages: ["en"],
  dimension: 384,
  pooling: "mean",
  // max_seq_length of its sentence_bert_config.json.
  maxTokens: 256,
  files: [
    {
      path: "config.json",
      bytes: 612,
      sha256: "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    },
    {
      path: "tokenizer.json",
      bytes: 466_247,
      sha256: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    },
    {
      path: "tokenizer_config.json",
      bytes: 350,
      sha256: "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    },
    {
      path: "onnx/model_quantized.onnx",
      bytes: 22_839_742,
      sha256: "57ffb1dc93790687327eab2eedf74266837f320e4b52cc59936b7fae0bda3948",
    },
  ],
  weights: "onnx/model_quantized.onnx",
};

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

/** What a person says of a model that she adds. */
export interface ModelNaming {
  readonly label: string;
  readonly licence: string | null;
  readonly languages: readonly string[];
  /** SHA-256 that its weights must have, where she knows it. */
  readonly weightsSha256?: string | null;
}

/** A model in a folder on a server. */
export interface FetchableModel extends ModelNaming {
  readonly modelId: string;
  /** null: as its configuration says. */
  readonly known: { readonly pooling: Pooling; readonly maxTokens: number } | null;
  /** About so much is fetched; null where unknown. */
  readonly aboutBytes: number | null;
  /** Folder of its files, with a slash at the end. */
  readonly url: string;
  /**
   * Within the folder; the first .onnx that is there holds the weights. A hash that is not known is pinned when it is
   * first found.
   */
  readonly files: readonly {
    readonly path: string;
    readonly sha256: string | null;
    readonly optional?: boolean;
  }[];
}

/** A model that is known and not carried: fetched only when a person asks for it. */
export interface OfferedModel extends FetchableModel {
  readonly licence: string;
  readonly aboutBytes: number;
}

/** A model as the screen lists it. */
export interface ListedModel {
  readonly modelId: string;
  readonly label: string;
  readonly licence: string | null;
  readonly languages: readonly string[];
  readonly dimension: number;
  readonly pooling: Pooling;
  readonly maxTokens: number;
  readonly bytes: number;
  /** Of its weights. */
  readonly sha256: string;
  /** Whether that hash was known beforehand; else it is the one that was found when the model came. */
  readonly verified: boolean;
  readonly builtIn: boolean;
  readonly url: string | null;
  readonly doubts: readonly string[];
}

/** The models of this device, and which one vectors are made with. */
export interface IndexModels {
  readonly models: readonly ListedModel[];
  readonly chosenId: string;
  /** Models that are known to fit and are not here. */
  readonly offered: readonly OfferedModel[];
}

const PLAIN_FILES = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "onnx/model_quantized.onnx",
].map((path) => ({ path, sha256: null }));

/** Both by sentence-transformers, in the ONNX layout of transformers.js. */
export const OFFERED_MODELS: readonly OfferedModel[] = [
  {
    modelId: "paraphrase-multilingual-MiniLM-L12-v2",
    label: "MiniLM (50 languages)",
    licence: "Apache-2.0",
    languages: [
      "en",
      "de",
      "fr",
      "es",
      "it",
      "nl",
      "pt",
      "pl",
      "sv",
      "da",
      "cs",
      "ru",
      "tr",
      "ja",
      "zh",
      "ko",
      "ar",
    ],
    known: { pooling: "mean", maxTokens: 128 },
    aboutBytes: 135_000_000,
    url: "https://huggingface.co/Xenova/paraphrase-multilingual-MiniLM-L12-v2/resolve/main/",
    files: PLAIN_FILES,
  },
  {
    modelId: "all-MiniLM-L12-v2",
    label: "MiniLM, twelve layers (English)",
    licence: "Apache-2.0",
    languages: ["en"],
    known: { pooling: "mean", maxTokens: 128 },
    aboutBytes: 35_000_000,
    url: "https://huggingface.co/Xenova/all-MiniLM-L12-v2/resolve/main/",
    files: PLAIN_FILES,
  },
];

/** What a model's configuration files say of it; `doubts` are sentences on what they leave open. */
export interface ModelTraits {
  readonly dimension: number | null;
  readonly pooling: Pooling;
  readonly maxTokens: number;
  readonly doubts: readonly string[];
}

/** Parsed JSON of a model's configuration files; null where there is none. */
export interface ModelConfigs {
  /** config.json of transformers. */
  readonly config: unknown;
  readonly tokenizerConfig: unknown;
  /** 1_Pooling/config.json and sentence_bert_config.json of sentence-transformers. */
  readonly pooling: unknown;
  readonly sentence: unknown;
}

/** Most tokens where no file says how many: what BERT's family was trained on. */
const USUAL_MAX_TOKENS = 512;

/** Read dimension, pooling and most tokens out of a model's configuration files. */
export function modelTraits({ config, tokenizerConfig, pooling, sentence }: ModelConfigs): ModelTraits {
  const doubts: string[] = [];
  const dimension = numberIn(pooling, "word_embedding_dimension") ?? hiddenSize(config);
  const cls = fieldIn(pooling, "pooling_mode_cls_token") === true;
  const mean = fieldIn(pooling, "pooling_mode_mean_tokens") === true;
  if (pooling === null) doubts.push("Nothing says how it is pooled; the mean of its tokens is taken.");
  else if (!cls && !mean) doubts.push("It is pooled in a way that is not known here; the mean is taken.");
  const limits = [
    numberIn(sentence, "max_seq_length"),
    numberIn(config, "max_position_embeddings"),
    numberIn(tokenizerConfig, "model_max_length"),
  ].filter((limit) => limit !== null);
  return {
    dimension,
    pooling: cls && !mean ? "cls" : "mean",
    maxTokens: Math.min(USUAL_MAX_TOKENS, ...limits),
    doubts,
  };
}

function hiddenSize(config: unknown): number | null {
  return numberIn(config, "hidden_size") ?? numberIn(config, "dim") ?? numberIn(config, "d_model");
}

function numberIn(record: unknown, name: string): number | null {
  const value = fieldIn(record, name);
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : null;
}

function fieldIn(record: unknown, name: string): unknown {
  return typeof record === "object" && record !== null
    ? (record as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

import type { AnswerSentence } from "./ask.ts";

/**
 * Who puts an answer into words: nobody, so that the answering sentences stand as they are; the browser's own language
 * model; or a small one that a person added.
 */
export type GeneratorChoice = "extractive" | "browser" | "local";

/** A language model that a person added: one GGUF file. */
export interface LocalGenerator {
  readonly label: string;
  /** SPDX identifier; null where it is not known. */
  readonly licence: string | null;
  readonly bytes: number;
  /** Of the file, lower-case hexadecimal. */
  readonly sha256: string;
  readonly addedAt: string;
  /** Where it was fetched from; null where it came from a file. */
  readonly url: string | null;
}

/** What there is on this device to put answers into words. */
export interface GeneratorState {
  readonly choice: GeneratorChoice;
  readonly local: LocalGenerator | null;
}

/** An answer to be put into words: from these passages and nothing else. */
export interface RewriteRequest {
  readonly datasetId: string;
  readonly question: string;
  /** Best first; those after the third are not read. */
  readonly passageIds: readonly string[];
}

/** What is left of a generated text after it was held against the passages. */
export interface Rewrite {
  /** Each with the place that supports it. */
  readonly sentences: readonly AnswerSentence[];
  /** Statements that no passage supports; they are not shown. */
  readonly dropped: number;
}

/** Models that were tried, told by their SHA-256. */
const KNOWN: Readonly<Record<string, Pick<LocalGenerator, "label" | "licence">>> = {
  b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53: {
    label: "SmolLM2 135M Instruct (Q4_1)",
    licence: "Apache-2.0",
  },
};

/** What is known of a model file; a file that was never tried goes by its name. */
export function describeGenerator(
  sha256: string,
  fileName: string,
): Pick<LocalGenerator, "label" | "licence"> {
  return KNOWN[sha256] ?? { label: fileName.replace(/\.gguf$/i, "") || "model", licence: null };
}

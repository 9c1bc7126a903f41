import { AutoTokenizer, type PreTrainedTokenizer } from "@huggingface/transformers";
import type { EmbeddingModel } from "../../domain/embedding-model.ts";
import { embeddingError } from "./errors.ts";
import { tokenSpans, type TokenStyle } from "./token-spans.ts";

/** A text as a model reads it. */
export interface TokenizedText {
  /** With the tokens that the model adds. */
  readonly ids: readonly number[];
  /** Tokens that the model adds in front; as `added - front` behind. */
  readonly front: number;
  /** Tokens that stand in the text: ids[front .. front + count). */
  readonly count: number;
  /** [start, end) in UTF-16 units by pairs, of those tokens. Shape [count, 2]. */
  readonly spans: Uint32Array;
}

export interface TextTokenizer {
  readonly padId: number;
  /** A text of more tokens than the model takes is cut. */
  read(text: string, withSpans: boolean): TokenizedText;
}

/**
 * The tokenizer of a model that transformers.js already has the files of.
 * @throws `embedding.unreadable` for kinds other than WordPiece and SentencePiece
 */
export async function openTokenizer(model: EmbeddingModel): Promise<TextTokenizer> {
  const tokenizer = await AutoTokenizer.from_pretrained(model.modelId);
  const style = styleOf(model, tokenizer);
  const { front, back } = addedTokens(tokenizer);
  const frontIds = tokenizer.convert_tokens_to_ids(front);
  const backIds = tokenizer.convert_tokens_to_ids(back);
  const room = model.maxTokens - front.length - back.length;
  return {
    padId: tokenizer.pad_token_id ?? 0,
    read: (text, withSpans) => {
      const all = tokenizer.tokenize(text, { add_special_tokens: false });
      const tokens = all.length > room ? all.slice(0, room) : all;
      const ids = tokens.map((token) => idOf(tokenizer, token));
      return {
        ids: [...frontIds, ...ids, ...backIds],
        front: frontIds.length,
        count: tokens.length,
        // All tokens take part: one that was cut off would leave its letters to those before it.
        spans: withSpans ? tokenSpans(text, all, style).subarray(0, 2 * tokens.length) : new Uint32Array(0),
      };
    },
  };
}

function idOf(tokenizer: PreTrainedTokenizer, token: string): number {
  const id: number | undefined = tokenizer.convert_tokens_to_ids(token);
  return id ?? tokenizer.unk_token_id ?? 0;
}

/** What the model adds before and after a text. */
function addedTokens(tokenizer: PreTrainedTokenizer): { front: string[]; back: string[] } {
  const bare = tokenizer.tokenize("a", { add_special_tokens: false });
  const whole = tokenizer.tokenize("a", { add_special_tokens: true });
  const front = whole.indexOf(bare[0] ?? "");
  return { front: whole.slice(0, front), back: whole.slice(front + bare.length) };
}

function styleOf(model: EmbeddingModel, tokenizer: PreTrainedTokenizer): TokenStyle {
  const { type, continuing_subword_prefix: prefix } = tokenizer._tokenizerJSON.model as {
    type?: string;
    continuing_subword_prefix?: string;
  };
  const unknown = (tokenizer.unk_token as string | null) ?? "[UNK]";
  if (type === "WordPiece") return { marker: prefix ?? "##", unknown, unknownIs: "word" };
  if (type === "Unigram") return { marker: "▁", unknown, unknownIs: "run" };
  const reason = `its tokenizer is of the kind "${type ?? "unknown"}", expected WordPiece or Unigram`;
  throw embeddingError("embedding.unreadable", { model: model.modelId, reason });
}

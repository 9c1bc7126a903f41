import { foldPiece, foldText } from "./folded-text.ts";

/** How a tokenizer writes its tokens. */
export interface TokenStyle {
  /** What stands before a token that is no letter of the text: "##" inside a word (WordPiece), "▁" for a blank. */
  readonly marker: string;
  readonly unknown: string;
  /** An unknown token stands for a whole word (WordPiece), or for the letters up to the next known token. */
  readonly unknownIs: "word" | "run";
}

/**
 * Where each token stands in the text. Tokenizers of transformers.js do not say, so the tokens are laid along the
 * text again, both folded.
 *
 * Starts and ends ascend and lie inside the text; tokens that share one character (a syllable that is taken apart)
 * share its span; a token that stands for nothing of the text has an empty span.
 *
 * @param tokens in order, without those that the model adds
 * @returns [start, end) in UTF-16 units by pairs, shape [tokens, 2]
 */
export function tokenSpans(original: string, tokens: readonly string[], style: TokenStyle): Uint32Array {
  const folded = foldText(original);
  const spans = new Uint32Array(2 * tokens.length);
  const { text } = folded;
  let at = 0;
  let waiting = 0;

  const place = (token: number, from: number, to: number): void => {
    const lastStart = token > 0 ? spans[2 * token - 2]! : 0;
    const lastEnd = token > 0 ? spans[2 * token - 1]! : 0;
    const empty = from >= to;
    spans[2 * token] = empty ? lastEnd : Math.max(lastStart, folded.start[from]!);
    spans[2 * token + 1] = empty ? lastEnd : folded.end[to - 1]!;
  };
  /** The tokens that wait stand somewhere in [at, to): as many words each, the last one takes the rest. */
  const settle = (next: number, to: number): void => {
    for (let i = next - waiting; i < next; i++) {
      const stop = i === next - 1 ? to : Math.min(to, wordEnd(folded.word, at));
      place(i, at, stop);
      at = Math.max(at, stop);
    }
    waiting = 0;
  };

  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token === style.unknown && !text.startsWith(foldPiece(token), at)) {
      if (style.unknownIs === "run" || waiting > 0) waiting++;
      else {
        const stop = wordEnd(folded.word, at);
        place(i, at, stop);
        at = stop;
      }
      continue;
    }
    const piece = foldPiece(bare(token, style.marker));
    if (piece === "" && waiting === 0) {
      place(i, at, at);
      continue;
    }
    const found = findPiece(text, piece, at);
    if (found < 0) {
      waiting++;
      continue;
    }
    settle(i, found);
    place(i, found, found + piece.length);
    at = found + piece.length;
  }
  settle(tokens.length, text.length);
  return spans;
}

/** Where the piece is at `at` or soon after, else -1: far away it would be another one. */
function findPiece(text: string, piece: string, at: number): number {
  if (piece === "") return -1;
  if (text.startsWith(piece, at)) return at;
  const near = text.slice(at, at + SEARCH_WINDOW + piece.length).indexOf(piece);
  return near < 0 ? -1 : at + near;
}

const SEARCH_WINDOW = 64;

function bare(token: string, marker: string): string {
  return token.startsWith(marker) ? token.slice(marker.length) : token;
}

function wordEnd(word: Uint32Array, at: number): number {
  let end = at;
  while (end < word.length && word[end] === word[at]) end++;
  return end;
}

/**
 * A text as tokenizers see it, with where each character came from: lower case, accents gone, compatibility forms
 * resolved (NFKD), no white space, no control characters. Tokens are folded the same way, so that a token of any
 * normaliser is found in the text again.
 */
export interface FoldedText {
  readonly text: string;
  /** For each UTF-16 unit of `text`, the [start, end) in the original. Shape [text.length]. */
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** For each unit, the word it belongs to, as BERT divides words: a new one at white space, at and after punctuation and Chinese characters. */
  readonly word: Uint32Array;
}

const WORD_LETTER = /^[A-Za-z0-9]$/;
const MARK = /\p{Mn}/u;
const MARKS = /\p{Mn}/gu;
/** Control, format, private and lone surrogates: tokenizers drop them. */
const DROPPED = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\uFFFD]/u;
const SPACE = /\s/u;
const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/u;
const CHINESE =
  /[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{2A6DF}\u{2A700}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/u;

/** Fold a text character by character. */
export function foldText(original: string): FoldedText {
  let text = "";
  const start: number[] = [];
  const end: number[] = [];
  const word: number[] = [];
  let words = 0;
  let open = false;
  let at = 0;
  for (const char of original) {
    const from = at;
    at += char.length;
    if (WORD_LETTER.test(char)) {
      if (!open) words++;
      open = true;
      start.push(from);
      end.push(at);
      word.push(words - 1);
      text += char.toLowerCase();
      continue;
    }
    if (char === "\t" || char === "\n" || char === "\r" || (SPACE.test(char) && !DROPPED.test(char))) {
      open = false;
      continue;
    }
    if (DROPPED.test(char)) continue;
    if (MARK.test(char)) {
      // An accent after its letter is part of the letter's place in the text.
      if (open && end.length > 0) end[end.length - 1] = at;
      continue;
    }
    const alone = PUNCTUATION.test(char) || CHINESE.test(char);
    if (!open || alone) words++;
    open = !alone;
    const folded = foldPiece(char);
    for (let i = 0; i < folded.length; i++) {
      start.push(from);
      end.push(at);
      word.push(words - 1);
    }
    text += folded;
  }
  return { text, start: Uint32Array.from(start), end: Uint32Array.from(end), word: Uint32Array.from(word) };
}

/** The letters of a token or a character, folded as `foldText` folds. */
export function foldPiece(piece: string): string {
  if (PLAIN.test(piece)) return piece.toLowerCase();
  return (
    piece
      .normalize("NFKD")
      .toLowerCase()
      // A small letter that depends on what follows: one form for both.
      .replace(/ς/g, "σ")
      .normalize("NFKD")
      .replace(MARKS, "")
      .replace(NOT_SEEN, "")
  );
}

const PLAIN = /^[!-~]*$/;
const NOT_SEEN = /[\s\p{Cc}\p{Cf}\p{Co}\p{Cs}\uFFFD]/gu;

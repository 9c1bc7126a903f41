/** What encoding a text seems to be in. */
export interface EncodingGuess {
  /** Label of the Encoding Standard, or null when the bytes are no text at all. */
  readonly encoding: string | null;
  /** False where only the absence of a contradiction speaks for it. */
  readonly certain: boolean;
}

/**
 * Guess the encoding from the first bytes of a text: a byte order mark, zero bytes in every second place (UTF-16
 * without a mark), else UTF-8; `isUtf8` then has to hold for the rest too.
 */
export function guessEncoding(head: Uint8Array): EncodingGuess {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", certain: true };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", certain: true };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", certain: true };
  let evenZeros = 0;
  let oddZeros = 0;
  for (let i = 0; i < head.length; i++) {
    if (head[i] !== 0) continue;
    if (i % 2 === 0) evenZeros++;
    else oddZeros++;
  }
  if (evenZeros + oddZeros === 0) return { encoding: "utf-8", certain: false };
  const half = head.length / 2;
  if (oddZeros > half * 0.4 && evenZeros < half * 0.05) return { encoding: "utf-16le", certain: false };
  if (evenZeros > half * 0.4 && oddZeros < half * 0.05) return { encoding: "utf-16be", certain: false };
  return { encoding: null, certain: true };
}

/** Checks a stream of bytes for being UTF-8, piece by piece. */
export class Utf8Check {
  private readonly decoder = new TextDecoder("utf-8", { fatal: true });
  private valid = true;

  push(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.valid) return;
    try {
      this.decoder.decode(bytes, { stream: true });
    } catch {
      this.valid = false;
    }
  }

  /** Whether everything so far was UTF-8; a character cut off at the end is no fault. */
  get isUtf8(): boolean {
    return this.valid;
  }
}

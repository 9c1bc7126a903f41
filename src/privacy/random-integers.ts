import type { SecureRandom } from "../core/ports.ts";

const BUFFERED_BYTES = 32_768;
const WORD = 4_294_967_296;

/** Uniform integers from unpredictable bytes. */
export interface RandomIntegers {
  /** Uniform in [0, bound), exactly; bound is a whole number from 1 to 2^53. */
  below(bound: number): number;
}

/** Draws bytes in blocks, and each number by rejection, so that no number is likelier than another. */
export function randomIntegers(random: SecureRandom): RandomIntegers {
  let words = new Uint32Array(0);
  let next = 0;
  const word = (): number => {
    if (next === words.length) {
      words = new Uint32Array(random.bytes(BUFFERED_BYTES).buffer);
      next = 0;
    }
    const value = words[next]!;
    // A number that was used shall not lie around.
    words[next++] = 0;
    return value;
  };
  return {
    below: (bound) => {
      if (bound <= WORD) {
        const limit = WORD - (WORD % bound);
        for (;;) {
          const value = word();
          if (value < limit) return value % bound;
        }
      }
      const range = 2 ** 53;
      const limit = range - (range % bound);
      for (;;) {
        const value = (word() & 0x1fffff) * WORD + word();
        if (value < limit) return value % bound;
      }
    },
  };
}

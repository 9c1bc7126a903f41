import { exp, log } from "./elementary.ts";

/**
 * Seeded random numbers, the same in every engine: 32-bit integer arithmetic and `elementary.ts`.
 *
 * sfc32 (Doty-Humphrey, PractRand), seeded through splitmix32 from the seed and a label, so that two parts of
 * a job with different labels draw from unrelated streams.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Standard normal, by the polar method (Marsaglia and Bray 1964). */
  normal(): number;
  /** Poisson with the given mean: inversion below 30, rounded normal approximation above. */
  poisson(mean: number): number;
  /** An independent stream named by `label`; drawing from it leaves this one untouched. */
  fork(label: string): Random;
}

/** Make a seeded generator. Same seed and label: same numbers, in Node and in browsers. */
export function seededRandom(seed: number, label = ""): Random {
  let mix = (seed | 0) ^ hashText(label);
  const nextSeed = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let t = mix ^ (mix >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) | 0;
  };
  let a = nextSeed();
  let b = nextSeed();
  let c = nextSeed();
  let counter = 1;

  const bits = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) bits();

  const next = (): number => bits() / 4294967296;
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const u = 2 * next() - 1;
      const v = 2 * next() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * log(s)) / s);
        spare = v * scale;
        return u * scale;
      }
    }
  };
  const poisson = (mean: number): number => {
    if (!(mean > 0)) return 0;
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    let p = exp(-mean);
    let cumulative = p;
    const u = next();
    let k = 0;
    while (u > cumulative && k < 1000) {
      k++;
      p *= mean / k;
      cumulative += p;
    }
    return k;
  };
  return {
    next,
    integer: (bound) => Math.floor(next() * bound),
    normal,
    poisson,
    fork: (child) => seededRandom(seed, `${label}/${child}`),
  };
}

/** 32-bit FNV-1a of the text's UTF-16 code units. */
function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  return h | 0;
}

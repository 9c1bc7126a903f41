/**
 * 64-bit hashes as two independent 32-bit lanes, for telling identical sale lines apart from different ones.
 *
 * The low lane mixes as MurmurHash3 does, the high lane as xxHash32; both only by 32-bit integer arithmetic, so that
 * every engine gives the same bits. Among 5 million different lines the chance that any two share an identity is
 * about 5e6² / 2^65 = 7e-7.
 */

/** Fold one 32-bit value into the low lane. */
export function mixLow(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const h = hash ^ Math.imul(k, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

/** Fold one 32-bit value into the high lane. */
export function mixHigh(hash: number, value: number): number {
  const h = (hash + Math.imul(value, 0xc2b2ae3d)) | 0;
  return Math.imul((h << 17) | (h >>> 15), 0x27d4eb2f);
}

/** Spread every input bit over the word (MurmurHash3's fmix32). */
export function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Low lane of a text's hash. */
export function textLow(text: string): number {
  let h = 0x2f0b4a27;
  for (let i = 0; i < text.length; i++) h = mixLow(h, text.charCodeAt(i));
  return finish(h ^ text.length);
}

/** High lane of a text's hash. */
export function textHigh(text: string): number {
  let h = 0x165667b1;
  for (let i = 0; i < text.length; i++) h = mixHigh(h, text.charCodeAt(i));
  return finish(h ^ text.length);
}

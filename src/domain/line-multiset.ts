import type { SaleColumns } from "./dataset.ts";

/**
 * How often each 64-bit identity occurs: an open-addressing hash table over typed arrays, 12 bytes a slot.
 *
 *   low[slot], high[slot] -> count[slot]; count 0 marks a free slot; linear probing; at most 3/4 full
 */
export class LineMultiset {
  private low: Uint32Array;
  private high: Uint32Array;
  private count: Uint32Array;
  private mask: number;
  private used = 0;

  constructor(expected = 16) {
    let capacity = 32;
    while (capacity * 0.75 < expected) capacity *= 2;
    this.low = new Uint32Array(capacity);
    this.high = new Uint32Array(capacity);
    this.count = new Uint32Array(capacity);
    this.mask = capacity - 1;
  }

  /** Distinct identities. */
  get size(): number {
    return this.used;
  }

  /** How often the identity was counted. */
  get(low: number, high: number): number {
    return this.count[this.slotOf(low, high)]!;
  }

  /** Count the identity once more and return how often it now occurs. */
  increment(low: number, high: number): number {
    const slot = this.slotOf(low, high);
    const occurrences = this.count[slot]! + 1;
    this.put(slot, low, high, occurrences);
    return occurrences;
  }

  /** Make the count at least `occurrences`; true when that raised it. */
  raise(low: number, high: number, occurrences: number): boolean {
    const slot = this.slotOf(low, high);
    if (this.count[slot]! >= occurrences) return false;
    this.put(slot, low, high, occurrences);
    return true;
  }

  private put(slot: number, low: number, high: number, occurrences: number): void {
    const isNew = this.count[slot] === 0;
    this.low[slot] = low;
    this.high[slot] = high;
    this.count[slot] = occurrences;
    if (isNew && ++this.used > this.count.length * 0.75) this.grow();
  }

  private slotOf(low: number, high: number): number {
    let slot = low & this.mask;
    while (this.count[slot] !== 0 && (this.low[slot] !== low || this.high[slot] !== high)) {
      slot = (slot + 1) & this.mask;
    }
    return slot;
  }

  private grow(): void {
    const { low, high, count } = this;
    const capacity = count.length * 2;
    this.low = new Uint32Array(capacity);
    this.high = new Uint32Array(capacity);
    this.count = new Uint32Array(capacity);
    this.mask = capacity - 1;
    for (let i = 0; i < count.length; i++) {
      if (count[i] === 0) continue;
      const slot = this.slotOf(low[i]!, high[i]!);
      this.low[slot] = low[i]!;
      this.high[slot] = high[i]!;
      this.count[slot] = count[i]!;
    }
  }
}

/**
 * The lines that make up the multiset union of several files: of identical lines the largest count in any one file.
 *
 * @returns one selection a chunk, shape [lines of the chunk], 1 where the line counts; null where every line does
 */
export function unionSelections(
  chunks: readonly Pick<SaleColumns, "identityLow" | "identityHigh">[],
): (Uint8Array | null)[] {
  if (chunks.length <= 1) return chunks.map(() => null);
  const union = new LineMultiset(Math.max(...chunks.map((chunk) => chunk.identityLow.length)));
  return chunks.map((chunk) => addToUnion(union, chunk));
}

/** Raise the union's counts to those of the chunk; returns which of the chunk's lines did so. */
export function addToUnion(
  union: LineMultiset,
  chunk: Pick<SaleColumns, "identityLow" | "identityHigh">,
): Uint8Array {
  const { identityLow, identityHigh } = chunk;
  const selected = new Uint8Array(identityLow.length);
  const inChunk = new LineMultiset(identityLow.length);
  for (let i = 0; i < identityLow.length; i++) {
    const low = identityLow[i]!;
    const high = identityHigh[i]!;
    if (union.raise(low, high, inChunk.increment(low, high))) selected[i] = 1;
  }
  return selected;
}

import { vectorError } from "./errors.ts";

/** A set of ids as bits: id `i` is in it when bit `i & 7` of byte `i >> 3` is 1. Ids past its end are not. */
export type IdBitmap = Uint8Array;

/** The bitmap of these ids. */
export function idBitmap(ids: Iterable<number>): IdBitmap {
  const members = [...ids];
  const largest = members.reduce((most, id) => Math.max(most, id), -1);
  const bits = new Uint8Array((largest >> 3) + 1);
  for (const id of members) bits[id >> 3]! |= 1 << (id & 7);
  return bits;
}

/**
 * Which id stands at which position, and which positions are deleted.
 *
 * Ids ascend with the position, so that the lower of two ids is always the lower position. A deleted position stays
 * until `compact`; its id is never given again.
 */
export class IdList {
  #ids = new Int32Array(64);
  #live = new Uint8Array(8);
  #length = 0;
  #deleted = 0;
  #lastId = -1;
  /** Whether every position's id is the position itself. */
  #plain = true;

  /** Positions in use, deleted ones too. */
  get length(): number {
    return this.#length;
  }
  get deleted(): number {
    return this.#deleted;
  }
  /** Vectors that can be found. */
  get count(): number {
    return this.#length - this.#deleted;
  }
  /** Whether every position's id is the position itself. */
  get isPlain(): boolean {
    return this.#plain;
  }

  idAt(position: number): number {
    return this.#ids[position]!;
  }

  isLive(position: number): boolean {
    return (this.#live[position >> 3]! & (1 << (position & 7))) !== 0;
  }

  /** Positions that are not deleted, ascending. */
  livePositions(): Int32Array {
    const positions = new Int32Array(this.count);
    for (let position = 0, i = 0; position < this.#length; position++) {
      if (this.isLive(position)) positions[i++] = position;
    }
    return positions;
  }

  /** Ids that are not deleted, ascending. */
  live(): Int32Array {
    return this.livePositions().map((position) => this.idAt(position));
  }

  /** The ids that `append` would give to `count` new vectors, or those given, checked. @throws `vectors.bad-option`, `vectors.id-order` */
  next(count: number, given: ArrayLike<number> | undefined): Int32Array {
    if (given !== undefined && given.length !== count) {
      const expected = `${count} ids, one for each vector`;
      throw vectorError("vectors.bad-option", { option: "ids", found: given.length, expected });
    }
    const ids = new Int32Array(count);
    let after = this.#lastId;
    for (let i = 0; i < count; i++) {
      const id = given === undefined ? after + 1 : given[i]!;
      if (!Number.isInteger(id) || id <= after || id > 0x7fffffff) {
        throw vectorError("vectors.id-order", { found: id, after });
      }
      ids[i] = after = id;
    }
    return ids;
  }

  /** Put ids that `next` gave at the end. Returns the first one's position. */
  append(ids: Int32Array): number {
    const first = this.#length;
    const length = first + ids.length;
    if (length > this.#ids.length) {
      const capacity = Math.max(length, 2 * this.#ids.length);
      this.#ids = grown(this.#ids, new Int32Array(capacity));
      this.#live = grown(this.#live, new Uint8Array((capacity >> 3) + 8));
    }
    this.#ids.set(ids, first);
    for (let position = first; position < length; position++) {
      this.#live[position >> 3]! |= 1 << (position & 7);
      if (ids[position - first] !== position) this.#plain = false;
    }
    this.#length = length;
    if (ids.length > 0) this.#lastId = ids.at(-1)!;
    return first;
  }

  /** Position of a live id. @throws `vectors.unknown-id` */
  positionOf(id: number): number {
    const position = this.find(id);
    if (position < 0) throw vectorError("vectors.unknown-id", { id });
    return position;
  }

  /** Position of a live id, or -1. */
  find(id: number): number {
    let low = 0;
    let high = this.#length;
    if (this.#plain) low = Math.min(Math.max(id, 0), high);
    while (!this.#plain && low < high) {
      const middle = (low + high) >> 1;
      if (this.#ids[middle]! < id) low = middle + 1;
      else high = middle;
    }
    return low < this.#length && this.#ids[low] === id && this.isLive(low) ? low : -1;
  }

  /** Mark a live position as deleted. */
  remove(position: number): void {
    this.#live[position >> 3]! &= ~(1 << (position & 7));
    this.#deleted++;
  }

  /** Close the gaps; `move` is called for every position that moves down, in ascending order. */
  compact(move: (from: number, to: number) => void): void {
    let to = 0;
    for (let from = 0; from < this.#length; from++) {
      if (!this.isLive(from)) continue;
      if (from !== to) {
        move(from, to);
        this.#ids[to] = this.#ids[from]!;
      }
      to++;
    }
    this.#length = to;
    this.#deleted = 0;
    this.#live.fill(0);
    this.#plain = true;
    for (let position = 0; position < to; position++) {
      this.#live[position >> 3]! |= 1 << (position & 7);
      if (this.#ids[position] !== position) this.#plain = false;
    }
  }

  /**
   * Write the bits of positions first, first + 1, … that are live and in the filter.
   *
   * @param first a multiple of 8
   * @param bits shape [n / 8]; rewritten
   * @returns how many bits are 1
   */
  allowed(first: number, bits: Uint8Array, filter: IdBitmap | undefined): number {
    let count = 0;
    for (let b = 0; b < bits.length; b++) {
      const byte = (first >> 3) + b;
      let mask = byte << 3 < this.#length ? this.#live[byte]! : 0;
      if (filter !== undefined && mask !== 0)
        mask &= this.#plain ? (filter[byte] ?? 0) : this.#filterByte(byte, filter);
      bits[b] = mask;
      for (; mask !== 0; mask &= mask - 1) count++;
    }
    return count;
  }

  #filterByte(byte: number, filter: IdBitmap): number {
    let mask = 0;
    for (let bit = 0; bit < 8; bit++) {
      const id = this.#ids[(byte << 3) + bit] ?? 0;
      if (((filter[id >> 3] ?? 0) & (1 << (id & 7))) !== 0) mask |= 1 << bit;
    }
    return mask;
  }
}

function grown<T extends Int32Array | Uint8Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

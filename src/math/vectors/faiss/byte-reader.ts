import { vectorError } from "../errors.ts";

/** Reads little-endian values one after the other, and says what it was reading where the file breaks off. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  fourCharacters(): string {
    const found = this.#take("the type of the index", 4);
    return String.fromCharCode(...this.#bytes.subarray(found, found + 4));
  }

  uint8(what: string): number {
    return this.#view.getUint8(this.#take(what, 1));
  }

  int32(what: string): number {
    return this.#view.getInt32(this.#take(what, 4), true);
  }

  float32(what: string): number {
    return this.#view.getFloat32(this.#take(what, 4), true);
  }

  /** A signed 64-bit whole number that JavaScript holds exactly. */
  int64(what: string): number {
    const found = this.#view.getBigInt64(this.#take(what, 8), true);
    if (found < -(2n ** 53n) || found > 2n ** 53n)
      throw damaged(what, found.toString(), "a number below 2^53");
    return Number(found);
  }

  /** A count, then so many values. @param expected the count that fits the rest of the file, where known */
  uint8s(what: string, expected?: number): Uint8Array {
    const count = this.#count(what, 1, expected);
    const at = this.#take(what, count);
    return this.#bytes.slice(at, at + count);
  }
  int32s(what: string, expected?: number): Int32Array {
    const count = this.#count(what, 4, expected);
    return new Int32Array(this.#copy(what, 4 * count));
  }
  float32s(what: string, expected?: number): Float32Array {
    const count = this.#count(what, 4, expected);
    return new Float32Array(this.#copy(what, 4 * count));
  }
  float64s(what: string, expected?: number): Float64Array {
    const count = this.#count(what, 8, expected);
    return new Float64Array(this.#copy(what, 8 * count));
  }
  int64s(what: string, expected?: number): Float64Array {
    const count = this.#count(what, 8, expected);
    return Float64Array.from({ length: count }, () => this.int64(what));
  }

  #count(what: string, each: number, expected: number | undefined): number {
    const found = this.int64(`the count of ${what}`);
    if (expected !== undefined && found !== expected) throw damaged(`the count of ${what}`, found, expected);
    if (found < 0 || found * each > this.left) {
      throw damaged(
        `the count of ${what}`,
        found,
        `at most ${Math.floor(this.left / each)}, for that is left`,
      );
    }
    return found;
  }

  #copy(what: string, length: number): ArrayBuffer {
    const at = this.#take(what, length);
    return this.#bytes.slice(at, at + length).buffer;
  }

  #take(what: string, length: number): number {
    const at = this.#at;
    if (length > this.left) throw damaged(what, `cut off after ${this.left} bytes`, `${length} bytes`);
    this.#at += length;
    return at;
  }
}

export function damaged(what: string, found: number | string, expected: number | string): Error {
  return vectorError("vectors.faiss-damaged", { what, found, expected });
}

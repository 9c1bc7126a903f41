/** Collects little-endian values one after the other. */
export class ByteWriter {
  readonly #parts: Uint8Array[] = [];

  fourCharacters(text: string): void {
    this.#parts.push(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  }

  uint8(value: number): void {
    this.#parts.push(Uint8Array.of(value));
  }

  int32(value: number): void {
    this.#put(4, (view) => view.setInt32(0, value, true));
  }

  float32(value: number): void {
    this.#put(4, (view) => view.setFloat32(0, value, true));
  }

  int64(value: number): void {
    this.#put(8, (view) => view.setBigInt64(0, BigInt(value), true));
  }

  /** The count, then the values. WebAssembly hosts are little-endian, so an array's bytes are the file's. */
  array(values: Uint8Array | Int32Array | Float32Array | Float64Array): void {
    this.int64(values.length);
    this.#parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  /** The count, then the values as 64-bit whole numbers. */
  int64s(values: ArrayLike<number>): void {
    this.int64(values.length);
    const bytes = new Uint8Array(8 * values.length);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < values.length; i++) view.setBigInt64(8 * i, BigInt(values[i]!), true);
    this.#parts.push(bytes);
  }

  /** Everything written. */
  bytes(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #put(length: number, set: (view: DataView) => void): void {
    const bytes = new Uint8Array(length);
    set(new DataView(bytes.buffer));
    this.#parts.push(bytes);
  }
}

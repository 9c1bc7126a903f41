/**
 * Protocol buffers' wire format, for writing: a message is its fields one after another, each a tag (field number and
 * wire type) and a value. Only what ONNX needs: whole numbers, text, bytes, nested messages and packed arrays.
 *
 * @see https://protobuf.dev/programming-guides/encoding
 */
export class ProtobufWriter {
  private bytes = new Uint8Array(256);
  private length = 0;

  /** A whole number, 0 to 2^53; 0 is written too. */
  integer(field: number, value: number): this {
    this.varint(field * 8 + VARINT);
    this.varint(value);
    return this;
  }

  text(field: number, value: string): this {
    return this.raw(field, new TextEncoder().encode(value));
  }

  raw(field: number, value: Uint8Array): this {
    this.varint(field * 8 + LENGTH_DELIMITED);
    this.varint(value.length);
    this.reserve(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
    return this;
  }

  message(field: number, content: ProtobufWriter): this {
    return this.raw(field, content.finish());
  }

  /** Whole numbers as one packed field. */
  integers(field: number, values: Iterable<number>): this {
    const packed = new ProtobufWriter();
    for (const value of values) packed.varint(value);
    return this.message(field, packed);
  }

  /** The bytes written so far; a view that further writing may change. */
  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Seven bits a byte, lowest first. */
  private varint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest >= 128) {
      this.bytes[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.length++] = rest;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.length + more));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;

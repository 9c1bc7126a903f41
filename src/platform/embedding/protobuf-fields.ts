/**
 * Protocol buffers' wire format, for reading and for putting messages together from parts that are not copied until
 * the end: graphs hold tens of megabytes of weights.
 *
 * @see https://protobuf.dev/programming-guides/encoding
 */

/** One field of a message: a whole number, or bytes (text, a nested message, packed numbers); fixed widths as bytes. */
export interface ProtobufField {
  readonly field: number;
  /** 0 whole number, 1 eight bytes, 2 of given length, 5 four bytes. */
  readonly wire: number;
  readonly integer: number;
  readonly bytes: Uint8Array;
  /** The field as it stands in the message, tag included. */
  readonly whole: Uint8Array;
}

const NO_BYTES: Uint8Array = new Uint8Array(0);

/**
 * The fields of a message, in order.
 * @throws RangeError where the bytes are no such message
 */
export function* protobufFields(message: Uint8Array): Generator<ProtobufField> {
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const from = cursor.at;
    const tag = readVarint(message, cursor);
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    let integer = 0;
    let bytes: Uint8Array = NO_BYTES;
    if (wire === 0) integer = readVarint(message, cursor);
    else {
      const length = wire === 1 ? 8 : wire === 5 ? 4 : wire === 2 ? readVarint(message, cursor) : -1;
      if (field === 0 || length < 0 || cursor.at + length > message.length) {
        throw new RangeError(`no protocol buffer: field ${field} of kind ${wire} at byte ${from}`);
      }
      bytes = message.subarray(cursor.at, cursor.at + length);
      cursor.at += length;
    }
    yield { field, wire, integer, bytes, whole: message.subarray(from, cursor.at) };
  }
}

/** Whole numbers that follow one another without tags. */
export function packedIntegers(bytes: Uint8Array): number[] {
  const values: number[] = [];
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) values.push(readVarint(bytes, cursor));
  return values;
}

/** Seven bits a byte, lowest first; ten bytes are 64 bits with a sign. Exact to 2^53. */
function readVarint(bytes: Uint8Array, cursor: { at: number }): number {
  const from = cursor.at;
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) break;
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte < 128) return i < 9 ? value : signed(bytes.subarray(from, cursor.at));
  }
  throw new RangeError(`no protocol buffer: a number breaks off at byte ${cursor.at}`);
}

function signed(bytes: Uint8Array): number {
  let value = 0n;
  for (const byte of bytes.toReversed()) value = value * 128n + BigInt(byte & 127);
  return Number(BigInt.asIntN(64, value));
}

/** A message in parts, not yet joined. */
export type ProtobufParts = readonly Uint8Array[];

export function integerField(field: number, value: number): ProtobufParts {
  return [Uint8Array.from([...varint(field * 8), ...varint(value)])];
}

export function textField(field: number, text: string): ProtobufParts {
  return partsField(field, [new TextEncoder().encode(text)]);
}

/** A nested message, or bytes. */
export function partsField(field: number, parts: ProtobufParts): ProtobufParts {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [Uint8Array.from([...varint(field * 8 + 2), ...varint(length)]), ...parts];
}

export function joinParts(parts: ProtobufParts): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return bytes;
}

import { modelError } from "./errors.ts";

/**
 * A fitted state as bytes. Little-endian, as every host is.
 *
 *     0   "SOMA"            4 bytes
 *     4   codec version     uint32
 *     8   manifest length   uint32
 *     12  manifest          JSON: { model, format, scalars, arrays: [[name, length], …], words: [[name, type, length], …] }
 *     …   zeros up to the next multiple of 8
 *     …   the arrays, float64, in the manifest's order
 *     …   the words, int32, float32, int8 or uint8, each from the next multiple of 4; zeros up to the next of 8
 *
 * `words` is left out where there are none.
 */
const MAGIC = 0x414d4f53;
const CODEC_VERSION = 1;
const HEADER_BYTES = 12;

export type Scalar = string | number | boolean;

/** The parts of a state. Scalars pass through JSON: finite, and -0 becomes 0; exact doubles belong in arrays. */
export interface StateParts {
  readonly scalars: Readonly<Record<string, Scalar>>;
  readonly arrays: Readonly<Record<string, Float64Array>>;
  /** What needs no more than four bytes an entry, or one; for models with millions of them. */
  readonly words?: Readonly<Record<string, WordArray>>;
}

export type WordArray = Int32Array | Float32Array | Int8Array | Uint8Array;

const WORD_TYPES = { int32: Int32Array, float32: Float32Array, int8: Int8Array, uint8: Uint8Array } as const;
type WordType = keyof typeof WORD_TYPES;

interface Manifest {
  readonly model: string;
  readonly format: number;
  readonly scalars: Readonly<Record<string, Scalar>>;
  readonly arrays: readonly (readonly [name: string, length: number])[];
  readonly words?: readonly (readonly [name: string, type: WordType, length: number])[];
}

/**
 * Write the parts of a state under the model's id and the version of its own format.
 */
export function encodeState(model: string, format: number, parts: StateParts): Uint8Array<ArrayBuffer> {
  const arrays = Object.entries(parts.arrays);
  const words = Object.entries(parts.words ?? {});
  const manifest: Manifest = {
    model,
    format,
    scalars: parts.scalars,
    arrays: arrays.map(([name, values]) => [name, values.length] as const),
    ...(words.length > 0 && {
      words: words.map(([name, values]) => [name, wordType(values), values.length] as const),
    }),
  };
  const text = new TextEncoder().encode(JSON.stringify(manifest));
  const start = aligned(HEADER_BYTES + text.length);
  const total = aligned(
    [...arrays, ...words].reduce((bytes, [, values]) => bytes + wholeWords(values.byteLength), start),
  );
  const bytes = new Uint8Array(total);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, MAGIC, true);
  header.setUint32(4, CODEC_VERSION, true);
  header.setUint32(8, text.length, true);
  bytes.set(text, HEADER_BYTES);
  let offset = start;
  for (const [, values] of arrays) {
    new Float64Array(bytes.buffer, offset, values.length).set(values);
    offset += values.byteLength;
  }
  for (const [, values] of words) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += wholeWords(values.byteLength);
  }
  return bytes;
}

/**
 * Read what `encodeState` wrote. The arrays are copies.
 *
 * @throws `model.unknown-format` when the bytes are damaged, of another model, or of another version
 */
export function decodeState(model: string, format: number, bytes: Uint8Array): Required<StateParts> {
  const manifest = readManifest(bytes);
  const expected = `${model} version ${format}`;
  if (!manifest) throw modelError("model.unknown-format", { found: "no known format", expected });
  if (manifest.model !== model || manifest.format !== format) {
    throw modelError("model.unknown-format", {
      found: `${manifest.model} version ${manifest.format}`,
      expected,
    });
  }
  const arrays: Record<string, Float64Array> = {};
  const words: Record<string, WordArray> = {};
  let offset = aligned(HEADER_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true));
  const take = (length: number): ArrayBuffer => {
    const from = offset;
    offset += wholeWords(length);
    if (aligned(offset) > bytes.length) {
      throw modelError("model.unknown-format", { found: `${expected}, cut short`, expected });
    }
    return new Uint8Array(bytes.subarray(from, from + length)).buffer;
  };
  for (const [name, length] of manifest.arrays) arrays[name] = new Float64Array(take(8 * length));
  for (const [name, type, length] of manifest.words ?? []) {
    const Words = WORD_TYPES[type];
    words[name] = new Words(take(Words.BYTES_PER_ELEMENT * length));
  }
  return { scalars: manifest.scalars, arrays, words };
}

function readManifest(bytes: Uint8Array): Manifest | null {
  if (bytes.length < HEADER_BYTES) return null;
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header.getUint32(0, true) !== MAGIC || header.getUint32(4, true) !== CODEC_VERSION) return null;
  const end = HEADER_BYTES + header.getUint32(8, true);
  if (end > bytes.length) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes.slice(HEADER_BYTES, end))) as Manifest;
  } catch {
    // Damaged text is an unknown format, which the caller reports with what it expected.
    return null;
  }
}

function wordType(values: WordArray): WordType {
  if (values instanceof Int32Array) return "int32";
  if (values instanceof Float32Array) return "float32";
  return values instanceof Int8Array ? "int8" : "uint8";
}

const wholeWords = (bytes: number): number => (bytes + 3) & ~3;
const aligned = (bytes: number): number => (bytes + 7) & ~7;

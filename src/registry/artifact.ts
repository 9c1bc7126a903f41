import { registryError } from "./errors.ts";

/**
 * The `.bin` format: named typed arrays beside one JSON value.
 *
 *   offset   bytes
 *   0        8      magic "SOMA-BIN"
 *   8        4      version of this layout, uint32
 *   12       4      length of the manifest, uint32
 *   16       n      manifest, UTF-8 JSON, padded with spaces so that the arrays start at a multiple of 8
 *   16 + n   ...    the arrays, each at a multiple of 8, zeros between
 *
 * Everything is little-endian, as is every engine that runs this. Equal contents give equal bytes: JSON keys are
 * sorted, arrays lie in the order of their names.
 */
const MAGIC = "SOMA-BIN";
const LAYOUT_VERSION = 1;
const HEADER_BYTES = 16;

const ARRAY_TYPES = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;
type ArrayType = keyof typeof ARRAY_TYPES;

type ArtifactArray =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Artifact {
  /** What is inside, such as "demand-forecast". */
  readonly kind: string;
  /** Version of the contents of this kind, from 1. */
  readonly version: number;
  readonly data: Json;
  readonly arrays: Readonly<Record<string, ArtifactArray>>;
}

interface ArraySpan {
  readonly name: string;
  readonly type: ArrayType;
  readonly length: number;
  /** From the start of the arrays, in bytes. */
  readonly offset: number;
}

/** The artifact as bytes of a `.bin` file. Same contents, same bytes. */
export function encodeArtifact(artifact: Artifact): Uint8Array<ArrayBuffer> {
  const names = Object.keys(artifact.arrays).sort();
  const spans: ArraySpan[] = [];
  let arrayBytes = 0;
  for (const name of names) {
    const array = artifact.arrays[name]!;
    spans.push({ name, type: typeOf(array), length: array.length, offset: arrayBytes });
    arrayBytes += aligned(array.byteLength);
  }
  const { kind, version, data } = artifact;
  const manifest = new TextEncoder().encode(
    stableJson({ arrays: spans as unknown as Json, data, kind, version }),
  );
  const manifestBytes = aligned(manifest.length);

  const bytes = new Uint8Array(HEADER_BYTES + manifestBytes + arrayBytes);
  const header = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC), 0);
  header.setUint32(8, LAYOUT_VERSION, true);
  header.setUint32(12, manifestBytes, true);
  bytes.fill(0x20, HEADER_BYTES, HEADER_BYTES + manifestBytes);
  bytes.set(manifest, HEADER_BYTES);
  for (const { name, offset } of spans) {
    const array = artifact.arrays[name]!;
    const raw = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    bytes.set(raw, HEADER_BYTES + manifestBytes + offset);
  }
  return bytes;
}

/**
 * Read a `.bin` file of one kind and version.
 *
 * The arrays are views of `bytes` where its position in memory allows, so do not change `bytes` afterwards.
 *
 * @param what how errors name the file
 * @throws `artifact.unknown-format` naming what was found and expected; `artifact.damaged`
 */
export function decodeArtifact(
  bytes: Uint8Array<ArrayBuffer>,
  expected: { readonly kind: string; readonly version: number },
  what = "The model file",
): Artifact {
  const damaged = (reason: string, cause?: unknown): Error =>
    registryError("artifact.damaged", { what, reason }, { cause });
  const unknown = (found: string, wanted: string): Error =>
    registryError("artifact.unknown-format", { what, found, expected: wanted });

  if (bytes.length < HEADER_BYTES)
    throw damaged(`it has ${bytes.length} bytes, a header needs ${HEADER_BYTES}`);
  const magic = new TextDecoder("latin1").decode(bytes.subarray(0, 8));
  if (magic !== MAGIC) throw unknown(`"${magic.replace(/[^ -~]/g, "·")}"`, `"${MAGIC}"`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const layout = header.getUint32(8, true);
  if (layout !== LAYOUT_VERSION) throw unknown(`layout ${layout}`, `layout ${LAYOUT_VERSION}`);
  const manifestBytes = header.getUint32(12, true);
  const arraysStart = HEADER_BYTES + manifestBytes;
  if (manifestBytes % 8 !== 0 || arraysStart > bytes.length) {
    throw damaged(`its manifest of ${manifestBytes} bytes does not fit ${bytes.length} bytes`);
  }

  let manifest: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(HEADER_BYTES, arraysStart));
    manifest = JSON.parse(text);
  } catch (cause) {
    throw damaged("its manifest is not JSON", cause);
  }
  if (!isManifest(manifest)) throw damaged("its manifest lacks kind, version, data or arrays");
  if (manifest.kind !== expected.kind || manifest.version !== expected.version) {
    throw unknown(`${manifest.kind} ${manifest.version}`, `${expected.kind} ${expected.version}`);
  }

  // Typed arrays need a start that is a multiple of their element size.
  const base = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const arrays: Record<string, ArtifactArray> = {};
  let end = arraysStart;
  for (const { name, type, length, offset } of manifest.arrays) {
    const start = arraysStart + offset;
    const size = length * ARRAY_TYPES[type].BYTES_PER_ELEMENT;
    if (start !== end || start + size > base.length) {
      throw damaged(`array "${name}" (${size} bytes at ${start}) does not fit ${base.length} bytes`);
    }
    arrays[name] = new ARRAY_TYPES[type](base.buffer, base.byteOffset + start, length);
    end = start + aligned(size);
  }
  if (end !== base.length) throw damaged(`it has ${base.length} bytes, its arrays end at ${end}`);
  return { kind: manifest.kind, version: manifest.version, data: manifest.data, arrays };
}

/** JSON with sorted keys, so that equal values give equal text. */
export function stableJson(value: Json, indent?: number): string {
  return JSON.stringify(sortKeys(value), null, indent);
}

function sortKeys(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return value.map(sortKeys);
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key]!)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function typeOf(array: ArtifactArray): ArrayType {
  // The tag, unlike the constructor's name, is the same for Node's Buffer.
  return array[Symbol.toStringTag].replace("Array", "").toLowerCase() as ArrayType;
}

const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

interface Manifest {
  readonly kind: string;
  readonly version: number;
  readonly data: Json;
  readonly arrays: readonly ArraySpan[];
}

function isManifest(value: unknown): value is Manifest {
  if (!isRecord(value) || !("data" in value)) return false;
  const { kind, version, arrays }: Partial<Record<keyof Manifest, unknown>> = value;
  return (
    typeof kind === "string" &&
    Number.isInteger(version) &&
    Array.isArray(arrays) &&
    arrays.every(isArraySpan)
  );
}

function isArraySpan(value: unknown): value is ArraySpan {
  if (!isRecord(value)) return false;
  const { name, type, length, offset }: Partial<Record<keyof ArraySpan, unknown>> = value;
  return (
    typeof name === "string" &&
    typeof type === "string" &&
    Object.hasOwn(ARRAY_TYPES, type) &&
    Number.isInteger(length) &&
    Number(length) >= 0 &&
    Number.isInteger(offset)
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

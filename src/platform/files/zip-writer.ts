/** A file of an archive. */
export interface ZipFile {
  /** Below the archive's root, with `/`. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

const CRC_POLYNOMIAL = 0xedb88320;
const UTF8_NAMES = 0x0800;
const VERSION = 20;
/** 1 January 1980, the first day there is: the same files make the same bytes. */
const DAY = 0x0021;
const MOST_FILES = 65_535;
const MOST_BYTES = 0xffffffff;

/**
 * A ZIP archive of files as they are, unpacked by every system. For some thousand small files; not ZIP64.
 *
 * @returns its parts, to make a Blob of
 * @throws RangeError where it would need ZIP64
 * @see PKWARE, APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16
 */
export function zipParts(files: readonly ZipFile[]): Uint8Array<ArrayBuffer>[] {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const { path, content } of files) {
    const name = new TextEncoder().encode(path);
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
    // From the version needed to unpack on to the length of the name, as both headers have it.
    const facts = [
      ...shorts(VERSION, UTF8_NAMES, 0, 0, DAY),
      ...longs(crc32(bytes), bytes.length, bytes.length),
      ...shorts(name.length, 0),
    ];
    const head = Uint8Array.from([...longs(0x04034b50), ...facts, ...name]);
    parts.push(head, bytes);
    const entry = [
      ...longs(0x02014b50),
      ...shorts(VERSION),
      ...facts,
      ...shorts(0, 0, 0),
      ...longs(0, offset),
    ];
    directory.push(Uint8Array.from([...entry, ...name]));
    offset += head.length + bytes.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  if (files.length > MOST_FILES || offset + size > MOST_BYTES)
    throw new RangeError(`${files.length} files of ${offset} bytes do not fit a plain ZIP archive`);
  const end = [
    ...longs(0x06054b50),
    ...shorts(0, 0, files.length, files.length),
    ...longs(size, offset),
    ...shorts(0),
  ];
  return [...parts, ...directory, Uint8Array.from(end)];
}

/** The archive as a file to download. */
export const zipBlob = (files: readonly ZipFile[]): Blob =>
  new Blob(zipParts(files), { type: "application/zip" });

const shorts = (...values: number[]): number[] => values.flatMap((value) => [value & 255, value >>> 8]);
const longs = (...values: number[]): number[] =>
  values.flatMap((value) => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24]);

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ CRC_POLYNOMIAL : crc >>> 1;
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** What a file's first bytes say it is. */
export type FileKind = "text" | "onix" | "gzip" | "xlsx" | "parquet" | { readonly refused: string };

const SIGNATURES: readonly (readonly [readonly number[], FileKind])[] = [
  [[0x1f, 0x8b], "gzip"],
  [[0x50, 0x41, 0x52, 0x31], "parquet"],
  [[0x50, 0x41, 0x52, 0x45], { refused: "an encrypted Parquet file" }],
  [[0x50, 0x4b, 0x03, 0x04], "xlsx"],
  [[0x50, 0x4b, 0x05, 0x06], { refused: "an empty ZIP archive" }],
  [[0x25, 0x50, 0x44, 0x46], { refused: "a PDF document" }],
  [[0x89, 0x50, 0x4e, 0x47], { refused: "a PNG image" }],
  [[0xff, 0xd8, 0xff], { refused: "a JPEG image" }],
  [[0x47, 0x49, 0x46, 0x38], { refused: "a GIF image" }],
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    { refused: "an old Excel file (.xls), a workbook with a password or another old Office document" },
  ],
  [[0x28, 0xb5, 0x2f, 0xfd], { refused: "packed with Zstandard" }],
  [[0x42, 0x5a, 0x68], { refused: "packed with bzip2" }],
  [[0xfd, 0x37, 0x7a, 0x58], { refused: "packed with xz" }],
  [[0x37, 0x7a, 0xbc, 0xaf], { refused: "a 7-Zip archive" }],
  [[0x52, 0x61, 0x72, 0x21], { refused: "a RAR archive" }],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], { refused: "an SQLite database" }],
  [[0x7b, 0x5c, 0x72, 0x74, 0x66], { refused: "an RTF document" }],
];

/** Whether XML begins as an ONIX message does, with reference names or short tags, under a prefix or not. */
export function isOnix(text: string): boolean {
  return text.startsWith("<") && /<(?:[\w.-]+:)?ONIXmessage\b/i.test(text);
}

/** The kind that a binary file's first bytes say; null where they say none. */
export function signedKind(head: Uint8Array): FileKind | null {
  for (const [signature, kind] of SIGNATURES) {
    if (signature.every((byte, i) => head[i] === byte)) return kind;
  }
  return null;
}

/** Tell the kind of a file by its first bytes; 4 KB of them are enough. */
export function fileKind(head: Uint8Array): FileKind {
  const signed = signedKind(head);
  if (signed !== null) return signed;
  // Of UTF-16, every second byte is left.
  const ascii = String.fromCharCode(...head.subarray(0, 4096))
    .replace(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, "")
    .replaceAll("\0", "")
    .trimStart();
  if (/^<(?:!doctype html|html|table|meta)/i.test(ascii))
    return { refused: "a web page (HTML), whatever its name says" };
  if (isOnix(ascii)) return "onix";
  if (/^<\?xml|^<Workbook/.test(ascii)) return { refused: "an XML file" };
  if (/^(?:\{\s*"|\[\s*[{[])/.test(ascii)) return { refused: "a JSON file" };
  return "text";
}

import { throwIfAborted } from "../../core/errors.ts";
import type { ByteSource, DocumentOptions } from "../../core/ports.ts";
import { contentPieces } from "./byte-stream.ts";
import { documentError } from "./document-errors.ts";
import { guessEncoding, Utf8Check } from "./text-encoding.ts";

/** Most bytes of one document. */
export const MAX_DOCUMENT_BYTES = 64 << 20;
/** A text has now and then a control character left over; bytes that are no text are full of them. */
const MAX_CONTROL_SHARE = 0.02;
const HEAD_BYTES = 65_536;

/** A text file whose encoding is known. */
export interface OpenText {
  readonly doubts: readonly string[];
  /** The text, piece by piece, from the start; aborts and counts between pieces. */
  pieces(): AsyncGenerator<string>;
}

/**
 * Find out how a text is encoded: by its byte order mark, what it declares, being UTF-8, else Windows-1252.
 *
 * @param declaredIn the encoding that the text's beginning declares, or null
 * @throws `document.wrong-kind` when it is no text, `document.too-large`
 */
export async function openText(
  source: ByteSource,
  declaredIn: (head: string) => string | null,
  options: DocumentOptions,
): Promise<OpenText> {
  requireSize(source);
  const check = new Utf8Check();
  for await (const { bytes } of contentPieces(source, false)) {
    throwIfAborted(options.signal, "Reading the document");
    check.push(bytes);
  }
  const head = await source.slice(0, Math.min(HEAD_BYTES, source.size));
  const doubts: string[] = [];
  const encoding = encodingOf(source.name, head, declaredIn, check.isUtf8, doubts);
  requireText(source.name, new TextDecoder(encoding).decode(head, { stream: true }));
  return {
    doubts,
    async *pieces() {
      const decoder = new TextDecoder(encoding);
      for await (const { bytes, bytesRead } of contentPieces(source, false)) {
        throwIfAborted(options.signal, "Reading the document");
        yield decoder.decode(bytes, { stream: true });
        options.onBytes?.(bytesRead);
      }
      yield decoder.decode();
    },
  };
}

/** A whole text of known bytes, decoded by the same rules, its faults as U+FFFD. */
export function decodeText(
  bytes: Uint8Array<ArrayBuffer>,
  declaredIn: (head: string) => string | null,
): string {
  const check = new Utf8Check();
  check.push(bytes);
  const encoding = encodingOf("", bytes.subarray(0, HEAD_BYTES), declaredIn, check.isUtf8, []);
  return new TextDecoder(encoding).decode(bytes);
}

/** @throws `document.empty`, `document.too-large` */
export function requireSize(source: ByteSource): void {
  const { name, size } = source;
  if (size === 0) throw documentError("document.empty", { name });
  if (size > MAX_DOCUMENT_BYTES) {
    throw documentError("document.too-large", {
      name,
      what: "bytes",
      found: size,
      limit: MAX_DOCUMENT_BYTES,
    });
  }
}

/** The file's name without folders and ending: its title where it says none itself. */
export function nameWithoutEnding(name: string): string {
  const file = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const dot = file.lastIndexOf(".");
  return (dot > 0 ? file.slice(0, dot) : file).replace(/[_\s]+/g, " ").trim() || file;
}

/** How the bytes at a text's beginning are encoded; "utf-8" where nothing speaks against it. */
export function headEncoding(head: Uint8Array): string {
  return guessEncoding(head).encoding ?? "utf-8";
}

function encodingOf(
  name: string,
  head: Uint8Array,
  declaredIn: (head: string) => string | null,
  isUtf8: boolean,
  doubts: string[],
): string {
  const guess = guessEncoding(head);
  if (guess.encoding !== null && guess.encoding !== "utf-8") return guess.encoding;
  if (guess.encoding === null) doubts.push("The file holds zero bytes, which were left out.");
  if (guess.encoding === "utf-8" && guess.certain && isUtf8) return "utf-8";
  const declared = knownEncoding(declaredIn(String.fromCharCode(...head.subarray(0, 1024))));
  // What could be found in single bytes is no UTF-16, whatever it says; a text that is not UTF-8 only says so.
  if (declared !== null && !declared.startsWith("utf-")) return declared;
  if (isUtf8) return "utf-8";
  doubts.push(`"${name}" is not UTF-8; it is read as Windows-1252. Check that accents look right.`);
  return "windows-1252";
}

/** The encoding that a label names, as the Encoding Standard calls it; null where nobody knows it. */
export function knownEncoding(label: string | null): string | null {
  if (label === null) return null;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    // A label that nobody knows says nothing.
    return null;
  }
}

function requireText(name: string, text: string): void {
  let controls = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 32 && (code < 9 || code > 13)) || (code > 126 && code < 160 && code !== 133)) controls++;
  }
  if (controls > text.length * MAX_CONTROL_SHARE) {
    throw documentError("document.wrong-kind", { name, found: "no text (it is full of control characters)" });
  }
}

import type { ByteSource, ReadDocument } from "../../core/ports.ts";
import { unreadable } from "./byte-stream.ts";
import { documentError } from "./document-errors.ts";
import { headEncoding } from "./document-text.ts";
import { isOnix, signedKind } from "./file-kind.ts";

export type ReadFormat = ReadDocument["format"];

const HEAD_BYTES = 16_384;
const HTML_START =
  /^(?:<\?xml[^>]{0,300}>\s*)?(?:<!--[\s\S]{0,4000}?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|h[1-6]|p|div|article|section|table|ul|ol|main|center)\b/i;
const XML_ROOT =
  /^(?:<\?[\s\S]{0,2000}?\?>\s*|<!--[\s\S]{0,4000}?-->\s*|<!doctype[^>[]{0,500}(?:\[[\s\S]{0,8000}?\]\s*)?>\s*)*<([\w.:-]+)/i;

/**
 * Tell what a document is: by its first bytes, then by how its text begins, and only among kinds of plain text by the
 * ending of its name.
 *
 * @throws `document.wrong-kind`, `document.empty`
 */
export async function documentKind(source: ByteSource): Promise<ReadFormat> {
  const { name } = source;
  if (source.size === 0) throw documentError("document.empty", { name });
  let head: Uint8Array;
  try {
    head = await source.slice(0, Math.min(HEAD_BYTES, source.size));
  } catch (cause) {
    throw unreadable(source, cause);
  }
  // A PDF may begin after some other bytes. @see ISO 32000-1, annex H, note 13
  if (latin(head.subarray(0, 1024)).includes("%PDF-")) return "pdf";
  const signed = signedKind(head);
  if (signed === "xlsx") return (await import("./zip-archive.ts")).zipKind(source, head);
  if (signed === "gzip" || signed === "parquet") return "csv";
  if (signed !== null && typeof signed === "object") {
    throw documentError("document.wrong-kind", { name, found: signed.refused });
  }
  const text = new TextDecoder(headEncoding(head)).decode(head, { stream: true }).trimStart();
  if (isOnix(text)) return "onix";
  if (HTML_START.test(text)) return "html";
  if (/^<\?xml\s/.test(text)) {
    const root = XML_ROOT.exec(text)?.[1];
    throw documentError("document.wrong-kind", {
      name,
      found: root === undefined ? "an XML file" : `an XML file of <${root}>`,
    });
  }
  return plainKind(name, text);
}

function plainKind(name: string, text: string): ReadFormat {
  const ending = /\.([a-z\d]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  if (["csv", "tsv", "tab"].includes(ending)) return "csv";
  if (["md", "markdown", "mdown", "mkd", "mdx"].includes(ending)) return "markdown";
  if (["html", "htm", "xhtml", "xht"].includes(ending)) return "html";
  if (ending === "txt" || ending === "text") return "text";
  const headings = text.match(/^#{1,6} \S/gm)?.length ?? 0;
  const links = text.match(/\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)|^```/gm)?.length ?? 0;
  if (headings >= 2 || (headings === 1 && links > 0)) return "markdown";
  return "text";
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

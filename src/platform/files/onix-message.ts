import { throwIfAborted } from "../../core/errors.ts";
import type { ByteSource, DocumentOptions } from "../../core/ports.ts";
import { onixHeader, onixProduct, type OnixHeader, type OnixProduct } from "../../domain/onix.ts";
import { contentPieces } from "./byte-stream.ts";
import { cleanParagraph } from "./clean-text.ts";
import { documentError } from "./document-errors.ts";
import { knownEncoding } from "./document-text.ts";
import { declaredEncoding } from "./html-document.ts";
import { HtmlSections } from "./html-sections.ts";
import { SectionWriter } from "./section-writer.ts";
import { guessEncoding } from "./text-encoding.ts";
import { textOf, XmlElements, type XmlElement } from "./xml-tree.ts";

const FORMAT = "an ONIX message";
const WANTED = new Set(["Header", "header", "Product", "product"]);
/** Elements whose text may hold markup, as XHTML or escaped. */
const MARKED_UP =
  /^(?:Text|d104|BiographicalNote|b044|TitleText|b203|Subtitle|b029|TitleWithoutPrefix|b031)$/;
const MARKUP = /<\/?[a-z][^>]*>|&(?:[a-z]+|#\d+|#x[\da-f]+);/i;

/** Some products of a message, in file order. */
export interface OnixBatch {
  readonly products: readonly OnixProduct[];
  readonly bytesRead: number;
}

/**
 * The products of an ONIX 3.0 message, streamed; with reference names or short tags.
 *
 * @throws `document.wrong-kind` for other releases, `document.damaged` when the message breaks off, `core.aborted`
 */
export async function* onixBatches(source: ByteSource, options: DocumentOptions): AsyncGenerator<OnixBatch> {
  let header: OnixHeader | null = null;
  let products: OnixProduct[] = [];
  const reader = new XmlElements(
    (name) => WANTED.has(name),
    (element) => {
      const plain = withPlainTexts(element, source.name);
      if (/^header$/i.test(element.name)) {
        header = onixHeader(plain);
        return;
      }
      header ??= onixHeader(null);
      const product = onixProduct(plain, header);
      // Without a default, the first price tells in which currency the sender counts.
      if (header.currency === "" && product.currency !== "")
        header = { ...header, currency: product.currency };
      products.push(product);
    },
    (name, attributes) => requireRelease(source, name, attributes),
  );
  let decoder: TextDecoder | null = null;
  for await (const { bytes, bytesRead } of contentPieces(source, false)) {
    throwIfAborted(options.signal, "Reading the ONIX message");
    decoder ??= new TextDecoder(encodingOf(bytes));
    reader.push(decoder.decode(bytes, { stream: true }));
    options.onBytes?.(bytesRead);
    if (products.length > 0) yield { products, bytesRead };
    products = [];
  }
  reader.push(decoder?.decode() ?? "");
  reader.end();
  if (products.length > 0) yield { products, bytesRead: source.size };
  if (reader.isBegun && reader.isWhole) return;
  const facts = { name: source.name, format: FORMAT, reason: "it breaks off in the middle" };
  throw documentError("document.damaged", facts);
}

/** ONIX 2.1 has other elements in other places, and has been out of support since 2014. */
function requireRelease(
  source: ByteSource,
  name: string,
  attributes: Readonly<Record<string, string>>,
): void {
  if (!/^onixmessage$/i.test(name)) return;
  const release = attributes["release"] ?? "";
  if (release.startsWith("3.")) return;
  const found =
    release === "" ? "an ONIX message of release 2.1 or older" : `an ONIX message of release ${release}`;
  throw documentError("document.wrong-kind", {
    name: source.name,
    found: `${found}, where release 3.0 is read`,
  });
}

/** As XML has it: by the byte order mark, the declaration, else UTF-8. */
function encodingOf(head: Uint8Array): string {
  const guess = guessEncoding(head.subarray(0, 4096)).encoding;
  if (guess !== null && guess !== "utf-8") return guess;
  return knownEncoding(declaredEncoding(String.fromCharCode(...head.subarray(0, 1024)))) ?? "utf-8";
}

/** The same element, each text that may be marked up as a reader sees it. */
function withPlainTexts(element: XmlElement, fileName: string): XmlElement {
  if (MARKED_UP.test(element.name)) return { ...element, content: [plainOf(element, fileName)] };
  const parts = element.content.filter((child) => typeof child !== "string");
  if (parts.length === 0) return { ...element, content: [cleanParagraph(textOf(element))] };
  return { ...element, content: parts.map((part) => withPlainTexts(part, fileName)) };
}

function plainOf(element: XmlElement, fileName: string): string {
  const text = markupOf(element);
  if (!MARKUP.test(text)) return cleanParagraph(text);
  const writer = new SectionWriter(fileName);
  const page = new HtmlSections(fileName, writer, false);
  page.push(text);
  page.end();
  return writer.plain();
}

/** Text with the elements in it written out again, without their attributes. */
function markupOf(element: XmlElement): string {
  return element.content
    .map((child) => (typeof child === "string" ? child : `<${child.name}>${markupOf(child)}</${child.name}>`))
    .join("");
}

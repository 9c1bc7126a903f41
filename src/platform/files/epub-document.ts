import { throwIfAborted } from "../../core/errors.ts";
import type { ByteSource, DocumentOptions, ReadDocument } from "../../core/ports.ts";
import { readLanguage } from "../../domain/language-text.ts";
import { cleanLine } from "./clean-text.ts";
import { documentError } from "./document-errors.ts";
import { decodeText, nameWithoutEnding, requireSize } from "./document-text.ts";
import { chapterPlaces, type ChapterPlace } from "./epub-contents.ts";
import { declaredEncoding } from "./html-document.ts";
import { HtmlSections } from "./html-sections.ts";
import { SectionWriter } from "./section-writer.ts";
import { childrenOf, descendantsOf, parseXml, textOf, type XmlElement } from "./xml-tree.ts";
import { ZipArchive } from "./zip-archive.ts";

const FORMAT = "an EPUB book";
/** Scrambled fonts are no protection of the text. */
const FONT_ALGORITHMS = new Set(["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"]);

/**
 * Read an EPUB book, version 2 or 3: its chapters in reading order, under the titles of its table of contents.
 *
 * @see EPUB 3.3, sections 4 (container), 5 (package), 7 (navigation); Open Packaging Format 2.0.1 for the NCX
 */
export async function readEpubDocument(source: ByteSource, options: DocumentOptions): Promise<ReadDocument> {
  requireSize(source);
  const archive = await ZipArchive.open(source, FORMAT);
  await refuseLocked(source, archive);
  const opfPath = await packagePath(source, archive);
  const opf = await readXml(archive, opfPath);
  if (opf === null) throw damaged(source, `its package file "${opfPath}" is no XML`);
  const book = readPackage(opf, opfPath);
  const places = await placesOf(archive, book);
  const writer = new SectionWriter(source.name);
  const doubts: string[] = [];
  let missing = 0;
  for (const [i, path] of book.spine.entries()) {
    throwIfAborted(options.signal, "Reading the document");
    if (!archive.has(path)) missing++;
    else
      readChapter(source, writer, decodeText(await archive.bytes(path), declaredEncoding), places.get(path));
    options.onBytes?.(Math.round((source.size * (i + 1)) / book.spine.length));
  }
  if (missing > 0) {
    doubts.push(`${missing} of ${book.spine.length} parts of the book are missing from the file.`);
  }
  return {
    format: "epub",
    title: book.title || nameWithoutEnding(source.name),
    authors: book.authors,
    language: book.language === "" ? null : readLanguage(book.language),
    sections: writer.finish(FORMAT, "its chapters hold pictures only, or nothing"),
    doubts,
  };
}

function readChapter(
  source: ByteSource,
  writer: SectionWriter,
  text: string,
  place: ChapterPlace | undefined,
): void {
  if (place) {
    writer.leaveAll();
    place.above.forEach((heading, i) => writer.heading(i + 1, heading));
    writer.expectHeading(place.above.length + 1, place.title);
  }
  const page = new HtmlSections(source.name, writer, true, place?.above.length ?? 0);
  page.push(text);
  page.end();
}

interface Package {
  readonly title: string;
  readonly authors: readonly string[];
  readonly language: string;
  /** Paths of the chapters in reading order. */
  readonly spine: readonly string[];
  readonly nav: string | null;
  readonly ncx: string | null;
}

function readPackage(opf: XmlElement, opfPath: string): Package {
  const folder = opfPath.slice(0, opfPath.lastIndexOf("/") + 1);
  const items = descendantsOf(opf, "item").map(({ attributes }) => ({
    id: attributes["id"] ?? "",
    path: resolvePath(folder, attributes["href"] ?? ""),
    type: attributes["media-type"] ?? "",
    isNav: /(?:^|\s)nav(?:\s|$)/.test(attributes["properties"] ?? ""),
  }));
  const byId = new Map(items.map((item) => [item.id, item]));
  const isText = (type: string): boolean => /html|xml/i.test(type) && !/svg|ncx|opf|smil/i.test(type);
  const spine = descendantsOf(opf, "itemref").flatMap(({ attributes }) => {
    const item = byId.get(attributes["idref"] ?? "");
    return item && isText(item.type) ? [item.path] : [];
  });
  const facts = (name: string): string[] =>
    descendantsOf(opf, name)
      .map((element) => cleanLine(textOf(element)))
      .filter((text) => text !== "");
  const tocId = descendantsOf(opf, "spine")[0]?.attributes["toc"];
  return {
    title: facts("title")[0] ?? "",
    authors: [...new Set(facts("creator"))],
    language: facts("language")[0] ?? "",
    spine: [...new Set(spine)],
    nav: items.find((item) => item.isNav)?.path ?? null,
    ncx:
      (byId.get(tocId ?? "") ?? items.find((item) => item.type === "application/x-dtbncx+xml"))?.path ?? null,
  };
}

/** Where the chapters stand in the table of contents; none where the book has none that can be read. */
async function placesOf(archive: ZipArchive, book: Package): Promise<ReadonlyMap<string, ChapterPlace>> {
  for (const path of [book.nav, book.ncx]) {
    if (path === null || !archive.has(path)) continue;
    const root = await readXml(archive, path);
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const places = root === null ? null : chapterPlaces(root, (href) => resolvePath(folder, href));
    if (places !== null && places.size > 0) return places;
  }
  return new Map();
}

async function packagePath(source: ByteSource, archive: ZipArchive): Promise<string> {
  const container = await readXml(archive, "META-INF/container.xml");
  const files = container === null ? [] : descendantsOf(container, "rootfile");
  const file =
    files.find(({ attributes }) => attributes["media-type"] === "application/oebps-package+xml") ?? files[0];
  const path = resolvePath("", file?.attributes["full-path"] ?? "");
  if (!archive.has(path)) throw damaged(source, "its container names no package file");
  return path;
}

/** @throws `document.locked` where anything but fonts is encrypted */
async function refuseLocked(source: ByteSource, archive: ZipArchive): Promise<void> {
  if (!archive.has("META-INF/encryption.xml")) return;
  const root = await readXml(archive, "META-INF/encryption.xml");
  const data = root === null ? [] : descendantsOf(root, "EncryptedData");
  const isLocked =
    root === null ||
    data.some((entry) =>
      childrenOf(entry, "EncryptionMethod").every(
        ({ attributes }) => !FONT_ALGORITHMS.has(attributes["Algorithm"] ?? ""),
      ),
    );
  if (!isLocked) return;
  const reason = "its chapters are encrypted (DRM), so that only the seller's reader opens them";
  throw documentError("document.locked", { name: source.name, format: "EPUB book", reason });
}

async function readXml(archive: ZipArchive, path: string): Promise<XmlElement | null> {
  return parseXml(decodeText(await archive.bytes(path), declaredEncoding));
}

/** A path inside the archive. It is looked up there and nowhere else, so that one that climbs out finds nothing. */
function resolvePath(folder: string, href: string): string {
  const bare = href.replace(/[#?].*$/s, "");
  const parts: string[] = [];
  for (const part of `${bare.startsWith("/") ? "" : folder}${decoded(bare)}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A percent sign that is none of an address stands for itself.
    return path;
  }
}

function damaged(source: ByteSource, reason: string): Error {
  return documentError("document.damaged", { name: source.name, format: FORMAT, reason });
}

import type { ByteSource } from "../../core/ports.ts";
import { AppError } from "../../core/errors.ts";
import { unreadable } from "./byte-stream.ts";
import { documentError } from "./document-errors.ts";
import { endRecord, zipEntries, type ZipEntry } from "./zip-directory.ts";

/** Most bytes that are unpacked from one archive, and how much larger than packed a large entry may be. */
const MAX_UNPACKED_BYTES = 128 << 20;
const MAX_RATIO = 200;
const RATIO_COUNTS_FROM_BYTES = 4 << 20;
const END_BYTES = 22 + 65_535;

/** An archive whose entries are read one by one, each only as far as it says it goes. */
export class ZipArchive {
  private unpacked = 0;

  private constructor(
    private readonly source: ByteSource,
    private readonly format: string,
    private readonly entries: ReadonlyMap<string, ZipEntry>,
  ) {}

  /** @throws `document.damaged` when it has no list of contents: it breaks off, or is no archive */
  static async open(source: ByteSource, format: string): Promise<ZipArchive> {
    const tail = await slice(source, Math.max(0, source.size - END_BYTES), source.size);
    const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
    const end = endRecord(view);
    const damaged = (reason: string): AppError =>
      documentError("document.damaged", { name: source.name, format, reason });
    if (end < 0) throw damaged("it breaks off in the middle");
    const size = view.getUint32(end + 12, true);
    const start = view.getUint32(end + 16, true);
    if (start + size > source.size) throw damaged("its list of contents is damaged");
    const entries = zipEntries(await slice(source, start, start + size), 0, view.getUint16(end + 10, true));
    if (entries === null) throw damaged("its list of contents is damaged");
    return new ZipArchive(source, format, new Map(entries.map((entry) => [entry.name, entry])));
  }

  get names(): readonly string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /**
   * An entry's bytes.
   * @throws `document.damaged`, `document.locked`, `document.too-large` when it unpacks to more than it says or may
   */
  async bytes(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.entries.get(name);
    if (!entry) throw this.damaged(`it has no "${name}"`);
    if (entry.isEncrypted) {
      const facts = { name: this.source.name, format: this.format, reason: "it needs a password" };
      throw documentError("document.locked", facts);
    }
    this.requireRoom(entry);
    const local = await slice(this.source, entry.start, entry.start + 30);
    if (local.length < 30) throw this.damaged(`"${name}" breaks off`);
    const header = new DataView(local.buffer, local.byteOffset, 30);
    if (header.getUint32(0, true) !== 0x04034b50) throw this.damaged(`"${name}" is not where it should be`);
    const start = entry.start + 30 + header.getUint16(26, true) + header.getUint16(28, true);
    const packed = await slice(this.source, start, start + entry.packed);
    if (packed.length < entry.packed) throw this.damaged(`"${name}" breaks off`);
    if (entry.method === 0) return packed;
    if (entry.method !== 8) throw this.damaged(`"${name}" is packed in an unknown way (${entry.method})`);
    return this.inflate(entry, packed);
  }

  private requireRoom(entry: ZipEntry): void {
    this.unpacked += entry.size;
    const isBomb = entry.size > RATIO_COUNTS_FROM_BYTES && entry.size > entry.packed * MAX_RATIO;
    if (!isBomb && this.unpacked <= MAX_UNPACKED_BYTES) return;
    throw documentError("document.too-large", {
      name: this.source.name,
      what: isBomb ? `unpacked bytes in "${entry.name.slice(0, 80)}"` : "unpacked bytes",
      found: isBomb ? entry.size : this.unpacked,
      limit: isBomb ? Math.max(RATIO_COUNTS_FROM_BYTES, entry.packed * MAX_RATIO) : MAX_UNPACKED_BYTES,
    });
  }

  /** Unpack into exactly the room that the entry says it needs. */
  private async inflate(entry: ZipEntry, packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const out = new Uint8Array(entry.size);
    let length = 0;
    const reader = new Blob([packed])
      .stream()
      .pipeThrough(new DecompressionStream("deflate-raw"))
      .getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        if (length + value.length > entry.size) throw this.damaged(`"${entry.name}" is longer than it says`);
        out.set(value, length);
        length += value.length;
      }
    } catch (cause) {
      await reader.cancel().catch(() => {});
      if (cause instanceof AppError) throw cause;
      throw this.damaged(`"${entry.name}" cannot be unpacked`, cause);
    }
    return out.subarray(0, length);
  }

  private damaged(reason: string, cause?: unknown): AppError {
    const facts = { name: this.source.name, format: this.format, reason };
    return documentError("document.damaged", facts, { cause });
  }
}

/** What a ZIP archive is: a book, a workbook (a table), or something that is refused by its name. */
export async function zipKind(source: ByteSource, head: Uint8Array): Promise<"epub" | "csv"> {
  const isBook = new TextDecoder("latin1").decode(head.subarray(0, 200)).includes("application/epub+zip");
  const archive = await ZipArchive.open(source, isBook ? "an EPUB book" : "a ZIP archive");
  if (archive.has("META-INF/container.xml")) return "epub";
  if (archive.has("xl/workbook.xml") || archive.has("xl/workbook.bin")) return "csv";
  const found = archive.has("word/document.xml")
    ? "a Word document (.docx)"
    : archive.has("ppt/presentation.xml")
      ? "a PowerPoint presentation"
      : archive.has("content.xml")
        ? "an OpenDocument file"
        : "a ZIP archive that holds no EPUB book";
  throw documentError("document.wrong-kind", { name: source.name, found });
}

async function slice(source: ByteSource, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await source.slice(start, Math.min(end, source.size));
  } catch (cause) {
    throw unreadable(source, cause);
  }
}

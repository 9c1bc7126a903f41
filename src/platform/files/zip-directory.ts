import { fileError } from "./errors.ts";

/**
 * Check, before anything is unpacked, that a ZIP archive is a workbook of bearable size.
 *
 * @param bytes the whole archive
 * @param maxUnpacked most bytes that its entries may have together, by its own central directory
 * @throws `file.wrong-kind` when it is another kind of archive, `file.damaged` when it has no directory,
 * `file.too-large` when it would unpack to more (a "zip bomb")
 * @see PKWARE, APPNOTE 6.3.10, sections 4.3.12 and 4.3.16
 */
export function requireWorkbook(name: string, bytes: Uint8Array<ArrayBuffer>, maxUnpacked: number): void {
  const entries = directory(name, bytes);
  const names = entries.map((entry) => entry.name);
  if (!names.some((entry) => /^xl\/workbook\.(?:xml|bin)$/i.test(entry))) {
    const found = names.includes("content.xml")
      ? "an OpenDocument file"
      : names.some((entry) => entry.startsWith("word/"))
        ? "a Word document"
        : "a ZIP archive that holds no XLSX workbook";
    throw fileError("file.wrong-kind", { name, found });
  }
  if (names.includes("xl/workbook.bin")) {
    throw fileError("file.wrong-kind", { name, found: "a binary Excel workbook (.xlsb)" });
  }
  const unpacked = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (unpacked > maxUnpacked) {
    throw fileError("file.too-large", { name, what: "unpacked bytes", found: unpacked, limit: maxUnpacked });
  }
}

/** An entry of an archive, as its central directory has it. */
export interface ZipEntry {
  readonly name: string;
  /** Packed and unpacked bytes. */
  readonly packed: number;
  readonly size: number;
  /** 0: as it is, 8: deflate. */
  readonly method: number;
  readonly isEncrypted: boolean;
  /** Where its local header begins. */
  readonly start: number;
}

function directory(name: string, bytes: Uint8Array<ArrayBuffer>): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecord(view);
  if (end < 0)
    throw fileError("file.damaged", { name, format: "XLSX", reason: "it breaks off in the middle" });
  const entries = zipEntries(bytes, view.getUint32(end + 16, true), view.getUint16(end + 10, true));
  if (entries === null) {
    throw fileError("file.damaged", { name, format: "XLSX", reason: "its list of contents is damaged" });
  }
  return entries;
}

/**
 * The entries that a central directory lists; null when it is damaged.
 *
 * @param start where the directory begins in `bytes`
 */
export function zipEntries(bytes: Uint8Array<ArrayBuffer>, start: number, count: number): ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: ZipEntry[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return null;
    const nameLength = view.getUint16(at + 28, true);
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      start: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Where the record that ends the archive begins; it lies within the last 64 KB; -1 when there is none. */
export function endRecord(view: DataView): number {
  const first = Math.max(0, view.byteLength - 22 - 65535);
  for (let at = view.byteLength - 22; at >= first; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return -1;
}

import writeSheet from "write-excel-file/universal";

/**
 * A table as an XLSX file. Texts stay texts, so that item numbers and ISBNs keep their zeros.
 *
 * @param columns header cells, in bold
 */
export async function sheetBlob(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): Promise<Blob> {
  const header = columns.map((value) => ({ value, fontWeight: "bold" as const }));
  return writeSheet([header, ...rows.map((row) => [...row])]).toBlob();
}

/**
 * One row of CSV (RFC 4180, CR LF), safe to open in a spreadsheet: text that would be run as a formula gets an
 * apostrophe in front, numbers such as -3 do not.
 * @see OWASP, "CSV Injection"
 */
export function csvRow(cells: readonly string[], delimiter = ","): string {
  return `${cells.map((cell) => csvCell(guarded(cell), delimiter)).join(delimiter)}\r\n`;
}

function csvCell(cell: string, delimiter: string): string {
  const needsQuotes = /["\r\n]/.test(cell) || cell.includes(delimiter) || cell !== cell.trim();
  return needsQuotes ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function guarded(cell: string): string {
  if (!/^[=+\-@\t\r]/.test(cell)) return cell;
  return /^[+-]?[\d.,]+$/.test(cell) ? cell : `'${cell}`;
}

/**
 * A cell's text as it is kept: without blanks around it, without a spreadsheet's `="…"` wrapping that protects
 * leading zeros, and without the apostrophe that guards text against being taken for a formula.
 */
export function cleanCell(cell: string): string {
  const length = cell.length;
  if (length === 0) return cell;
  const first = cell.charCodeAt(0);
  const last = cell.charCodeAt(length - 1);
  // Nearly all cells end here: no blank, "=" or apostrophe in front, no blank behind.
  if (first > 61 && last > 32 && last < 160) return cell;
  if (first > 47 && first < 61 && last > 32 && last < 160) return cell;
  const text = cell.trim();
  if (text.startsWith('="') && text.endsWith('"') && text.length > 2) return text.slice(2, -1).trim();
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}

/**
 * Whether a spreadsheet has turned a long number into scientific notation ("9.78E+12"): its last digits are gone.
 */
export function isScientific(text: string): boolean {
  const length = text.length;
  if (length < 4 || length > 24) return false;
  const digit = text.charCodeAt(0) - 48;
  if (digit < 0 || digit > 9) return false;
  return /^\d+(?:[.,]\d+[eE]\+?|[eE]\+)\d{1,3}$/.test(text);
}

/** A copy of the text that does not keep the much longer text alive that it was cut from. */
export function detached(text: string): string {
  return text.length < 13 ? text : decoder.decode(encoder.encode(text));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

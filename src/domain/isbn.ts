/**
 * International Standard Book Numbers.
 * @see ISO 2108: check digits of ISBN-10 (modulo 11) and ISBN-13 (modulo 10, weights 1 and 3)
 */

/**
 * The ISBN-13 of a text that is an ISBN-10 or ISBN-13, with or without hyphens, blanks and "ISBN" in front.
 * @returns 13 digits, or null when it is none or its check digit is wrong
 */
export function isbn13Of(text: string): string | null {
  const bare = text
    .replace(/^\s*(?:urn:)?isbn(?:-1[03])?:?\s*/i, "")
    .replace(/[\s\u2010-\u2013-]/g, "")
    .toUpperCase();
  if (/^97[89]\d{10}$/.test(bare)) return ean13CheckDigit(bare.slice(0, 12)) === bare[12] ? bare : null;
  if (/^\d{9}[\dX]$/.test(bare)) {
    if (isbn10CheckDigit(bare.slice(0, 9)) !== bare[9]) return null;
    const stem = `978${bare.slice(0, 9)}`;
    return stem + ean13CheckDigit(stem);
  }
  return null;
}

/**
 * As `isbn13Of`, and also for an ISBN-10 whose leading zeros a spreadsheet has dropped: 6 to 9 characters that are a
 * valid ISBN-10 with zeros in front.
 */
export function isbn13OfTrimmed(text: string): string | null {
  const isbn = isbn13Of(text);
  if (isbn !== null) return isbn;
  return /^\d{5,8}[\dXx]$/.test(text) ? isbn13Of(text.padStart(10, "0")) : null;
}

function isbn10CheckDigit(nineDigits: string): string {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += (10 - i) * Number(nineDigits[i]);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? "X" : String(check);
}

function ean13CheckDigit(twelveDigits: string): string {
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += (i % 2 === 0 ? 1 : 3) * Number(twelveDigits[i]);
  return String((10 - (sum % 10)) % 10);
}

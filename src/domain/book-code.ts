/**
 * The forms under which one scanned or typed code may be on file: as it is, without hyphens and blanks, and for a
 * book's EAN-13 or ISBN-10 the other of the two. Upper case; the form as typed comes first.
 *
 * @see ISO 2108 for the check digits
 */
export function codeForms(code: string): string[] {
  const typed = code.trim().toUpperCase();
  const bare = typed.replace(/[\s-]/g, "");
  const forms = [typed, bare];
  if (/^97[89]\d{10}$/.test(bare) && bare.startsWith("978")) {
    const stem = bare.slice(3, 12);
    forms.push(stem + checkDigit10(stem));
  } else if (/^\d{9}[\dX]$/.test(bare)) {
    const stem = `978${bare.slice(0, 9)}`;
    forms.push(stem + checkDigit13(stem));
  } else if (/^\d{12}$/.test(bare)) {
    // A UPC-A is an EAN-13 without its leading zero; scanners give either.
    forms.push(`0${bare}`);
  } else if (/^0\d{12}$/.test(bare)) {
    forms.push(bare.slice(1));
  }
  return [...new Set(forms)].filter((form) => form !== "");
}

function checkDigit10(stem: string): string {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += (10 - i) * Number(stem[i]);
  const digit = (11 - (sum % 11)) % 11;
  return digit === 10 ? "X" : String(digit);
}

function checkDigit13(stem: string): string {
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += (i % 2 === 0 ? 1 : 3) * Number(stem[i]);
  return String((10 - (sum % 10)) % 10);
}

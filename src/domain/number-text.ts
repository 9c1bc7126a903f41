import { shortened } from "./date-text.ts";
import type { DecimalSign } from "./import-plan.ts";

/**
 * Numbers of till files as text.
 *
 * Read: 12, 1,234.50 or 1.234,50 by the decimal sign, 1 234,50, 1'234.50, with a currency sign or code before or
 * behind, and the three ways tills write negative numbers: -3, 3- and (3). The thousands sign must stand before
 * groups of three digits, so that "1.50" under a decimal comma is rejected instead of read as 150.
 */

/** The number, or NaN when the text is none. Empty text is NaN too. */
export function readNumber(text: string, decimal: DecimalSign): number {
  const length = text.length;
  let pos = 0;
  let negative = false;
  if (length > 0 && text.charCodeAt(0) === MINUS) {
    negative = true;
    pos = 1;
  }
  if (pos === length || length > 15) return readDecorated(text, decimal);
  let value = 0;
  for (; pos < length; pos++) {
    const digit = text.charCodeAt(pos) - 48;
    if (digit < 0 || digit > 9) {
      const plain = canonical(text, decimal);
      return plain === null ? NaN : Number(plain);
    }
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}

/**
 * An amount of money in hundredths, or NaN when the text is no amount.
 *
 * More than two decimals are rounded half away from zero on the digits as written: 2.345 is 235, -2.345 is -235.
 */
export function readCents(text: string, decimal: DecimalSign): number {
  const length = text.length;
  const decimalCode = decimal === "." ? DOT : COMMA;
  let cents = 0;
  let decimals = -1;
  if (length === 0 || length > 14) return decoratedCents(text, decimal);
  for (let pos = 0; pos < length; pos++) {
    const code = text.charCodeAt(pos);
    const digit = code - 48;
    if (digit >= 0 && digit <= 9) {
      if (decimals >= 0 && ++decimals > 2) return decoratedCents(text, decimal);
      cents = cents * 10 + digit;
    } else if (code === decimalCode && decimals < 0 && pos > 0) {
      decimals = 0;
    } else {
      return decoratedCents(text, decimal);
    }
  }
  return decimals <= 0 ? cents * 100 : decimals === 1 ? cents * 10 : cents;
}

/** ISO 4217 code of the currency sign in a text, or null. A "$" is taken for US dollars. */
export function currencyOf(text: string): string | null {
  const match = /[£€$¥]|\b(?:GBP|EUR|USD|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN)\b/i.exec(text);
  if (!match) return null;
  return { "£": "GBP", "€": "EUR", $: "USD", "¥": "JPY" }[match[0]] ?? match[0].toUpperCase();
}

/** Why a text is no number, as a sentence for the list of rejected rows. */
export function explainNumber(what: string, text: string, decimal: DecimalSign): string {
  const trimmed = text.trim();
  if (trimmed === "") return `The ${what} is empty.`;
  const other = decimal === "." ? "," : ".";
  const isOtherwise = !Number.isNaN(readNumber(trimmed, other));
  return `The ${what} "${shortened(trimmed)}" is no number with "${decimal}" as decimal sign${
    isOtherwise ? `; with "${other}" it would be one.` : "."
  }`;
}

const MINUS = 45;
const DOT = 46;
const COMMA = 44;

function readDecorated(text: string, decimal: DecimalSign): number {
  const plain = canonical(text, decimal);
  return plain === null ? NaN : Number(plain);
}

function decoratedCents(text: string, decimal: DecimalSign): number {
  const plain = canonical(text, decimal);
  if (plain === null) return NaN;
  if (plain.includes("e")) return roundedAway(Number(plain) * 100);
  const negative = plain.startsWith("-");
  const [whole = "", fraction = ""] = (negative ? plain.slice(1) : plain).split(".");
  const cents = Number(whole || "0") * 100 + Number(fraction.slice(0, 2).padEnd(2, "0"));
  const rounded = fraction.charCodeAt(2) >= 53 ? cents + 1 : cents;
  return negative && rounded !== 0 ? -rounded : rounded;
}

function roundedAway(value: number): number {
  const rounded = Math.round(Math.abs(value));
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

const PLAIN = {
  ".": /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/,
  ",": /^(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d{1,3})?$/,
};
const GROUPED = {
  ".": /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$|^\d{1,3}(?:[ '’]\d{3})+(?:\.\d*)?$/,
  ",": /^\d{1,3}(?:\.\d{3})+(?:,\d*)?$|^\d{1,3}(?:[ '’]\d{3})+(?:,\d*)?$/,
};
const CURRENCY =
  /^(?:[£€$¥]|[A-Z]{3}(?![A-Z])|kr\.?|Fr\.?)\s*|\s*(?:[£€$¥]|(?<![A-Z])[A-Z]{3}|kr\.?|Fr\.?|,-)$/gi;

/** The number as JavaScript writes it, "-1234.5", or null. */
function canonical(text: string, decimal: DecimalSign): string | null {
  let body = text
    .replace(/[\s\u00a0\u202f\u2009]+/g, " ")
    .replace(/[\u2212\u2013]/g, "-")
    .trim();
  let negative = false;
  for (let round = 0; round < 2; round++) {
    if (body.startsWith("(") && body.endsWith(")")) {
      negative = !negative;
      body = body.slice(1, -1).trim();
    } else if (body.startsWith("-")) {
      negative = !negative;
      body = body.slice(1).trim();
    } else if (body.endsWith("-") && !body.endsWith(",-")) {
      negative = !negative;
      body = body.slice(0, -1).trim();
    } else if (body.startsWith("+")) {
      body = body.slice(1).trim();
    }
    if (round === 0) body = body.replace(CURRENCY, "").trim();
    if (negative) break;
  }
  if (negative) body = body.replace(CURRENCY, "").trim();
  if (GROUPED[decimal].test(body)) body = body.replace(decimal === "." ? /[, '’]/g : /[. '’]/g, "");
  else if (!PLAIN[decimal].test(body)) return null;
  const plain = decimal === "," ? body.replace(",", ".") : body;
  return negative ? `-${plain}` : plain;
}

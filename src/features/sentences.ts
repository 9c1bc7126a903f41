/** A part of a text in UTF-16 units; `end` is exclusive. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Words before a full stop that does not end a sentence, in English, German, French and other languages of the
 * catalogue, in lower case. Single letters ("J. K.") are none by a rule of their own.
 */
const ABBREVIATIONS = new Set(
  [
    "mr mrs ms dr prof st jr sr rev hon capt col gen lt sgt maj adm gov pres sen rep messrs mt ft esq",
    "vs etc approx no nos vol vols ed eds pp p fig figs ch chap art sec cf al ca c op cit viz ibid dept inc ltd co corp bros",
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun",
    "hr hrn fr frl nr bd bde hrsg hg bzw ggf usw vgl evtl inkl exkl zzgl abb aufl jh jhd jahrh geb gest str tel sog bsp dgl",
    "mm mme mmes mlle mlles m me mgr chr env tome trad coll cie av boul",
    "sig sigg dott ing avv sra srta ud uds dña d dhr mevr blz",
  ].flatMap((line) => line.split(" ")),
);

/** After these, a capital letter may still begin a sentence: "…, etc. The next". */
const MAY_END = new Set(["etc", "usw", "al", "inc", "ltd", "co", "corp", "jr", "sr", "esq", "p", "no"]);

/** Where a line or a run of closing signs may end a sentence. */
const STOP = /[.!?\u2026\u203D\u3002\uFF01\uFF1F\uFF0E\uFF61]+|\n\s*\n/gu;
/** Stops of Chinese and Japanese, which no blank follows. */
const WIDE_STOP = /[\u3002\uFF01\uFF1F\uFF0E\uFF61]/u;
/** Brackets and quotes of every kind that close after a stop; "«" closes in German, "“" too. */
const CLOSING = new Set("\"'”’“‘»«›‹)]}」』】）]");
/** What may stand before the first letter of a sentence. */
const OPENING = new Set("\"'“‘„‚«»‹›([{「『【（¿¡—–-*_");
const UPPER = /[\p{Lu}\p{Lt}]/u;
const LOWER = /\p{Ll}/u;
const DIGIT = /\p{Nd}/u;
const LETTER = /[\p{L}\p{M}\p{N}]/u;

/**
 * Sentences of a text, in order. They do not overlap, start and end at signs that are not blank, and cover all that is
 * not blank. A blank line always ends one; a single line break is a blank. Time grows with the length of the text,
 * however few stops it has.
 */
export function sentenceSpans(text: string): TextSpan[] {
  const spans: TextSpan[] = [];
  let start = skipBlanks(text, 0);
  for (const match of text.matchAll(STOP)) {
    const at = match.index;
    if (at < start) continue;
    const stop = match[0];
    const end = isBlankAt(text, at) ? at : endOfSentence(text, start, at, at + stop.length);
    if (end < 0) continue;
    pushTrimmed(text, start, end, spans);
    start = skipBlanks(text, end);
  }
  pushTrimmed(text, start, text.length, spans);
  return spans;
}

/** End of the sentence whose stop is at [at, after), its closing quotes with it; -1 where the stop ends none. */
function endOfSentence(text: string, start: number, at: number, after: number): number {
  let end = after;
  while (end < text.length && CLOSING.has(text[end]!)) end++;
  // French puts a blank before its closing quote: "« Qui ? » demanda-t-il".
  if (text[end + 1] === "»" && isBlankAt(text, end) && !LETTER.test(text[end + 2] ?? " ")) end += 2;
  if (WIDE_STOP.test(text[after - 1]!)) return end;
  if (end >= text.length) return end;
  // "3.14", "e.g.", "www.example.org": nothing blank after it.
  if (!isBlankAt(text, end)) return -1;
  const next = nextSign(text, end);
  if (next === "") return end;
  const stop = text.slice(at, after);
  // "Wait... what?" and "“Who?” he asked." go on where the next word is small.
  if (LOWER.test(next)) return -1;
  if (stop !== ".") return end;
  return endsAtFullStop(text, start, at, next) ? end : -1;
}

/** Whether the full stop at `at` ends a sentence although what comes next could begin one. */
function endsAtFullStop(text: string, start: number, at: number, next: string): boolean {
  let from = at;
  while (from > start && at - from < 24 && LETTER.test(text[from - 1]!)) from--;
  const word = text.slice(from, at);
  if (word === "") return true;
  // An ordinal, "am 3. Mai 1851" and "Heft 2. Auflage": a short number after which a sentence goes on.
  if (/^\d{1,2}$/.test(word)) return !goesOnAfterNumber(text, from, start, next);
  // Initials: "J. K. Rowling", "George W. Bush"; "I." and a sentence's only letter end it no less seldom.
  if (/^\p{L}\p{M}*$/u.test(word)) return word === "I" && UPPER.test(next) && from > start + 1;
  // "z. B.", "d.h.", "U.S.": parts with stops inside.
  if (from > start && text[from - 1] === "." && word.length <= 2) return false;
  const lower = word.toLowerCase();
  if (!ABBREVIATIONS.has(lower)) return true;
  return MAY_END.has(lower) && UPPER.test(next);
}

/** Whether a number with a stop is an ordinal or counts what follows, rather than ends the sentence. */
function goesOnAfterNumber(text: string, from: number, start: number, next: string): boolean {
  // "1. Auflage" at the start of a line is the number of a list, and no sentence by itself.
  if (from === start) return true;
  const before = text.slice(Math.max(start, from - 12), from).trimEnd();
  const word = /\p{L}+$/u.exec(before)?.[0].toLowerCase() ?? "";
  return (DIGIT.test(next) || UPPER.test(next)) && GERMAN_BEFORE_ORDINAL.has(word);
}

/** Words after which a German ordinal stands: "am 3. Mai", "die 2. Auflage", "im 19. Jahrhundert". */
const GERMAN_BEFORE_ORDINAL = new Set(
  "am der die das dem den des vom zum zur im beim ab bis seit ein eine eines einer und oder vor nach ins".split(
    " ",
  ),
);

/** The first letter, digit or other sign after blanks and opening signs; "" at the end. */
function nextSign(text: string, from: number): string {
  let at = from;
  while (at < text.length && at < from + 64 && (isBlankAt(text, at) || OPENING.has(text[at]!))) at++;
  return at < text.length ? String.fromCodePoint(text.codePointAt(at)!) : "";
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlankAt(text, at)) at++;
  return at;
}

function pushTrimmed(text: string, start: number, end: number, spans: TextSpan[]): void {
  let last = end;
  while (last > start && isBlankAt(text, last - 1)) last--;
  if (last > start) spans.push({ start, end: last });
}

const isBlankAt = (text: string, at: number): boolean => isBlank(text.charCodeAt(at));

/** Whether a UTF-16 unit is white space, as `\s` has it; quicker, for texts of megabytes. */
export function isBlank(unit: number): boolean {
  if (unit < 0x80) return unit === 32 || (unit >= 9 && unit <= 13);
  return (
    unit === 0xa0 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000 ||
    unit === 0xfeff
  );
}

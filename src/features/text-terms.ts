import { stemmer as frenchStem } from "@orama/stemmers/french";
import { stemmer as germanStem } from "@orama/stemmers/german";
import { englishStem } from "./english-stem.ts";
import type { TextSpan } from "./sentences.ts";
import { foldText } from "./title-words.ts";

/** Languages whose words are brought to their stems. */
export const STEMMED_LANGUAGES = ["en", "de", "fr"] as const;
export type StemmedLanguage = (typeof STEMMED_LANGUAGES)[number];

const STEMMERS: Readonly<Record<StemmedLanguage, (word: string) => string>> = {
  en: englishStem,
  de: germanStem,
  fr: frenchStem,
};

/** Words that say little of what a text is about, as written, and by which its language is known. */
const STOP_WORDS: Readonly<Record<StemmedLanguage, ReadonlySet<string>>> = {
  en: words(
    "a about above after again against all am an and any are as at be because been before being below between both but by",
    "can could did do does doing down during each few for from further had has have having he her here hers herself him",
    "himself his how i if in into is it its itself just me more most my myself no nor not now of off on once only or other",
    "our ours ourselves out over own same she should so some such than that the their theirs them themselves then there",
    "these they this those through to too under until up very was we were what when where which while who whom why will",
    "with would you your yours yourself yourselves shall may might must upon let",
  ),
  de: words(
    "aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist da damit dann",
    "das dass daß dein deine dem den denn der des dessen dich die dies diese diesem diesen dieser dieses dir doch dort du",
    "durch ein eine einem einen einer eines er es etwas euch euer eure für gegen gewesen hab habe haben hat hatte hatten hier",
    "hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist jede jedem jeden jeder jedes jene kann kein",
    "keine können könnte machen man manche mein meine mich mir mit muss musste nach nicht nichts noch nun nur ob oder ohne",
    "sehr sein seine seinem seinen seiner selbst sich sie sind so solche soll sollte sondern sonst um und uns unser unter vom",
    "von vor war waren warst was weg weil weiter welche welchem welchen welcher welches wenn wer werde werden wie wieder will",
    "wir wird wirst wo wollen wollte wurde wurden während würde würden zu zum zur zwar zwischen über wem wen wessen warum wann",
  ),
  fr: words(
    "à au aux avec c ce ceci cela celle celui ces cet cette comme d dans de des donc du elle elles en entre es est et été",
    "étaient étais était étant être eu eux eût fait fut ici il ils j je jusqu l la le les leur leurs lui lorsqu m ma mais me",
    "même mes moi mon n ne ni nos notre nous on ont or ou où par pas plus pour puis puisqu qu quand que quel quelle quelles",
    "quels qui quoi s sa sans se sera ses si son sont sous sur t ta te tes toi ton tous tout toute toutes tu un une vos votre",
    "vous y ai aie as avait avaient avez avons ayant a ont pourquoi comment combien dont aussi très",
  ),
};

/** A word of a text as it is compared, and where it stands. */
export interface TermSpan extends TextSpan {
  readonly term: string;
}

/** Words in scripts that are written without blanks; they become pairs of neighbouring signs. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const RUNS = new RegExp(`(?:${UNSPACED.source})+|(?:(?!${UNSPACED.source}).)+`, "gsu");
/** Letters and digits, numbers with their separators whole ("1,000", "3.14"), and apostrophes inside words. */
const WORD = /\p{N}+(?:[.,]\p{N}+)+|[\p{L}\p{M}\p{N}]+(?:['’ʼ][\p{L}\p{M}\p{N}]+)*/gu;
/** French words that lose their vowel before another: "l’homme", "qu'elle". */
const ELISION = /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’ʼ](?=.)/i;
/** A word longer than this is none; it is cut, so that no text makes the vocabulary large. */
export const LONGEST_TERM = 40;

/**
 * The words of a text by which it is found, in its order: small letters, stems of its language without accents, no stop
 * words. Two texts of one language share a term where they share a word in any of its forms.
 *
 * @param language as `TitleRecord.language`; in null, and in one without a stemmer, words are folded only
 */
export function textTerms(text: string, language: string | null): string[] {
  return [...terms(text, language)].map(({ term }) => term);
}

/** `textTerms` with their places in the text, in UTF-16 units. */
export function termSpans(text: string, language: string | null): TermSpan[] {
  return [...terms(text, language)];
}

function* terms(text: string, language: string | null): Generator<TermSpan> {
  const stems = stemmed(language);
  for (const match of text.matchAll(WORD)) {
    for (const [run, index] of runsOf(match[0], match.index)) {
      if (UNSPACED.test(run)) yield* pairSpans(run, index);
      else {
        const term = stems === null ? folded(run) : stemOf(run, stems);
        if (term !== "") yield { term, start: index, end: index + run.length };
      }
    }
  }
}

/** A word in runs that are all written without blanks, or not at all: "word吾輩" in two. */
function runsOf(word: string, index: number): readonly (readonly [run: string, index: number])[] {
  if (!UNSPACED.test(word)) return [[word, index]];
  return Array.from(word.matchAll(RUNS), (match) => [match[0], index + match.index] as const);
}

/** `language` where it has a stemmer, else null. */
export function stemmed(language: string | null): StemmedLanguage | null {
  return STEMMED_LANGUAGES.find((known) => known === language) ?? null;
}

const MOST_KNOWN = 200_000;
const known: Readonly<Record<StemmedLanguage, Map<string, string>>> = {
  en: new Map(),
  de: new Map(),
  fr: new Map(),
};

/** The stem of a word, "" for a stop word. Texts repeat their words: each is worked out once. */
function stemOf(word: string, language: StemmedLanguage): string {
  const cache = known[language];
  let stem = cache.get(word);
  if (stem === undefined) {
    stem = newStem(word, language);
    if (cache.size >= MOST_KNOWN) cache.clear();
    cache.set(word, stem);
  }
  return stem;
}

function newStem(word: string, language: StemmedLanguage): string {
  let plain = word.normalize("NFC").toLowerCase().replace(/[’ʼ]/g, "'");
  if (language === "fr") plain = plain.replace(ELISION, "");
  else plain = plain.replace(/'s$/, "");
  if (STOP_WORDS[language].has(plain) || STOP_WORDS[language].has(plain.replace(/'.*$/, ""))) return "";
  if (plain.length > LONGEST_TERM || /\p{N}/u.test(plain)) return folded(plain);
  return foldText(STEMMERS[language](plain)).slice(0, LONGEST_TERM);
}

function folded(word: string): string {
  const plain = foldText(word);
  return (/^\p{N}/u.test(plain) ? plain.replace(/,(?=\p{N}{3}(?!\p{N}))/gu, "") : plain).slice(
    0,
    LONGEST_TERM,
  );
}

function* pairSpans(run: string, index: number): Generator<TermSpan> {
  const signs = Array.from(run);
  let start = index;
  for (let i = 0; i < signs.length; i++) {
    const end = start + signs[i]!.length;
    const next = signs[i + 1];
    if (next !== undefined)
      yield { term: foldText(signs[i]! + next).slice(0, LONGEST_TERM), start, end: end + next.length };
    else if (i === 0) yield { term: foldText(signs[i]!).slice(0, LONGEST_TERM), start, end };
    start = end;
  }
}

/** Words at the start of a text by which its language is judged. */
const JUDGED_WORDS = 400;

/** The language of a text by its stop words; null where it has none, or as many of two languages. */
export function languageOf(text: string): StemmedLanguage | null {
  const counts: Record<StemmedLanguage, number> = { en: 0, de: 0, fr: 0 };
  let seen = 0;
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{M}]+/gu)) {
    for (const language of STEMMED_LANGUAGES) if (STOP_WORDS[language].has(word)) counts[language]++;
    if (++seen === JUDGED_WORDS) break;
  }
  const [first, second] = [...STEMMED_LANGUAGES].sort((a, b) => counts[b] - counts[a]);
  return counts[first!] > counts[second!] ? first! : null;
}

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(" ")));
}

/**
 * Words that say nothing of a book, in English, German, French, Spanish, Italian and Dutch, as `titleWords` folds them.
 */
const STOP_WORDS = new Set(
  [
    "a an and are as at be been but by for from had has have he her his how i if in into is it its me my no not of on or our",
    "s she so t than that the their them then there they this to too up us was we were what when where which who whom why will with you your",
    "das dem den der des die ein eine einem einen einer eines er es fur ich im ist mit nicht sich sie und von vom wie zu zum zur",
    "au aux avec ce ces dans de du elle en est et il la le les leur lui mais ne nous ou par pas pour qu que qui sa se ses son sur un une vous",
    "al como con del el ella ellos las lo los mas o para pero por su sus una unos y",
    "che ci da dei del della delle di e gli ha ho i il la le lo mi nel nella non per piu se si sono tra un uno",
    "aan bij dat de een en het hij ik met naar niet om op te uit van voor was wat ze zijn",
  ].flatMap((line) => line.split(" ")),
);

/** Scripts written without blanks between words; their words are taken as pairs of neighbouring characters. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/u;

/**
 * The telling words of a text, in its order: lower case, without accents, English plurals as singulars, without words
 * that every text has.
 */
export function titleWords(text: string): string[] {
  const words: string[] = [];
  for (const [run] of foldText(text).matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    for (const part of run.split(new RegExp(`(${UNSPACED.source})`, "u"))) {
      if (part === "") continue;
      if (UNSPACED.test(part)) words.push(...neighbourPairs(part));
      else if (!STOP_WORDS.has(part)) words.push(singular(part));
    }
  }
  return words;
}

/** Lower case, compatibility forms and accents folded, apostrophes gone: "L’Étranger" becomes "letranger". */
export function foldText(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/['’ʼ]/g, "");
}

function neighbourPairs(run: string): string[] {
  const signs = Array.from(run.normalize("NFC"));
  return signs.length === 1 ? signs : signs.slice(1).map((sign, i) => signs[i]! + sign);
}

/** The "S" stemmer (Harman 1991): only endings of the English plural, which other languages hardly have in that shape. */
function singular(word: string): string {
  if (word.length < 4 || !word.endsWith("s") || word.endsWith("us") || word.endsWith("ss")) return word;
  if (/[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  return /[aeo]es$/.test(word) ? word : word.slice(0, -1);
}

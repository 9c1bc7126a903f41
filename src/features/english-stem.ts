const VOWEL = /[aeiouy]/;
const DOUBLE = /(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/;
/** A vowel and a consonant other than w, x and Y (a "y" that is a consonant) after a consonant; or both at the start. */
const SHORT_END = /(^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywxY])$/;

/** Words whose stem the rules would get wrong, and some that stay as they are. */
const WHOLE: Readonly<Record<string, string>> = {
  skis: "ski",
  skies: "sky",
  dying: "die",
  lying: "lie",
  tying: "tie",
  idly: "idl",
  gently: "gentl",
  ugly: "ugli",
  early: "earli",
  only: "onli",
  singly: "singl",
  sky: "sky",
  news: "news",
  howe: "howe",
  atlas: "atlas",
  cosmos: "cosmos",
  bias: "bias",
  andes: "andes",
};
const AFTER_PLURAL = new Set("inning outing canning herring earring proceed exceed succeed".split(" "));

const STEP_2: readonly (readonly [string, string])[] = [
  ["ization", "ize"],
  ["ational", "ate"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["iveness", "ive"],
  ["tional", "tion"],
  ["biliti", "ble"],
  ["lessli", "less"],
  ["entli", "ent"],
  ["ation", "ate"],
  ["alism", "al"],
  ["aliti", "al"],
  ["ousli", "ous"],
  ["iviti", "ive"],
  ["fulli", "ful"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["abli", "able"],
  ["izer", "ize"],
  ["ator", "ate"],
  ["alli", "al"],
  ["bli", "ble"],
  ["ogi", "og"],
  ["li", ""],
];
const STEP_3: readonly (readonly [string, string])[] = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["alize", "al"],
  ["icate", "ic"],
  ["iciti", "ic"],
  ["ative", ""],
  ["ical", "ic"],
  ["ness", ""],
  ["ful", ""],
];
const STEP_4 = "ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic".split(" ");

/**
 * The stem of an English word: "retrieval" and "retrieved" are "retriev".
 *
 * @param word lower case
 * @see Porter (2002), the English stemmer of Snowball ("Porter2"); golden case `stems`
 */
export function englishStem(word: string): string {
  if (word.length <= 2) return word;
  const whole = Object.hasOwn(WHOLE, word) ? WHOLE[word] : undefined;
  if (whole !== undefined) return whole;
  // "Y" marks a "y" that is a consonant: at the start, and after a vowel.
  let stem = word.replace(/^y/, "Y").replace(/([aeiouy])y/g, "$1Y");
  const first = firstRegion(stem);
  const second = regionAfter(stem, first);
  stem = withoutPlural(stem);
  if (AFTER_PLURAL.has(stem)) return stem;
  stem = withoutVerbEnding(stem, first);
  stem = stem.replace(/(?<=.[^aeiouy])[yY]$/, "i");
  stem = replaceEnding(stem, STEP_2, first, (before, ending) =>
    ending === "ogi" ? before.endsWith("l") : ending !== "li" || /[cdeghkmnrt]$/.test(before),
  );
  stem = replaceEnding(
    stem,
    STEP_3,
    first,
    (before, ending) => ending !== "ative" || before.length >= second,
  );
  stem = withoutSuffix(stem, second);
  return withoutLast(stem, first, second).replaceAll("Y", "y");
}

/** Where R1 starts: after the first consonant that follows a vowel. */
function firstRegion(stem: string): number {
  const known = /^(gener|commun|arsen)/.exec(stem);
  return known ? known[0].length : regionAfter(stem, 0);
}

function regionAfter(stem: string, from: number): number {
  const match = /[aeiouy][^aeiouy]/.exec(stem.slice(from));
  return match ? from + match.index + 2 : stem.length;
}

function withoutPlural(word: string): string {
  const stem = word.replace(/^'+/, "").replace(/('s'|'s|')$/, "");
  if (stem.endsWith("sses")) return stem.slice(0, -2);
  if (/ie[ds]$/.test(stem)) return stem.slice(0, stem.length > 4 ? -2 : -1);
  if (/(us|ss)$/.test(stem) || !stem.endsWith("s")) return stem;
  return VOWEL.test(stem.slice(0, -2)) ? stem.slice(0, -1) : stem;
}

function withoutVerbEnding(stem: string, first: number): string {
  const eed = /eed(ly)?$/.exec(stem);
  if (eed) return eed.index >= first ? stem.slice(0, eed.index + 2) : stem;
  const ending = /(ingly|edly|ing|ed)$/.exec(stem);
  if (!ending) return stem;
  const before = stem.slice(0, ending.index);
  if (!VOWEL.test(before)) return stem;
  if (/(at|bl|iz)$/.test(before)) return `${before}e`;
  if (DOUBLE.test(before)) return before.slice(0, -1);
  return before.length <= first && SHORT_END.test(before) ? `${before}e` : before;
}

/** Replace the longest ending that the word has, where it lies in the region from `from` on. */
function replaceEnding(
  stem: string,
  endings: readonly (readonly [string, string])[],
  from: number,
  suits: (before: string, ending: string) => boolean,
): string {
  const found = endings.find(([ending]) => stem.endsWith(ending));
  if (!found) return stem;
  const before = stem.slice(0, -found[0].length);
  return before.length >= from && suits(before, found[0]) ? before + found[1] : stem;
}

function withoutSuffix(stem: string, second: number): string {
  const ending = STEP_4.find((suffix) => stem.endsWith(suffix));
  if (ending === undefined) return stem;
  const before = stem.slice(0, -ending.length);
  if (before.length < second || (ending === "ion" && !/[st]$/.test(before))) return stem;
  return before;
}

function withoutLast(stem: string, first: number, second: number): string {
  const before = stem.slice(0, -1);
  if (stem.endsWith("e")) {
    if (before.length >= second || (before.length >= first && !SHORT_END.test(before))) return before;
  } else if (stem.endsWith("ll") && before.length >= second) return before;
  return stem;
}

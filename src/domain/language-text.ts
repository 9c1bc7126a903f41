/**
 * ISO 639-1 code | ISO 639-2 and -3 codes | names, in the language itself and in English, German, French, Spanish,
 * Italian and Dutch, in lower case without accents.
 */
const LANGUAGES = [
  "en|eng|english englisch anglais ingles inglese engels",
  "de|deu ger|german deutsch allemand aleman tedesco duits",
  "fr|fra fre|french franzosisch francais frances francese frans",
  "es|spa|spanish spanisch espagnol espanol castellano spagnolo spaans",
  "it|ita|italian italienisch italien italiano italiaans",
  "nl|nld dut|dutch niederlandisch neerlandais neerlandes olandese nederlands",
  "pt|por|portuguese portugiesisch portugais portugues portoghese portugees",
  "da|dan|danish danisch dansk danois danes danese deens",
  "sv|swe|swedish schwedisch svenska suedois sueco svedese zweeds",
  "no|nor nob nno|norwegian norwegisch norsk norvegien noruego norvegese noors",
  "fi|fin|finnish finnisch suomi finnois fines finlandes fins",
  "pl|pol|polish polnisch polski polonais polaco polacco pools",
  "cs|ces cze|czech tschechisch cesky tcheque checo ceco tsjechisch",
  "hu|hun|hungarian ungarisch magyar hongrois hungaro ungherese hongaars",
  "ru|rus|russian russisch russe ruso russo русскии",
  "uk|ukr|ukrainian ukrainisch ukrainien ucraniano ucraino oekraiens українська",
  "el|ell gre|greek griechisch grec griego greco grieks ελληνικα",
  "tr|tur|turkish turkisch turkce turc turco turks",
  "ar|ara|arabic arabisch arabe arabo",
  "he|heb|hebrew hebraisch hebreu hebreo ebraico hebreeuws",
  "ja|jpn|japanese japanisch japonais japones giapponese japans 日本語",
  "zh|zho chi cmn|chinese chinesisch chinois chino cinese chinees 中文",
  "ko|kor|korean koreanisch coreen coreano koreaans 한국어",
  "la|lat|latin latein latino latijn",
  "sa|san|sanskrit sanscrit",
  "fa|fas per|persian persisch persan persa perzisch",
  "hi|hin|hindi",
  "ga|gle|irish irisch irlandais gaeilge",
  "cy|cym wel|welsh walisisch gallois cymraeg",
  "is|isl ice|icelandic islandisch islandais islandes",
  "ca|cat|catalan katalanisch catala",
  "ro|ron rum|romanian rumanisch roumain romana",
] as const;

const CODES = new Map(
  LANGUAGES.flatMap((line) => {
    const [code, codes, names] = line.split("|");
    return [code!, ...codes!.split(" "), ...names!.split(" ").map((name) => name.normalize("NFD"))].map(
      (word) => [word, code!] as const,
    );
  }),
);

const NAMES = new Map(
  LANGUAGES.map((line) => {
    const [code, , names] = line.split("|");
    const name = names!.split(" ")[0]!;
    return [code!, name[0]!.toUpperCase() + name.slice(1)];
  }),
);

/** The code of a language that is named in one of the words above, in lower case without accents; else null. */
export function languageNamed(word: string): string | null {
  return word.length > 3 ? (CODES.get(word.normalize("NFD")) ?? null) : null;
}

/** "German" for "de"; a code or word that is not known as it is. */
export function languageName(language: string): string {
  return NAMES.get(language) ?? language;
}

/** The ISO 639-1 code of "eng", "en-US", "English" or "Englisch"; another word in lower case as it is; null for "". */
export function readLanguage(text: string): string | null {
  const plain = text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .trim();
  if (plain === "") return null;
  return CODES.get(plain) ?? CODES.get(plain.split(/[^\p{L}]+/u)[0]!) ?? plain.normalize("NFC");
}

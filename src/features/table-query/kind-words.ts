import { languageNamed, readLanguage } from "../../domain/language-text.ts";
import type { QueryFilter } from "../../domain/table-query.ts";
import { titleWords } from "../title-words.ts";
import { find, phrase, takeSpan, type Question } from "./question-text.ts";
import { derived, type ShopTable } from "./shop-table.ts";

/** Words for one kind of book, in English, German and French, as `questionTokens` folds them. */
const GENRES = [
  "poetry poem poems verse lyrik gedicht gedichte gedichten gedichtband poesie poeme poemes",
  "drama dramas play plays theatre theater stuck stucke dramen theaterstuck piece pieces",
  "crime mystery mysteries detective whodunit krimi krimis kriminalroman kriminalromane polar polars policier policiers",
  "thriller thrillers suspense",
  "fantasy fantastique",
  "science-fiction sf scifi sciencefiction",
  "horror gothic ghost gruselgeschichten horreur schauerroman",
  "romance romances love liebesroman liebesromane romantik",
  "historical",
  "history geschichte histoire",
  "biography biographies memoir memoirs autobiography biografie biografien biographie",
  "children childrens kids kinderbuch kinderbucher kinder enfant enfants jeunesse juvenile",
  "young-adult ya teenage jugendbuch jugendbucher",
  "adventure adventures abenteuer abenteuerroman abenteuerromane aventure aventures",
  "philosophy philosophical philosophie",
  "travel travels reise reisen reisebericht reiseberichte voyage voyages",
  "cookery cookbook cookbooks cooking cookery kochbuch kochbucher cuisine food",
  "humour humor comedy comedies satire humorvoll",
  "essay essays",
  "religion religious theology spirituality",
  "science sciences wissenschaft popular-science",
  "art arts kunst",
  "comic comics graphic manga",
  "western westerns",
  "war krieg guerre",
  "nature natur",
  "politics political politik politique",
  "psychology psychologie",
  "music musik musique",
  "classic classics klassiker classique classiques",
  "nonfiction non-fiction sachbuch sachbucher",
  "short-stories stories short kurzgeschichte kurzgeschichten erzahlung erzahlungen nouvelle nouvelles",
  "business economics wirtschaft",
  "self-help",
  "reference",
].map((line) => line.split(" "));
const NOVELS = ["novel", "novels", "roman", "romane", "romanen", "romans", "fiction"];
/** Genres that are no novels; everything else of a catalogue that has no genre "novel" may be one. */
const NO_NOVELS = new Set(
  GENRES.filter(([first]) =>
    /^(?:poetry|drama|history|biography|philosophy|travel|cookery|essay|religion|science|art|comic|nature|politics|psychology|music|nonfiction|short-stories|business|self-help|reference)$/.test(
      first!,
    ),
  ).flat(),
);
const FORMATS = {
  hardback:
    "hardback hardbacks hardcover hardcovers hardbound gebunden gebundene gebundenes gebundenen relie reliee relies cartonne hc bb",
  paperback: "paperback paperbacks softcover softback taschenbuch taschenbucher broche broches poche pb bc",
  ebook: "ebook ebooks epub kindle digital numerique electronic",
  audiobook: "audiobook audiobooks audio horbuch horbucher cd",
} as const;

/** What a word of kind says, and whether the shop can tell. */
export interface KindFound {
  readonly filters: readonly QueryFilter[];
  readonly typed: string;
  /** A field that the shop lacks, or that has no such value. */
  readonly lacking: "genre" | "format" | "language" | null;
  /** Read loosely: novels, of a catalogue that does not tell novels. */
  readonly loose: boolean;
}

/** Take a format ("hardback", "als Taschenbuch") out of a question. */
export function takeFormat(question: Question, table: ShopTable): KindFound | null {
  for (const words of Object.values(FORMATS)) {
    const source = words
      .split(" ")
      .filter((word) => word.length > 2)
      .join("|");
    const found = find(
      question,
      phrase(
        `(?:in |as |as an? |on |als |en |im |e )?(?:${source}|e books?|audio books?)(?: edition| editions)?`,
      ),
    );
    if (found === null) continue;
    const typed = question.tokens.slice(found.span.from, found.span.to).map(({ word }) => word);
    const kind =
      Object.values(FORMATS).find((own) => own.split(" ").some((word) => typed.includes(word))) ??
      (typed.includes("audio") ? FORMATS.audiobook : FORMATS.ebook);
    takeSpan(question, found.span);
    const column = table.names.get("format");
    const known = new Set(kind.split(" "));
    const values =
      column?.values.filter((value) => titleWords(value.replace(/-/g, "")).some((word) => known.has(word))) ??
      [];
    return {
      filters: values.length > 0 ? [{ field: "format", is: "one-of", values }] : [],
      typed: typed.join(" "),
      lacking: values.length > 0 ? null : "format",
      loose: false,
    };
  }
  return null;
}

const LANGUAGE_ENDINGS = /(?:e[nrs]?|s|es|ne|nes)$/;

/** Take a language ("in German", "auf Deutsch", "französische") out of a question. */
export function takeLanguage(question: Question, table: ShopTable): KindFound | null {
  const { tokens, taken } = question;
  for (let i = 0; i < tokens.length; i++) {
    const code = taken[i] ? null : languageOf(tokens[i]!.word);
    if (code === null) continue;
    const before = i > 0 && !taken[i - 1] && /^(?:in|auf|en|into)$/.test(tokens[i - 1]!.word);
    const from = before ? i - 1 : i;
    takeSpan(question, { from, to: i + 1 });
    const values = table.names.get("language")?.values.filter((value) => readLanguage(value) === code) ?? [];
    const known = table.names.has("language");
    return {
      filters: known
        ? [{ field: "language", is: "one-of", values: values.length > 0 ? values : [code] }]
        : [],
      typed: tokens[i]!.text,
      lacking: known ? null : "language",
      loose: false,
    };
  }
  return null;
}

/** The code of a language that a word names, with the endings of an adjective or without. */
export function languageOf(word: string): string | null {
  return languageNamed(word) ?? (word.length > 5 ? languageNamed(word.replace(LANGUAGE_ENDINGS, "")) : null);
}

/** Take a genre out of a question: one of the shop's own by its name, or a word for one of its kind. */
export function takeGenre(question: Question, table: ShopTable): KindFound | null {
  const genres = genreWords(table);
  const { tokens, taken } = question;
  for (let i = 0; i < tokens.length; i++) {
    for (const length of [3, 2, 1]) {
      const span = { from: i, to: i + length };
      if (span.to > tokens.length || taken.slice(span.from, span.to).includes(true)) continue;
      const words = tokens.slice(span.from, span.to).map(({ word }) => word);
      const found = genreNamed(words, genres);
      if (found === null) continue;
      takeSpan(question, span);
      return { ...found, typed: words.join(" ") };
    }
  }
  return null;
}

type GenreWords = ReadonlyMap<string, readonly string[]>;

/** Each genre of the shop with its words. */
function genreWords(table: ShopTable): GenreWords {
  return derived(table, "genre words", () => {
    const values = table.names.get("genre")?.values ?? [];
    return new Map(values.map((value) => [value, titleWords(value)]));
  });
}

function genreNamed(words: readonly string[], genres: GenreWords): Omit<KindFound, "typed"> | null {
  const joined = words.join("-");
  const own = titleWords(words.join(" "));
  const whole = [...genres].filter(
    ([, of]) => own.length > 0 && of.length === own.length && of.every((word) => own.includes(word)),
  );
  if (whole.length > 0) return inGenres(whole.map(([value]) => value));
  if (words.length === 1 && NOVELS.includes(words[0]!)) return novels(genres);
  const kind = GENRES.find((same) => same.includes(joined));
  if (kind === undefined) return null;
  const wanted = new Set(kind.flatMap((word) => titleWords(word.replace(/-/g, " "))));
  const values = [...genres].filter(([, of]) => of.some((word) => wanted.has(word))).map(([value]) => value);
  return values.length > 0 ? inGenres(values) : { filters: [], lacking: "genre", loose: false };
}

const inGenres = (values: readonly string[]): Omit<KindFound, "typed"> => ({
  filters: [{ field: "genre", is: "one-of", values }],
  lacking: null,
  loose: false,
});

function novels(genres: GenreWords): Omit<KindFound, "typed"> {
  const named = [...genres].filter(([, of]) => of.some((word) => /^(?:novel|roman)$/.test(word)));
  if (named.length > 0) return inGenres(named.map(([value]) => value));
  const others = [...genres]
    .filter(([, of]) => of.some((word) => NO_NOVELS.has(word)) && !of.includes("fiction"))
    .map(([value]) => value);
  return {
    filters: others.length > 0 ? [{ field: "genre", is: "none-of", values: others }] : [],
    lacking: null,
    loose: others.length === 0,
  };
}

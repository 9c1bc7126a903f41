import type { QueryField } from "../../domain/table-query.ts";
import { isbn13OfTrimmed } from "../../domain/isbn.ts";
import { takeAge, takeAmount, takeYears } from "./amount-phrases.ts";
import { takeFormat, takeGenre, takeLanguage, type KindFound } from "./kind-words.ts";
import { addFilter, type Reading } from "./list-reading.ts";
import { PLACE, readPlace } from "./number-words.ts";
import { declined } from "./planned.ts";
import { find, phrase, take, takeSpan, type Question } from "./question-text.ts";
import { FIELD_WORDS } from "./query-words.ts";
import type { ShopTable } from "./shop-table.ts";

const IN_STOCK = phrase(
  "(?:that (?:are|is|we have) |which (?:are|is) |(?:do we have |we have |have we |is |are )?(?:currently )?)?(?:in stock|on the shel(?:f|ves)|on hand|available|auf lager|vorratig|lieferbar|en stock|en rayon|disponibles?|in the shop|im laden)(?: now| right now| today)?",
);
const OUT_OF_STOCK = phrase(
  "(?:that are |which are |are |is )?(?:out of stock|sold out|not (?:in stock|on the shelf|available)|ausverkauft|nicht (?:auf lager|vorratig|lieferbar)|epuisee?s?|pas en stock|en rupture(?: de stock)?)",
);

/** Numbers, ages, years, stock. */
export function takeFilters(question: Question, reading: Reading): void {
  for (let amount = takeAmount(question); amount !== null; amount = takeAmount(question))
    addFilter(reading, amount);
  const age = takeAge(question);
  if (age !== null) addFilter(reading, age);
  for (let years = takeYears(question); years !== null; years = takeYears(question))
    addFilter(reading, years);
  if (take(question, OUT_OF_STOCK) !== null)
    addFilter(reading, { field: "onHand", is: "between", low: null, high: 0 });
  else if (take(question, IN_STOCK) !== null)
    addFilter(reading, { field: "onHand", is: "between", low: 1, high: null });
  const without = take(
    question,
    phrase(
      "(?:without|with no|(?:that )?(?:have|has|having) no|(?:that )?(?:lack|lacks|lacking|missing)|(?:that )?(?:dont|do not|does not) have|ohne|sans) (?:an? |the |their |any |known )*(?<field>price|year|author|isbn|description|language|genre|pages|preis|jahr|autor|prix|annee|auteur)",
    ),
  );
  if (take(question, NO_SERIES) !== null) addFilter(reading, { field: "series", is: "missing" });
  else if (take(question, ANY_SERIES) !== null) addFilter(reading, { field: "series", is: "present" });
  const isbn = take(
    question,
    phrase(
      "(?:(?:has|have|with|mit|avec) )?(?:the )?(?:isbn(?: number)? )?(?<isbn>97[89]\\d{10}|\\d{9}x?\\d?)",
    ),
  );
  const code = isbn === null ? null : isbn13OfTrimmed(isbn.words["isbn"]!.toUpperCase());
  if (code !== null) addFilter(reading, { field: "isbn", is: "equal", value: code });
  const field = without && UNKNOWN_FIELDS[without.words["field"]!];
  if (field) addFilter(reading, { field, is: "missing" });
}

const NO_SERIES = phrase(
  "(?:that |which )?(?:are |is |do )?(?:not|n t|dont) (?:in|part of|belong to) (?:a|any) series|standalones?|stand alone",
);
const ANY_SERIES = phrase(
  "(?:that |which )?(?:are |is |belong |belongs )?(?:in|part of|to) (?:a|any|some) series",
);

const UNKNOWN_FIELDS: Readonly<Record<string, QueryField>> = {
  price: "price",
  preis: "price",
  prix: "price",
  year: "year",
  jahr: "year",
  annee: "year",
  author: "author",
  autor: "author",
  auteur: "author",
  isbn: "isbn",
  description: "description",
  language: "language",
  genre: "genre",
  pages: "pages",
};

export interface Place {
  readonly skip: number;
  readonly field: QueryField;
}

/** "The third book in …": a volume of a series, else the third of an author. */
export function takePlace(question: Question, reading: Reading): Place | null {
  const volume =
    "books?|novels?|volumes?|parts?|instal?lments?|titles?|band|bucher|buch|teil|romans?|tomes?|livres?|volet";
  const found =
    find(
      question,
      phrase(
        `(?:the |der |das |die |le |la )?(?<n>${PLACE}) (?:and )?(?:${volume}|\\|)(?= \\||$| in| of| by| der| von| de| from| called)`,
      ),
    ) ?? find(question, phrase(`(?:volume|vol|book|part|number|band|teil|tome|nummer) (?<n>\\d{1,3})`));
  const n = found === null ? NaN : readPlace(found.words["n"]!);
  if (found === null || !(n >= 1)) return null;
  const series = reading.filters.some(({ field }) => field === "series");
  const byAuthor = reading.filters.some(({ field }) => field === "author");
  if (!series && !byAuthor) return null;
  takeSpan(question, found.span);
  if (!series) return { skip: n - 1, field: "year" };
  addFilter(reading, { field: "seriesNumber", is: "equal", value: n });
  return null;
}

export function takeKinds(table: ShopTable, question: Question, reading: Reading): void {
  for (const takeKind of [takeFormat, takeLanguage, takeGenre]) {
    for (let kind = takeKind(question, table); kind !== null; kind = takeKind(question, table)) {
      addKind(table, question, reading, kind);
    }
  }
}

const PEOPLE = phrase(
  "\\| (?:authors?|writers?|novelists?|poets?|autoren|autor|autorin|schriftsteller|auteurs?|ecrivains?)",
);

function addKind(table: ShopTable, question: Question, reading: Reading, kind: KindFound): void {
  if (kind.lacking !== null) {
    const known = table.names.has(kind.lacking);
    reading.failed ??= declined(
      "no-field",
      known
        ? `No title of the catalogue has the ${FIELD_WORDS[kind.lacking]} “${kind.typed}”.`
        : `The catalogue does not say the ${FIELD_WORDS[kind.lacking]} of its titles.`,
    );
    return;
  }
  const [filter] = kind.filters;
  if (filter?.field === "language" && find(question, PEOPLE) !== null) {
    reading.failed ??= declined("no-field", "The catalogue does not say where its authors come from.");
    return;
  }
  if (kind.loose) {
    reading.probability *= 0.85;
    reading.readings.push({ typed: kind.typed, as: "titles; the catalogue does not say which are novels" });
  }
  kind.filters.forEach((own) => addFilter(reading, own));
}

import type { QueryField, QueryFilter } from "../../domain/table-query.ts";
import { NUMBER, readCount } from "./number-words.ts";
import { find, phrase, takeSpan, type Phrase, type Question } from "./question-text.ts";

const UNDER =
  "under|below|less than|fewer than|cheaper than|shorter than|thinner than|lower than|worse than|unter|weniger als|billiger als|gunstiger als|kurzer als|moins de|moins cher que|en dessous de|sous";
const AT_MOST =
  "at most|up to|no more than|not more than|not over|max|maximum|maximal|hochstens|bis zu|bis|jusqu a|au plus|au maximum";
const OVER =
  "over|above|more than|greater than|higher than|longer than|thicker than|better than|dearer than|more expensive than|uber|mehr als|teurer als|langer als|dicker als|hoher als|besser als|plus de|plus cher que|plus long que|au dessus de";
const AT_LEAST = "at least|no less than|not less than|no fewer than|min|minimum|mindestens|ab|au moins";
const COMPARATOR = `${UNDER}|${AT_MOST}|${OVER}|${AT_LEAST}`;
const MONEY = "£|€|\\$|pounds?|quid|euros?|dollars?|gbp|eur|usd|pfund|livres? sterling";
const PAGES = "pages?|seiten";
const RATINGS = "ratings|bewertungen|evaluations|votes?|notes";
const STARS = "stars?|sternen?|etoiles?";
const COPIES = "copies|copy|exemplare?n?|exemplaires?|times|mal|fois";
const UNIT = `${MONEY}|${PAGES}|${RATINGS}|${STARS}|${COPIES}`;
/** Words before a bound that say of what it is. */
const ABOUT =
  "(?:(?:that |which |die |qui )?(?<about>costs?|costing|priced?(?: at)?|prices?|sold|sell|selling|have sold|rated|rating(?: of| is)?|ratings?(?: of)?|with a rating of|average rating(?: of)?|bewertet mit|mit|with|longer|shorter|that are|written in|kosten|coutent|vendu[se]?s?) (?:for |of |a )?)?";

interface Bounds {
  readonly low: number | null;
  readonly high: number | null;
  /** Whether the bounds themselves are left out. */
  readonly strict: boolean;
}

interface Form {
  readonly pattern: RegExp;
  readonly bounds: (words: Readonly<Record<string, string>>) => Bounds;
}

const money = `(?:(?<sign>${MONEY}) )?`;
const FORMS: readonly Form[] = [
  {
    pattern: phrase(
      `${ABOUT}(?:between|zwischen|entre|from|von|de) ${money}(?<n>${NUMBER})(?: (?<unitA>${UNIT}))? (?:and|to|und|bis|et|a) (?:(?:${MONEY}) )?(?<n2>${NUMBER})(?: (?<unit>${UNIT}))?`,
    ),
    bounds: (words) => ({ low: readCount(words["n"]!), high: readCount(words["n2"]!), strict: false }),
  },
  {
    pattern: phrase(`${ABOUT}(?<how>${COMPARATOR}) ${money}(?<n>${NUMBER})(?: (?<unit>${UNIT}))?`),
    bounds: (words) => boundsOf(words["how"]!, readCount(words["n"]!)),
  },
  {
    pattern: phrase(
      `${ABOUT}${money}(?<n>${NUMBER})(?: (?<unit>${UNIT}))? (?:or|oder|ou) (?<end>less|fewer|cheaper|under|lower|below|shorter|weniger|billiger|moins|more|over|higher|above|better|longer|mehr|hoher|besser|plus)`,
    ),
    bounds: (words) =>
      /^(?:less|fewer|cheaper|under|lower|below|shorter|weniger|billiger|moins)$/.test(words["end"]!)
        ? { low: null, high: readCount(words["n"]!), strict: false }
        : { low: readCount(words["n"]!), high: null, strict: false },
  },
  {
    pattern: phrase(
      `(?<about>for|costing|priced at|fur|pour|exactly) ${money}(?<n>${NUMBER}) ?(?<unit>${MONEY})?`,
    ),
    bounds: (words) => ({ low: readCount(words["n"]!), high: readCount(words["n"]!), strict: false }),
  },
];

function boundsOf(how: string, n: number): Bounds {
  const is = (source: string): boolean => new RegExp(`^(?:${source})$`, "u").test(how);
  if (is(UNDER)) return { low: null, high: n, strict: true };
  if (is(AT_MOST)) return { low: null, high: n, strict: false };
  return { low: n, high: null, strict: is(OVER) };
}

/**
 * Take a bound on a number out of a question: "under £10", "more than 300 pages", "rated above 4.5",
 * "sold at least 5 copies", "fewer than 3 copies in stock". Money becomes hundredths.
 *
 * @returns null where there is none, or where it is not said of what
 */
export function takeAmount(question: Question): QueryFilter | null {
  for (const { pattern, bounds } of FORMS) {
    const found = find(question, pattern);
    if (found === null) continue;
    const field = fieldOf(found);
    const { low, high, strict } = bounds(found.words);
    if (field === null || Number.isNaN(low ?? 0) || Number.isNaN(high ?? 0)) continue;
    takeSpan(question, found.span);
    if (field !== "onHand") return amountFilter(field, low, high, strict);
    const inStock = find(question, phrase("(?:in stock|on the shelf|on hand|left|auf lager|en stock)"));
    if (inStock !== null) takeSpan(question, inStock.span);
    return amountFilter(inStock === null ? "sold" : "onHand", low, high, strict);
  }
  return null;
}

/** What an amount is of, by its unit, else by the comparison ("cheaper", "longer") or the word before it. */
function fieldOf({ words }: Phrase): QueryField | null {
  const unit = words["unit"] ?? words["unitA"] ?? words["sign"] ?? "";
  const is = (source: string, text: string): boolean => new RegExp(`^(?:${source})$`, "u").test(text);
  const how = words["how"] ?? "";
  const about = words["about"] ?? "";
  if (is(MONEY, unit)) return "price";
  if (is(PAGES, unit)) return "pages";
  if (is(RATINGS, unit)) return "ratings";
  if (is(STARS, unit)) return "rating";
  if (is(COPIES, unit)) return /^(?:sold|sell|have sold|vendu)/.test(about) ? "sold" : "onHand";
  if (
    /^(?:costs?|costing|pric|kosten|coutent)/.test(about) ||
    /cheaper|dearer|expensive|billiger|gunstiger|teurer|cher/.test(how)
  )
    return "price";
  if (/^(?:rat|average rat|with a rating|bewertet)/.test(about) || /better than|worse than/.test(how))
    return "rating";
  if (/longer|thicker|thinner|shorter|langer|dicker|kurzer/.test(`${how} ${about}`)) return "pages";
  return /^(?:sold|sell|have sold|vendu)/.test(about) ? "sold" : null;
}

/** Bounds as a filter; a strict one moves by the smallest step of its field. */
export function amountFilter(
  field: QueryField,
  low: number | null,
  high: number | null,
  strict: boolean,
): QueryFilter {
  const scale = field === "price" ? 100 : 1;
  const step = !strict ? 0 : field === "rating" ? 0.01 : 1;
  const bound = (value: number | null, moved: number): number | null =>
    value === null ? null : Math.round((value * scale + moved) * 100) / 100;
  return { field, is: "between", low: bound(low, step), high: bound(high, -step) };
}

const YEAR = "\\d{3,4}";
const PUBLISHED =
  "(?:(?:that |which )?(?:were |was |are |is )?(?:first )?(?:published|written|released|printed|appeared|came out|erschienen|veroffentlicht|parus?|parues?|publies?|publiees?|ecrits?|dating|dated) )?";
const DECADES: Readonly<Record<string, number>> = {
  twenties: 1920,
  thirties: 1930,
  forties: 1940,
  fifties: 1950,
  sixties: 1960,
  seventies: 1970,
  eighties: 1980,
  nineties: 1990,
};
const CENTURIES: Readonly<Record<string, number>> = {
  fifteenth: 15,
  sixteenth: 16,
  seventeenth: 17,
  eighteenth: 18,
  nineteenth: 19,
  twentieth: 20,
  "twenty first": 21,
  xve: 15,
  xvie: 16,
  xviie: 17,
  xviiie: 18,
  xixe: 19,
  xxe: 20,
  xxie: 21,
};

/** Take a condition on the year out of a question: "before 1870", "in the 1860s", "from the 19th century". */
export function takeYears(question: Question): QueryFilter | null {
  for (const { pattern, range } of YEAR_FORMS) {
    const found = find(question, pattern);
    const [low, high] = (found && range(found.words)) ?? [null, null];
    if (found === null || (low === null && high === null)) continue;
    takeSpan(question, found.span);
    return { field: "year", is: "between", low, high };
  }
  return null;
}

type Range = readonly [number | null, number | null];
const bc = (words: Readonly<Record<string, string>>, name: string): number =>
  (words["bc"] === undefined ? 1 : -1) * Number(words[name]);
const BC = "(?: (?<bc>bc|bce|v chr|av j c))?";

const YEAR_FORMS: readonly {
  readonly pattern: RegExp;
  readonly range: (words: Readonly<Record<string, string>>) => Range;
}[] = [
  {
    pattern: phrase(
      `${PUBLISHED}(?:between|from|in|zwischen|von|entre|de) (?:the years? |den jahren )?(?<a>${YEAR}) (?:and|to|until|till|und|bis|et|a) (?<b>${YEAR})`,
    ),
    range: (words) => [Number(words["a"]), Number(words["b"])],
  },
  {
    pattern: phrase(
      `${PUBLISHED}(?:in |from |of |during |aus |der |den |annees )*(?:the |den |les )?(?:early |late |mid )?(?:annees )?(?<d>\\d{3}0) ?(?:s|er|er jahren?)`,
    ),
    range: (words) => [Number(words["d"]), Number(words["d"]) + 9],
  },
  {
    pattern: phrase(`${PUBLISHED}(?:dans |des |in den |de )?(?:les )?annees (?<d>\\d{3}0)`),
    range: (words) => [Number(words["d"]), Number(words["d"]) + 9],
  },
  {
    pattern: phrase(
      `${PUBLISHED}(?:in |from |of |during )*the (?:(?<d>\\d0) s|(?<w>${Object.keys(DECADES).join("|")}))`,
    ),
    range: (words) => {
      const decade = words["w"] === undefined ? 1900 + Number(words["d"]) : DECADES[words["w"]]!;
      return [decade, decade + 9];
    },
  },
  {
    pattern: phrase(
      `${PUBLISHED}(?:in |from |of |during |aus |im |au |du |dem )*(?:the |dem |le )?(?:(?<n>\\d{1,2}) (?:st |nd |rd |th |e )?|(?<w>${Object.keys(CENTURIES).join("|")}) )(?:century|jahrhunderts?|siecle)`,
    ),
    range: (words) => {
      const century = words["n"] === undefined ? CENTURIES[words["w"]!]! : Number(words["n"]);
      return [(century - 1) * 100, century * 100 - 1];
    },
  },
  {
    pattern: phrase(
      `${PUBLISHED}(?:before|prior to|earlier than|older than|vor|avant) (?:the year |dem jahr )?(?<y>${YEAR})${BC}`,
    ),
    range: (words) => [null, bc(words, "y") - 1],
  },
  {
    pattern: phrase(
      `${PUBLISHED}(?:after|later than|newer than|younger than|nach|apres) (?:the year |dem jahr )?(?<y>${YEAR})${BC}`,
    ),
    range: (words) => [bc(words, "y") + 1, null],
  },
  {
    pattern: phrase(
      `${PUBLISHED}(?:(?:since|seit|ab|depuis|a partir de) (?:the year |dem jahr )?(?<y>${YEAR})(?: on)?|(?:from |in )?(?<z>${YEAR}) (?:on|onwards?|or later|and later|or after|and after|an))`,
    ),
    range: (words) => [Number(words["y"] ?? words["z"]), null],
  },
  {
    pattern: phrase(`${PUBLISHED}(?:until|till|up to|by|bis|jusqu en) (?:the year )?(?<y>${YEAR})`),
    range: (words) => [null, Number(words["y"])],
  },
  {
    pattern: phrase(
      `${PUBLISHED}(?:(?:in|of|from|im jahr|en|aus|aus dem jahr|de|von) )?(?:the year )?(?<y>${YEAR})${BC}`,
    ),
    range: (words) => [bc(words, "y"), bc(words, "y")],
  },
];

const AGE_WORDS = "year olds?|years? old|years?|yr olds?|jahrige[nr]?|jahren?|jahre alt|ans";
const AGE_FORMS: readonly RegExp[] = [
  phrase(
    `(?:suitable |right |fit )?(?:for|fur|pour) (?:an? |my |our |her |his |kids |children |readers |the |ein |eine |einen |un |une |kinder |enfants? |enfant )*(?:of |aged? |age |ab |von |mit |de )*(?<n>${NUMBER}) (?:${AGE_WORDS})(?: (?:old|child|kid|reader|girl|boy|alt))?`,
  ),
  phrase(
    `(?:for |from )?(?:children |kids |readers )?(?:ages?|aged|of age|alter|age de) (?:of )?(?<n>${NUMBER})(?: (?:${AGE_WORDS}))?(?: (?:and|or) (?:up|older|above))?`,
  ),
  phrase(`(?:ab|a partir de|from|des) (?<n>${NUMBER}) (?:${AGE_WORDS})(?: (?:on|an))?`),
  phrase(`for (?:children|kids|readers) (?:of|from) (?<n>${NUMBER})`),
];
const GERMAN_AGE = /^(ein|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf)jahrige[nrs]?$/;

/** Take the age of a reader out of a question: "for a six-year-old". */
export function takeAge(question: Question): QueryFilter | null {
  for (const pattern of AGE_FORMS) {
    const found = find(question, pattern);
    const age = found === null ? NaN : readCount(found.words["n"]!);
    if (found === null || !(age >= 0 && age < 100)) continue;
    takeSpan(question, found.span);
    return { field: "ageFrom", is: "between", low: null, high: age };
  }
  const at = question.tokens.findIndex(({ word }, i) => !question.taken[i] && GERMAN_AGE.test(word));
  if (at < 0) return null;
  const from =
    at > 0 && ["fur", "einen", "eine", "ein"].includes(question.tokens[at - 1]!.word) ? at - 1 : at;
  takeSpan(question, { from, to: at + 1 });
  return {
    field: "ageFrom",
    is: "between",
    low: null,
    high: readCount(GERMAN_AGE.exec(question.tokens[at]!.word)![1]!),
  };
}

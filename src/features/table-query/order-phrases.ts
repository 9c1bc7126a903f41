import type { Aggregate, QueryField } from "../../domain/table-query.ts";
import { NUMBER, PLACE, readCount, readPlace } from "./number-words.ts";
import { find, phrase, takeSpan, type Question, type Span } from "./question-text.ts";

/** "The second longest": what to sort by, how many, from which place. */
export interface OrderFound {
  readonly field: QueryField;
  readonly descending: boolean;
  /** "Best", "most popular": by sales where the shop has no ratings. */
  readonly vague: boolean;
  /** null where the phrase does not say. */
  readonly limit: number | null;
  readonly skip: number;
  readonly span: Span;
}

interface Extreme {
  readonly field: QueryField;
  readonly descending: boolean;
  readonly source: string;
  readonly vague?: true;
}

const vague = (extreme: Extreme): Extreme => ({ ...extreme, vague: true });
const up = (field: QueryField, source: string): Extreme => ({ field, descending: false, source });
const down = (field: QueryField, source: string): Extreme => ({ field, descending: true, source });

/** A number is asked of titles that are told by what they sell. */
export const BESTSELLERS_COUNTED = phrase(
  "(?:how many|number of|wie ?viele|combien de) (?:copies of )?(?:the |our |your |of (?:the|our|your) )*(?:best ?sellers?|bestselling|best selling|top ?sellers?)",
);

/** Longer phrases stand before shorter ones that begin alike. */
const EXTREMES: readonly Extreme[] = [
  down(
    "sold",
    "best ?selling|bestselling|best ?sellers?|bestsellers?|top selling|top sellers?|most sold|(?:has |have |had )?sold (?:the )?(?:best|most)|sells? (?:the )?(?:best|most)|selling (?:the )?best|meistverkauften?|meistverkaufte[rs]?|am meisten verkauft|am besten verkauft|verkaufte(?:n)? sich am besten|(?:les? )?(?:plus|mieux) vendue?s?|se vend(?:ent)? le mieux|best in sales|highest sales|most sales",
  ),
  up(
    "sold",
    "worst ?selling|least sold|(?:has |have )?sold (?:the )?(?:worst|least|fewest)|sells? (?:the )?(?:worst|least)|slowest ?selling|lowest sales|am schlechtesten verkauft|moins vendue?s?",
  ),
  down(
    "revenue",
    "(?:made|earned|brought in|took|earns?) (?:us )?(?:the )?most(?: money| revenue)?|most revenue|highest revenue|highest turnover|most turnover|meisten umsatz",
  ),
  down(
    "rating",
    "(?:best|highest|top|most highly) ?rated|best reviewed|(?:with )?(?:the )?(?:highest|best|top) (?:average )?ratings?|rated (?:the )?(?:highest|best)|am besten bewertete?n?|best ?bewertete?n?|bestbewertete[nrs]?|(?:les? )?mieux notee?s?",
  ),
  up(
    "rating",
    "(?:worst|lowest|least well) ?rated|(?:with )?(?:the )?(?:lowest|worst) (?:average )?ratings?|rated (?:the )?(?:lowest|worst)|am schlechtesten bewertete?n?|(?:les? )?moins bien notee?s?",
  ),
  down(
    "ratings",
    "most rated|most ratings|(?:with )?(?:the )?(?:most|highest number of) (?:ratings|votes)|rated (?:the )?most(?: often)?|most often rated|am haufigsten bewertete?n?|(?:hat |mit )?(?:den |die )?meisten bewertungen|(?:a |avec )?le plus (?:de notes|d evaluations)|meistbewertete[nrs]?|(?:les? )?plus notee?s?",
  ),
  up(
    "ratings",
    "least rated|fewest ratings|(?:with )?(?:the )?fewest (?:ratings|votes)|rated (?:the )?least(?: often)?",
  ),
  down(
    "price",
    "most expensive|dearest|priciest|costliest|highest priced?|costs? (?:the )?most|teuerste[nrs]?|am teuersten|(?:les? |la )?plus chere?s?|highest price",
  ),
  up(
    "price",
    "least expensive|cheapest|lowest priced?|costs? (?:the )?least|billigste[nrs]?|gunstigste[nrs]?|preiswerteste[nrs]?|am billigsten|am gunstigsten|(?:les? |la )?moins chere?s?|lowest price",
  ),
  down(
    "pages",
    "longest|thickest|(?:with )?(?:the )?most pages|langste[nrs]?|dickste[nrs]?|(?:mit den )?meisten seiten|am langsten|(?:les? |la )?plus (?:longs?|longues?|gros|epais)",
  ),
  up(
    "pages",
    "shortest|thinnest|(?:with )?(?:the )?fewest pages|kurzeste[nrs]?|dunnste[nrs]?|am kurzesten|(?:les? |la )?plus (?:courte?s?|minces?)",
  ),
  up("stockOutDay", "(?:first|next|soonest) to (?:run|sell) out|runs? out (?:first|soonest)"),
  down(
    "year",
    "newest|latest|most recent(?:ly published)?|youngest|neu(?:e)?ste[nrs]?|jungste[nrs]?|(?:les? |la )?plus recente?s?|derni(?:er|ere|ers|eres)|last",
  ),
  up(
    "year",
    "oldest|earliest|first|alteste[nrs]?|fruhe?ste[nrs]?|erste[nrs]?|(?:les? |la )?plus (?:anciene?s?|ancienne?s?|vieux|vieille)|premi(?:er|ere|ers|eres)",
  ),
  down("onHand", "most copies (?:in stock|on the shelf|on hand)|most stock|highest stock"),
  down(
    "expected",
    "(?:will|is expected to|are expected to|should) sell (?:the )?(?:best|most)|most expected|highest (?:expected sales|forecast)",
  ),
  down("toOrder", "most copies to order"),
  vague(
    down(
      "ratings",
      "most popular|most read|best known|beliebteste[nrs]?|(?:les? )?plus (?:populaires?|lue?s?)",
    ),
  ),
  vague(
    up(
      "ratings",
      "least popular|least read|least known|unbeliebteste[nrs]?|(?:les? )?moins (?:populaires?|lue?s?)",
    ),
  ),
  vague(down("rating", "best|greatest|beste[nrs]?|(?:les? |la )?meilleure?s?")),
  vague(up("rating", "worst|schlechteste[nrs]?|(?:les? |la )?pires?")),
];

const COUNT = `(?:the |die |den |les |top |first |ersten )*(?:(?<n>${NUMBER}) (?:most |of the )?)?`;
const NTH = `(?:(?<nth>${PLACE}) )?`;

/** Find what a question wants first. Words of one extreme that belong to a longer one are read as the longer. */
export function findOrder(question: Question): OrderFound | null {
  for (const { field, descending, source, vague: loosely = false } of EXTREMES) {
    const found =
      find(question, phrase(`${COUNT}${NTH}(?<extreme>${source})`)) ??
      find(question, phrase(`(?<extreme>${source})`));
    if (found === null) continue;
    const { n, nth } = found.words;
    const place = nth === undefined ? 1 : readPlace(nth);
    const count = n === undefined ? null : readCount(n);
    const limit = nth !== undefined ? 1 : count !== null && count >= 1 ? Math.floor(count) : null;
    return { field, descending, vague: loosely, limit, skip: place - 1, span: found.span };
  }
  return null;
}

/** Take "top 5", "the first 3", "5 of them" out of a question. */
export function takeLimit(question: Question): number | null {
  const found =
    find(question, phrase(`(?:the )?(?:top|first|ersten?|premiers?) (?<n>${NUMBER})`)) ??
    find(question, phrase(`(?:limit(?:ed)? to|only|just|any|nur|seulement) (?<n>${NUMBER})`)) ??
    find(
      question,
      phrase(
        `(?<=(?:list|show|name|give|me|find|us|which|nenne|zeige?|mir|liste|donne|moi) )(?:the )?(?<n>${NUMBER})(?= (?:books?|titles?|novels?|bucher|titel|romane|livres|titres|romans|different))`,
      ),
    );
  const n = found === null ? NaN : readCount(found.words["n"]!);
  if (found === null || !(n >= 1)) return null;
  takeSpan(question, found.span);
  return Math.floor(n);
}

const AGGREGATES: readonly (readonly [Aggregate, string])[] = [
  [
    "mean",
    "average|mean|avg|durchschnittliche[nrs]?|durchschnitts|mittlere[nrs]?|moyenn?e?s?|on average|im durchschnitt|im schnitt|en moyenne|typical",
  ],
  ["median", "median|mediane?"],
  [
    "sum",
    "total|combined|overall|altogether|in total|in all|sum of(?: the)?|insgesamt|gesamte?[nrs]?|au total|totale?",
  ],
  ["max", "maximum"],
  ["min", "minimum"],
];

/** Fields that can be averaged or summed, as a question names them. */
export const MEASURES: readonly (readonly [QueryField, string])[] = [
  ["price", "prices?|costs?|preise?s?|prix|kosten|kostet|coutent?"],
  ["pages", "pages|page count|number of pages|length|lengths|page|long|seitenzahl|seiten|lange|longueur"],
  [
    "ratings",
    "number of ratings|ratings? count|ratings counts|how many ratings|anzahl der bewertungen|nombre de notes",
  ],
  ["rating", "ratings?|score|bewertung|bewertungen|notes?"],
  ["year", "year of publication|publication year|years?|age|erscheinungsjahr|annee"],
  ["revenue", "revenues?|turnover|takings|umsatz|chiffre d affaires|income|money"],
  ["sold", "copies sold|sales|copies|absatz|ventes|exemplaires vendus|verkaufte exemplare|units sold|units"],
  ["onHand", "stock|copies in stock|copies on the shelf|bestand"],
  ["expected", "expected sales|forecast|expected copies|demand"],
];

/** Take "average price", "total copies sold" out of a question. */
export function takeAggregate(
  question: Question,
): { readonly of: QueryField; readonly how: Aggregate } | null {
  for (const [how, words] of AGGREGATES) {
    for (const [of, names] of MEASURES) {
      const found =
        find(
          question,
          phrase(
            `(?:what is |what s |the |what 's )*(?:${words}) (?:number of |of |amount of )?(?:the )?(?:${names})(?: (?:of|for|von|der|des?|fur)(?: the| all)*)?`,
          ),
        ) ?? find(question, phrase(`(?:${names}) (?:${words})`));
      if (found === null) continue;
      takeSpan(question, found.span);
      return { of: of === "rating" && how === "sum" ? "ratings" : of, how };
    }
  }
  const durchschnitt = find(question, phrase("durchschnittspreis(?: (?:von|der))?"));
  if (durchschnitt === null) return null;
  takeSpan(question, durchschnitt.span);
  return { of: "price", how: "mean" };
}

const GROUPS: readonly (readonly [QueryField, string])[] = [
  ["author", "authors?|writers?|autore?n?|autorin|autorinnen|schriftsteller|auteurs?|ecrivains?"],
  ["genre", "genres?|kinds?|categor(?:y|ies)|subjects?|sparten?"],
  ["language", "languages?|sprachen?|langues?"],
  ["publisher", "publishers?|verlage?|editeurs?"],
  ["series", "series|reihen?|serien?"],
  ["format", "formats?|bindings?"],
  ["year", "years?|jahre?|annees?"],
];

/** Take "by genre", "for each author", "which author" out of a question: rows are those then. */
export function takeGroup(
  question: Question,
): { readonly field: QueryField; readonly asked: boolean } | null {
  for (const [field, words] of GROUPS) {
    const by = find(
      question,
      phrase(
        `(?:(?:grouped |split |broken down )?(?:by|per)|for (?:each|every)|in each|je|pro|nach|par|pour chaque|of each) (?:${words})`,
      ),
    );
    if (by !== null) {
      takeSpan(question, by.span);
      return { field, asked: false };
    }
  }
  for (const [field, words] of GROUPS) {
    const heads = `\\||which|what|welche[rs]?|quels?|quelles?|list|show|name|all|top|how many|wie viele|combien d|(?:the )?(?:${NUMBER})`;
    const adjectives = "best ?selling|bestselling|most popular|most read|different|various";
    const asked =
      find(
        question,
        phrase(`(?:${heads}) (?:are |is )?(?:the |all |of the )*(?:${adjectives} )?(?<group>${words})`),
      ) ?? find(question, phrase(`(?:${adjectives}|highest rated|best rated|favourite) (?<group>${words})`));
    if (asked === null) continue;
    takeSpan(question, asked.spans["group"]!);
    return { field, asked: true };
  }
  return null;
}

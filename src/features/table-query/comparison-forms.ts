import type { QueryField } from "../../domain/table-query.ts";
import { phrase } from "./question-text.ts";

export type Wants = "more" | "less" | "both";

export interface Comparison {
  readonly field: QueryField;
  readonly wants: Wants;
  readonly source: string;
}

const more = (field: QueryField, source: string): Comparison => ({ field, wants: "more", source });
const less = (field: QueryField, source: string): Comparison => ({ field, wants: "less", source });

/** Of titles: what is compared, by the word that compares. */
export const COMPARISONS: readonly Comparison[] = [
  less(
    "pages",
    "shorter|thinner|fewer pages|less pages|kurzer|dunner|weniger seiten|plus courte?|moins longue?|moins de pages",
  ),
  more(
    "pages",
    "longer|thicker|more pages|bigger|langer|dicker|mehr seiten|umfangreicher|plus longue?|plus de pages|plus epaisse?",
  ),
  less(
    "year",
    "older|earlier|first|before|sooner|alter|fruher|zuerst|vor|plus ancien(?:ne)?|plus vieux|plus vieille|en premier|avant",
  ),
  more(
    "year",
    "newer|later|more recent(?:ly)?|younger|after|last|neuer|junger|spater|nach|zuletzt|plus recente?|plus tard|apres",
  ),
  less("price", "cheaper|less expensive|lower priced|billiger|gunstiger|moins chere?"),
  more("price", "dearer|more expensive|pricier|costlier|teurer|plus chere?"),
  more(
    "ratings",
    "more popular|more ratings|more votes|rated more often|more often rated|more widely read|more read|better known|beliebter|mehr bewertungen|ofter bewertet|plus populaire|plus de notes|plus lue?",
  ),
  less(
    "ratings",
    "less popular|fewer ratings|less often rated|rated less often|less read|weniger bewertungen|moins populaire|moins de notes",
  ),
  more(
    "rating",
    "better rated|higher rated|rated (?:better|higher)|(?:a )?(?:better|higher) (?:average )?rating|better|higher|more highly rated|besser bewertet|besser|hoher bewertet|(?:die )?bessere bewertung|mieux notee?|meilleure? note",
  ),
  less(
    "rating",
    "worse rated|lower rated|rated (?:worse|lower)|(?:a )?(?:worse|lower) (?:average )?rating|worse|schlechter bewertet|schlechter|moins bien notee?",
  ),
  more(
    "sold",
    "sold (?:more|better)|sells? (?:more|better)|more copies|selling better|more sales|better selling|mehr verkauft|besser verkauft|ofter verkauft|mieux vendue?|plus vendue?|plus d exemplaires",
  ),
  less(
    "sold",
    "sold (?:less|worse|fewer)|sells? (?:less|worse|fewer)|fewer copies|weniger verkauft|schlechter verkauft|moins vendue?|moins d exemplaires",
  ),
  more("onHand", "more copies in stock|more stock"),
  less("price", "less|weniger|moins"),
  more("price", "more|mehr|plus"),
];
const COMPARED = COMPARISONS.map(({ source }) => source).join("|");
const THINGS =
  "one|book|novel|title|of the two|of them|of these|work|story|buch|roman|titel|livre|of the books|author|writer|autor|auteur";
const OUT = "(?: (?:out|published|released|written|erschienen|rated|priced|bewertet|sorti|paru|publie))?";
const VERBS =
  "been|published|released|written|printed|out|is|was|are|were|has|had|have|came|come|comes|got|gets|did|does|do|sold|sells?|costs?|cost|appeared|'s|ist|war|hat|kostet|erschien|kam|est|a|coute|fut|parut";
const PAIR = "(?<pair>[^|]+?)";

const WHOLE = (source: string): RegExp => phrase(`(?<=^(?:\\| )*)(?:${source})(?=(?: \\|)*$)`);

export const TITLE_PATTERNS: readonly RegExp[] = [
  WHOLE(
    `(?:which|what|who) (?:one |book )?(?:of|out of|among|between) (?:the two )?${PAIR} (?:(?:${VERBS}) )+(?:the )?(?<how>${COMPARED})${OUT}`,
  ),
  WHOLE(
    `(?:between |of |von |zwischen |entre )${PAIR} (?:which|what|was|welches|welcher|lequel|laquelle) (?:(?:${THINGS}) )*(?:(?:${VERBS}) )*(?:the |das |le |la )?(?<how>${COMPARED})${OUT}`,
  ),
  WHOLE(
    `(?:which|what|whichever|was|welches|welcher|welche|wer|who|lequel|laquelle|quel|quelle|qu est ce qui|what s) (?:(?:${THINGS}) )*(?:(?:${VERBS}) )*(?:the |das |le |la |rated |sich )?(?<how>${COMPARED})${OUT}(?: (?:${VERBS}))?(?: (?:out|published|released|written|erschienen))? (?:between |of |von |entre |is |is it |ist |est )?${PAIR}`,
  ),
  WHOLE(
    `${PAIR} (?:which|what|was|welches|welcher|lequel|laquelle) (?:(?:${THINGS}) )*(?:(?:${VERBS}) )*(?:the |das |le |la )?(?<how>${COMPARED})${OUT}`,
  ),
  WHOLE(
    `(?:is|was|are|were|does|did|do|has|had|have|ist|war|hat|kostet|erschien|wurde|est ce que|est|did we sell) (?<x>[^|]+?) (?:(?:cost|costs|have|has|sell|sold|come|came|appear|get|got|est|is|was|a|t|il|elle|coute|published|written|released|rated|out|publie|paru|printed|a copy) )*(?:the )?(?<how>${COMPARED})${OUT}(?: (?:copies|erschienen|pages))? (?:than |als |que |qu )?(?:does |did )?(?<y>[^|]+?)(?: (?:does|did|do|has|was|is|erschienen|veroffentlicht))?`,
  ),
  WHOLE(
    `how much (?<how>longer|shorter|more expensive|cheaper|older|newer) (?:is|was) (?<x>[^|]+?) than (?<y>[^|]+?)`,
  ),
  WHOLE(
    `(?:compare|vergleiche?|comparez?) (?:the )?(?:(?<what>prices?|lengths?|pages|ratings?|sales|preise?|seiten|prix) of )?${PAIR}`,
  ),
];

export const WORKS =
  "books?|novels?|titles?|works?|stories|things|bucher|romane|titel|livres|romans|titres|ouvrages";
const MORE = "(?<more>more|mehr|plus|the most|most)|(?<fewer>fewer|less|weniger|moins|the fewest)";
const WRITE = "write|written|wrote|publish|published|have|author|geschrieben|veroffentlicht|ecrit|publie";

/** Of authors (or series, genres, languages): of which there are more titles. */
export const COUNT_PATTERNS: readonly RegExp[] = [
  WHOLE(
    `(?:who|which (?:author|writer|one|of them)?|wer|qui|welcher autor|quel auteur) ?(?:has |have |had |hat |a )?(?:(?:${WRITE}) )?(?:${MORE}) (?:de |d )?(?:(?:${WORKS})(?: in the catalogue)? )?(?:(?:${WRITE}) )?(?:between )?${PAIR}`,
  ),
  WHOLE(
    `(?:did|does|has|have|hat|haben|a|do) ${PAIR} (?:(?:${WRITE}) )?(?:the )?(?:${MORE})(?: (?:of )?(?:${WORKS}))?(?: (?:${WRITE}))?`,
  ),
  WHOLE(
    `(?:did|does|has|have|hat|a|est ce que) (?<x>[^|]+?) (?:a )?(?:(?:${WRITE}) )?(?:${MORE}) (?:de |d )?(?:(?:${WORKS}) )?(?:(?:${WRITE}) )?(?:than|als|que) (?<y>[^|]+?)(?: (?:did|does|has|have|geschrieben|veroffentlicht))?`,
  ),
  WHOLE(
    `(?:(?:are there|is there|do we have|have we got|do you have|have you got|gibt es|haben wir|y a t il|avons nous|which (?:is there|are there|do we have)|what do we have) )?(?:${MORE}) (?:de |d )?(?:of )?(?:${WORKS}) ?(?:by |of |from |in |von |auf |de |en )?(?<x>[^|]+?) (?:or|than|oder|als|ou|que|vs|versus) (?:by |from |in |von |auf |de |en )?(?<y>[^|]+?)`,
  ),
  WHOLE(
    `(?:(?:are there|do we have|have we got|gibt es|haben wir|y a t il|avons nous) )(?:${MORE}) (?:de |d )?(?<x>[^|]+?) (?:or|than|oder|als|ou|que) (?<y>[^|]+?)`,
  ),
];

/** Of authors: whose titles sold more. */
export const SOLD_PATTERNS: readonly RegExp[] = [
  WHOLE(
    `(?:who|which (?:author|writer|one|genre|series)?|what|wer|qui) ?(?:has |have |hat |a )?(?:sold|sells?|verkaufte?|vendu) (?<soldHow>more|better|fewer|less|worse|the most|mehr|besser|weniger|plus|mieux|moins)(?: (?:copies|${WORKS}))?(?: sich)? ${PAIR}`,
  ),
  WHOLE(
    `(?:did|does|do|have|has) (?:we )?(?:sell |sold )?${PAIR} (?:sell|sold) (?<soldHow>more|better|fewer|less|worse|the most)(?: (?:copies|${WORKS}))?`,
  ),
  WHOLE(
    `(?:did|have|do) we (?:sell|sold) (?<soldHow>more|fewer|less) (?:copies of |${WORKS} by |${WORKS} of |of )?${PAIR}`,
  ),
];

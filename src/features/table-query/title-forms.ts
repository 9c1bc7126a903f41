import type { QueryField } from "../../domain/table-query.ts";
import { phrase } from "./question-text.ts";

/** A question about one field of one title: "who wrote …", with the title as group `t`. */
export interface TitleForm {
  readonly field: QueryField;
  readonly pattern: RegExp;
  /** Only where the words are a title of the shop: "do you have …" may go on with a list. */
  readonly loose: boolean;
  /** The shop's sales may be limited to a period. */
  readonly sales: boolean;
}

const T = "(?<t>[^|]+?)";
const IS = "(?:is|was|are|were|'s)";
const WHAT = "(?:what|which|whats|whats the)";

/** Field, patterns that take the whole question. Order matters: the first that fits is read. */
const FORMS: readonly (readonly [QueryField, readonly string[]])[] = [
  [
    "author",
    [
      `who (?:all )?(?:wrote|has written|had written|authored|penned|is the one who wrote) ${T}`,
      `${WHAT} (?:author|writer|person) (?:wrote|penned|has written) ${T}`,
      `who ${IS} (?:the |an )?(?:authors?|writers?|novelist) (?:of|behind|for) ${T}`,
      `(?:what|who) ${IS} the (?:name of the )?(?:authors?|writer)(?: s name)? (?:of|behind|for) ${T}`,
      `(?:the |name the |authors? and |whats the )?(?:authors?|writer) of ${T}`,
      `who ${IS} ${T} (?:written |authored )?by`,
      `by whom (?:is|was) ${T}(?: written)?`,
      `${T} (?:is|was) (?:written )?by (?:whom|who)`,
      `whose (?:book|novel|work|play|poem) is ${T}`,
      `${T} (?:'s )?(?:author|writer)`,
      `wer (?:schrieb|verfasste|hat) ${T}(?: geschrieben| verfasst)?`,
      `wer ist (?:der |die )?(?:autor|autorin|verfasser|verfasserin|schriftsteller) (?:von|des|der) ${T}`,
      `(?:autor|autorin|verfasser|verfasserin) von ${T}`,
      `von wem (?:ist|stammt|wurde|war) ${T}(?: geschrieben| verfasst)?`,
      `qui a (?:ecrit|compose|redige) ${T}`,
      `qui est (?:l |le |la )?(?:auteure?|autrice|ecrivain) (?:de|du|des|d) ${T}`,
      `(?:l )?(?:auteur|auteure|autrice) (?:de|du|des|d) ${T}`,
      `(?:de|par) qui (?:est|a ete ecrit) ${T}`,
    ],
  ],
  [
    "publisher",
    [
      `who (?:published|publishes|brought out) ${T}`,
      `${WHAT} (?:publisher|publishing house|house) (?:published|publishes|of|issued) ${T}`,
      `(?:who|what) ${IS} the publisher of ${T}`,
      `(?:the )?publisher of ${T}`,
      `(?:in|bei) welchem verlag (?:erschien|ist|erscheint) ${T}(?: erschienen)?`,
      `chez quel editeur (?:est|a ete) (?:paru |publie )?${T}`,
    ],
  ],
  [
    "year",
    [
      `(?:when|${WHAT} year|in ${WHAT} year|from ${WHAT} year|since when) (?:was|were|is|did|has|had) ${T} (?:first |originally )?(?:been )?(?:published|written|released|printed|appear|come out|came out|issued|out|publish|from|appeared)(?: in| first)?`,
      `when did ${T} (?:first )?(?:appear|come out|get published)`,
      `(?:when|${WHAT} year|in ${WHAT} year) did (?<a>[^|]+?) (?:first )?(?:write|publish|release|bring out) ${T}`,
      `(?:what ${IS} |whats )?(?:the )?(?:publication|release|publishing)? ?(?:year|date)(?: of publication)? (?:of|for) ${T}`,
      `(?:what ${IS} |whats )?(?:the )?(?:first )?(?:year|date) (?:of )?(?:publication|release) (?:of|for) ${T}`,
      `how old is ${T}`,
      `(?:was|is|were) ${T} (?:first )?(?:published|written|released|printed|from) (?:before|after|in|since) (?:the year )?\\d{3,4}`,
      `did ${T} (?:appear|come out) (?:before|after|in|since) (?:the year )?\\d{3,4}`,
      `(?:from )?${WHAT} year is ${T}(?: from)?`,
      `${T} (?:was )?(?:published|written|released|came out) (?:when|in ${WHAT} year)`,
      `${T} (?:publication|release) (?:year|date)`,
      `wann (?:erschien|ist|wurde|kam) ${T}(?: erschienen| veroffentlicht| geschrieben| heraus| raus| zuerst erschienen)?`,
      `(?:in|aus) welchem jahr (?:erschien|ist|wurde|stammt|kam) ${T}(?: erschienen| veroffentlicht| geschrieben| heraus)?`,
      `wann (?:hat|schrieb|veroffentlichte) (?<a>[^|]+?) ${T} (?:geschrieben|veroffentlicht)`,
      `(?:erscheinungsjahr|jahr) von ${T}`,
      `wie alt ist ${T}`,
      `(?:quand|en quelle annee) (?:est |a |fut |a ete )*(?:paru|parue|parut|publie|publiee|ete publie|sorti|sortie|ete ecrit|ecrit) ${T}`,
      `(?:quand|en quelle annee) ${T} (?:est|a|fut)(?: t)?(?: il| elle)? (?:ete )?(?:parue?|publiee?|sortie?|ecrite?)`,
      `(?:quelle est )?(?:l )?annee (?:de publication |de parution )?(?:de|du|d) ${T}`,
    ],
  ],
  [
    "price",
    [
      `(?:how much|what) (?:does|do|did|would|will) ${T} (?:cost|sell for|go for)(?: me)?`,
      `how (?:much|expensive|cheap|dear) (?:is|are|for) ${T}`,
      `(?:what ${IS} |whats )?(?:the )?(?:price|cost|retail price|list price) (?:of|for) ${T}`,
      `${T} (?:'s )?price`,
      `(?:was|wie ?viel|wie teuer) (?:kostet|ist) ${T}`,
      `(?:was ist |wie hoch ist |wie ist )?(?:der |den )?preis (?:von|des|der|fur) ${T}`,
      `combien (?:coute|vaut|est) ${T}`,
      `(?:quel est )?(?:le )?prix (?:de|du|des|d) ${T}`,
    ],
  ],
  [
    "seriesNumber",
    [
      `(?:${WHAT}) (?:book|volume|number|part|place)(?: (?:of|in) (?:the|its|a) series)? (?:is|was) (?!set |about |for |like |in |on |by )${T}(?: in)?(?: (?:in|of) (?:the|its|a) series)?`,
      `(?:what ${IS} )?(?:the )?(?:volume|series) number of ${T}`,
      `der wievielte band ist ${T}`,
      `(?:welcher|welche) (?:band|nummer|teil) (?:der reihe )?ist ${T}`,
      `quel (?:tome|volume|numero) est ${T}`,
    ],
  ],
  [
    "pages",
    [
      `how (?:long|thick|big) (?:is|was) ${T}`,
      `how many pages (?:does|do|has|have|are in|are there in|is|in|did|long is) ${T}(?: have| contain| run to| got)?`,
      `how many pages ${T} has`,
      `(?:what ${IS} |whats )?(?:the )?(?:number of pages|page count|page number|length|pages|page total) (?:of|in|for) ${T}`,
      `${T} (?:'s )?(?:page count|length|number of pages)`,
      `wie (?:lang|dick|umfangreich) ist ${T}`,
      `wie ?viele seiten hat ${T}`,
      `(?:seitenzahl|seiten|umfang) von ${T}`,
      `combien de pages (?:a|fait|compte|contient|comporte|dans|y a t il dans) ${T}`,
      `${T} (?:a|fait|compte) combien de pages`,
    ],
  ],
  [
    "ratings",
    [
      `how many (?:ratings|votes|people rated|readers rated|readers have rated|people have rated|times) (?:does|has|did|was)? ?${T}(?: have| got| get| received| been)?(?: rated)?`,
      `(?:what ${IS} )?(?:the )?number of (?:ratings|votes) (?:of|for|that) ${T}(?: has| got)?`,
      `how (?:often|many times) (?:was|is|has) ${T} (?:been )?rated`,
      `wie ?viele (?:bewertungen|leser) (?:hat|haben) ${T}(?: bewertet)?`,
      `combien (?:de notes|d evaluations) a ${T}`,
    ],
  ],
  [
    "rating",
    [
      `how (?:good|well rated|highly rated|popular with readers|well liked|high) is ${T}(?: rated)?`,
      `how (?:is|was|do readers rate|do people rate|did readers rate|have readers rated) ${T}(?: rated)?`,
      `${WHAT} (?:is |are )?(?:the )?(?:average |mean )?(?:ratings?|score|stars) (?:of|for|does|did|has) ${T}(?: have| get| got)?`,
      `whats the (?:average )?rating of ${T}`,
      `(?:the )?(?:average )?rating (?:of|for) ${T}`,
      `${T} (?:'s )?(?:average )?rating`,
      `wie (?:gut )?(?:ist|wird|wurde) ${T} bewertet`,
      `(?:bewertung|note) von ${T}`,
      `(?:welche|was ist die) (?:durchschnittliche )?bewertung (?:hat|von) ${T}`,
      `(?:quelle est )?(?:la )?note (?:moyenne )?(?:de|du|d) ${T}`,
    ],
  ],
  [
    "language",
    [
      `(?:in )?${WHAT} language (?:is|was) ${T}(?: written| in)*`,
      `(?:what ${IS} )?(?:the )?language of ${T}`,
      `in welcher sprache (?:ist|wurde) ${T}(?: geschrieben| verfasst)?`,
      `(?:dans|en) quelle langue est (?:ecrit |ecrite )?${T}(?: ecrit)?`,
    ],
  ],
  [
    "series",
    [
      `(?:to |in |of )?${WHAT} series (?:is|does|was) ${T}(?: part of| in| belong to| from| belong)?`,
      `is ${T} part of (?:a|any|which) series`,
      `(?:what ${IS} )?(?:the )?series of ${T}`,
      `zu welcher (?:reihe|serie) gehort ${T}`,
      `(?:a|de) quelle serie (?:appartient|fait partie) ${T}`,
    ],
  ],
  [
    "genre",
    [
      `(?:in |of )?${WHAT} (?:genre|kind of book|sort of book|type of book|category) (?:is|does|was) ${T}(?: in| belong to)?`,
      `(?:what ${IS} )?(?:the )?genre of ${T}`,
      `(?:zu )?welche[sm]? genre (?:ist|hat|gehort) ${T}`,
      `(?:de )?quel genre (?:est|a) ${T}`,
    ],
  ],
  [
    "isbn",
    [
      `(?:what ${IS} |whats )?(?:the )?isbn(?: number)? (?:of|for|von|de|du) ${T}`,
      `isbn ${T}`,
      `${T} (?:'s )?isbn`,
    ],
  ],
  [
    "format",
    [
      `(?:in )?${WHAT} (?:formats?|binding|edition) (?:is|does|do we have) ${T}(?: in| come in| have)?`,
      `(?:the )?format of ${T}`,
    ],
  ],
  [
    "ageFrom",
    [
      `(?:for |from )?${WHAT} age (?:group )?(?:is|was) ${T}(?: for| suitable for| meant for)?`,
      `how old (?:should|must|does) (?:a |my )?(?:child|reader|kid|you|one) (?:be|have to be) (?:for|to read) ${T}`,
      `ab welchem alter ist ${T}`,
      `(?:a partir de|pour) quel age est ${T}`,
    ],
  ],
  [
    "stockOutDay",
    [
      `when (?:will|does|do|is) ${T} (?:run out|sell out|be sold out|be out of stock|go out of stock)`,
      `(?:will|does) ${T} run out(?: soon| this week| next week)?`,
      `wann (?:ist|wird|geht) ${T} (?:ausverkauft|aus|zu ende)(?: sein)?`,
    ],
  ],
  [
    "cover",
    [
      `how long (?:will|does) (?:the |our )?(?:stock of |copies of )?${T} last`,
      `how many (?:days|weeks) (?:will|does) (?:the |our )?(?:stock of |copies of )?${T} last`,
      `wie lange reicht (?:der bestand von )?${T}`,
    ],
  ],
  [
    "lastSale",
    [
      `when (?:did|have) (?:we|i) last (?:sell|sold) ${T}`,
      `when (?:was|did) ${T} last (?:sold|sell)`,
      `when was the last sale of ${T}`,
      `(?:the )?last sale of ${T}`,
      `wann (?:wurde|haben wir) ${T} zuletzt verkauft`,
    ],
  ],
  [
    "toOrder",
    [
      `how many (?:copies )?(?:of )?${T} (?:should|do|must|shall) (?:i|we) (?:need to )?(?:order|buy|reorder)(?: today)?`,
      `how many copies of ${T} to order`,
      `wie ?viele (?:exemplare )?(?:von )?${T} (?:soll ich|sollen wir|muss ich) bestellen`,
    ],
  ],
  [
    "expected",
    [
      `how many (?:copies )?(?:of )?${T} (?:will|are we going to|are expected to|do we expect to|should|shall)(?: we| i)? (?:sell|be sold)(?: in the next (?:28 days|four weeks|4 weeks|month))?`,
      `(?:what ${IS} )?(?:the )?(?:expected (?:sales|demand)|forecast|demand|expectation) (?:of|for) ${T}`,
      `how (?:well )?will ${T} sell`,
      `wie ?viele (?:exemplare )?(?:von )?${T} werden wir verkaufen`,
    ],
  ],
  [
    "onOrder",
    [
      `how many (?:copies )?(?:of )?${T} (?:are|is|have we|do we have) on order`,
      `is ${T} on order`,
      `(?:have we|did we) (?:ordered|order) ${T}`,
    ],
  ],
  [
    "onHand",
    [
      `how many copies of ${T} (?:do we have|have we got|are there|are left|are in stock|do we have left|are on the shelf|have we|do you have|are available|in stock|left|on the shelf)(?: in stock| on the shelf| left| on hand)?`,
      `how many (?:of )?${T} (?:do we have|have we got|are|are there|have we|do you have) (?:in stock|on the shelf|left|on hand)`,
      `how many copies (?:do we have|have we got|are there|are left) of ${T}(?: left| in stock| on the shelf)?`,
      `(?:is|are|have we got|do we have|do you have|have you got|have we) ${T} (?:in stock|on the shelf|available|left)`,
      `(?:what ${IS} )?(?:the )?stock (?:of|for) ${T}`,
      `(?:haben wir|habt ihr|ist|gibt es) ${T} (?:auf lager|vorratig|da|im laden|lieferbar)`,
      `wie ?viele (?:exemplare )?(?:von )?${T} (?:haben wir|sind da|sind auf lager|sind noch da)`,
      `(?:avons nous|avez vous|est ce que nous avons) ${T} en (?:stock|rayon)`,
      `combien d exemplaires de ${T} (?:avons nous|en stock|restent)`,
    ],
  ],
];

/** Questions that may also be the start of a list. */
const LOOSE: readonly (readonly [QueryField, readonly string[]])[] = [
  [
    "onHand",
    [
      `(?:do (?:we|you) have|have (?:we|you) got|haben wir|habt ihr|avez vous|avons nous|got) (?:any |a |copies of |a copy of |ein exemplar von )?${T}`,
    ],
  ],
  [
    "author",
    [
      `(?:did|has|had) [^|]+? (?:really |actually )?(?:write|written|wrote|author) ${T}`,
      `(?:is|was) ${T} (?:written |really )?(?:by|from) [^|]+?`,
      `hat [^|]+? ${T} geschrieben`,
      `ist ${T} von [^|]+?`,
      `(?:est ce que )?[^|]+? a (?:t il |t elle )?ecrit ${T}`,
    ],
  ],
];

/** Copies sold of one title, or its money; a period may stand before or behind and is taken first. */
const SALES: readonly (readonly [QueryField, readonly string[]])[] = [
  [
    "revenue",
    [
      `how much (?:money |revenue )?(?:did|has|have) (?:we |i )?${T} (?:earn|earned|made|make|bring in|brought in|take|taken)(?: us)?`,
      `how much (?:money |revenue )?did we (?:make|earn|take) (?:with|from|on) ${T}`,
      `(?:what ${IS} )?(?:the )?(?:revenue|turnover|takings) (?:of|for|from|with) ${T}`,
    ],
  ],
  [
    "sold",
    [
      `how many (?:copies )?(?:of )?${T} (?:did we sell|have we sold|were sold|was sold|have been sold|did i sell|have i sold|sold|has sold|did you sell)`,
      `how many (?:copies )?(?:did we sell|have we sold|were sold|did i sell|have i sold) of ${T}`,
      `how many copies (?:has|did|have) ${T} (?:sold|sell)`,
      `how (?:well|often|much) (?:did|does|has|have|was|were) ${T} (?:sell|sold|been sold|selling)`,
      `how many times (?:did we sell|was|has) ${T}(?: sold| been sold)?`,
      `(?:what (?:is|are|were) )?(?:the )?(?:sales|copies sold) (?:of|for) ${T}`,
      `did (?:we sell|anyone buy) (?:any copies of |any copy of |any )?${T}`,
      `did ${T} sell(?: at all)?`,
      `wie ?viele (?:exemplare |mal )?(?:von |haben wir )?${T} (?:wurden verkauft|haben wir verkauft|verkauft|wurde verkauft|haben sich verkauft)`,
      `wie ?viele (?:exemplare )?haben wir von ${T} verkauft`,
      `wie (?:oft|gut) (?:wurde|hat sich|haben wir) ${T} verkauft`,
      `combien d exemplaires (?:de|du) ${T} (?:avons nous vendus?|ont ete vendus|vendus)`,
    ],
  ],
];

/** Why a title is on the order, or what is expected of it. */
export const WHY_FORMS: readonly { readonly about: "order" | "forecast"; readonly pattern: RegExp }[] = [
  {
    about: "order",
    pattern: whole(
      `why (?:is|are|was) ${T} (?:on|in) (?:today 's |todays |the |my |our )?(?:order |ordering )?(?:list|order|today)(?: today| for today)?`,
    ),
  },
  {
    about: "order",
    pattern: whole(
      `why (?:should|must|do|would|shall) (?:i|we) (?:have to |need to )?(?:order|reorder|buy|restock) (?:more |more of |more copies of |copies of |\\d+ )?${T}`,
    ),
  },
  { about: "order", pattern: whole(`why (?:order|reorder|buy) ${T}`) },
  {
    about: "order",
    pattern: whole(
      `why (?:is|are|was) ${T} (?:not )?(?:to be )?(?:ordered|recommended|suggested|not ordered|not on the list|not on today 's list)`,
    ),
  },
  {
    about: "order",
    pattern: whole(`warum (?:steht|ist) ${T} auf der (?:heutigen )?(?:bestellung|liste|bestellliste)`),
  },
  { about: "order", pattern: whole(`warum (?:soll ich|sollen wir) ${T} bestellen`) },
  { about: "order", pattern: whole(`pourquoi (?:commander|faut il commander) ${T}`) },
  {
    about: "order",
    pattern: whole(`pourquoi ${T} est (?:il |elle )?(?:sur|dans) (?:la|ma) (?:liste|commande)(?: du jour)?`),
  },
  {
    about: "forecast",
    pattern: whole(
      `why (?:do|will) (?:we|you|it) expect (?:to sell )?(?:so many |so few |\\d+ )?(?:copies )?(?:of )?${T}(?: to sell)?`,
    ),
  },
  {
    about: "forecast",
    pattern: whole(`(?:explain|why is) the forecast (?:of|for) ${T}(?: so (?:high|low))?`),
  },
];

/** A pattern of the whole question; words that were taken before and behind do not matter. */
function whole(source: string): RegExp {
  return new RegExp(`^(?:\\| )*(?:${source})(?: \\|)*$`, "du");
}

export const TITLE_FORMS: readonly TitleForm[] = [
  ...formsOf(FORMS, false, false),
  ...formsOf(SALES, false, true),
  ...formsOf(LOOSE, true, false),
];

function formsOf(
  forms: readonly (readonly [QueryField, readonly string[]])[],
  loose: boolean,
  sales: boolean,
): TitleForm[] {
  return forms.flatMap(([field, sources]) =>
    sources.map((source) => ({ field, pattern: whole(source), loose, sales })),
  );
}

/** What comes before a question out of politeness. */
export const POLITE = phrase(
  `(?<=^)(?:(?:please|hi|hello|hey|ok|so|and now|can|could|would|will|you|tell|me|us|do|you know|i|we|would like to|want to|d like to|know|wonder|need to know|let me know|bitte|kannst|konnen|sie|du|mir|sagen|weisst|wissen|ich|mochte|wusste gern|hallo|s il vous plait|pouvez|vous|peux|tu|dites|dis|moi|savez|sais|bonjour|if|ob|si) )*?(?:tell me|tell us|do you know|can you tell me|could you tell me|i want to know|i would like to know|i d like to know|i wonder|please|bitte|kannst du mir sagen|konnen sie mir sagen|weisst du|wissen sie|ich mochte wissen|s il vous plait|pouvez vous me dire|savez vous|dis moi|dites moi)`,
);

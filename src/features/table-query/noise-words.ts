import { freeRuns, phrase, type Question } from "./question-text.ts";

/** Words that carry no condition of their own in a question for a list. */
const NOISE = new Set(
  [
    "the a an of in on by for from with to and or all any every each some there is are was were be been do does did done have has had having",
    "we you i they it its our your my me us he she them what who which whose how many much number count books book titles title works work copies copy",
    "one ones that this these those published written listed catalogue catalog shop store bookshop collection library range your available list show name give find tell get",
    "see want need looking search display can could would should please than at as total been author authors writer writers called named so far only just currently now still",
    "s 's about also else more yet ever us let know same year years price prices priced costing cost costs sold sell selling sales pages long old order sorted ordered first last altogether overall",
    "wrote write writes publish released came come out together parts volumes volume instalments installments entries part",
    "sich der die das den dem des ein eine einen einer eines wie viele viel gibt es sind ist war waren haben hat habt wir ihr sie ich im in von vom aus mit und oder alle aller bucher buch titel werke",
    "welche welcher welches welchen was wer zeig zeige mir uns nenne liste suche finde bitte auf katalog laden geschrieben veroffentlicht erschienen sortiment kosten kostet verkauft zum fur nach",
    "le la les l un une des de du d combien y a t il elle sont est ont avons nous vous avez livres livre titres titre ouvrages ouvrage quels quelles quel quelle montre montrez moi donne trouver cherche",
    "ete ecrits ecrit ecrites publies publiees parus dans au aux en et ou par que qui ce cette sur catalogue ils vendus vendu coutent coute pour sont quoi lesquels lequel laquelle avec",
    "different various distinct ? | thing things stuff anything something item items",
  ].flatMap((line) => line.split(" ")),
);

/** Words by which a question is one about sales. */
export const SALES = phrase(
  "sold|sell|sells|selling|sales|bought|best ?sell(?:ing|ers?)|bestselling|bestsellers?|revenue|turnover|takings|verkauft|verkauften|verkaufe|verkaufte|verkaufen|umsatz|absatz|vendus?|vendues?|vend|vendent|ventes|chiffre d affaires|earn(?:ed)?|made|make|moved|shifted",
);

export const isNoise = (word: string): boolean => NOISE.has(word);

/** Whether any word says something. */
export const hasContent = (words: readonly string[]): boolean => words.some((word) => !isNoise(word));

/** Words of a question that nothing has understood. */
export function leftWords(question: Question): string[] {
  return freeRuns(question).flatMap(({ from, to }) =>
    question.tokens
      .slice(from, to)
      .map(({ word }) => word)
      .filter((word) => !isNoise(word)),
  );
}

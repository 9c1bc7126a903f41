import { languageOf } from "./kind-words.ts";
import { addFilter, addName, type Reading } from "./list-reading.ts";
import { nameLexicon, type NameKind } from "./name-lexicon.ts";
import { nameWords } from "./question-tokens.ts";
import { PLACE } from "./number-words.ts";
import { hasContent, isNoise, SALES } from "./noise-words.ts";
import { findOrder } from "./order-phrases.ts";
import { declined, unknownName } from "./planned.ts";
import {
  find,
  freeRuns,
  phrase,
  take,
  takeSpan,
  typedIn,
  wordsIn,
  type Question,
  type Span,
} from "./question-text.ts";
import { resolvePrefix, resolveSpan, type Named } from "./resolve-names.ts";
import type { ShopTable } from "./shop-table.ts";
import type { QueryFilter } from "../../domain/table-query.ts";

const NEGATION = phrase(
  "(?:but |and )?(?:(?:that |which )?(?:isnt|arent|werent|is not|are not|were not) (?:written by|part of|in|from|by|of)|not (?:written |the ones |part )?(?:by|of|from)|not|except(?: for)?(?: those| the ones)?(?: by)?|excluding(?: those by)?|other than(?: those by)?|without(?: those by)?|apart from|nicht von|ausser(?: von)?|ohne|sauf|pas de|sans)",
);
const BY = phrase(
  "(?:that |which |who |die |qui )?(?:(?:were |was |are |is |has |have |did |hat |haben |a |ont )*(?:written|authored|geschrieben|ecrits?|ecrites?) )?(?:by|von|par)(?= (?!the |den |der )[^|])",
);
/** "Of a father" names nobody. */
const OF = phrase("(?:of|de|d|du|from|for|on)(?= (?!an? |une? |my |his |her |their |our )[^|])");
const WROTE = phrase(
  "(?:did|has|have|hat|haben|a|had) (?<name>[^|]+?) (?:write|written|wrote|publish|published|author|authored|geschrieben|veroffentlicht|ecrit|ecrits|publie)",
);
const SERIES = phrase(
  "(?:in|of|from|belong to|part of|belonging to|der|aus|de|dans)? ?(?:the |die |der |la |le |les )*(?<name>[^|]+?) (?:series|trilogy|saga|cycle|sequence|reihe|serie|trilogie)",
);
const IN_TITLE = phrase(
  "(?:with|have|has|having|containing|contains?|mit|haben|avec|ayant) (?:the )?(?:words? )?(?<words>[^|]+?) in (?:the|their|its|its own|im) (?:titles?|names?|titel)|(?:whose|with) titles? (?:that )?(?:contains?|includes?|containing|including|has|have) (?:the )?(?:words? )?(?<more>[^|]+)",
);
const ABOUT = phrase(
  "(?:(?:is|are|that are|which are|all) )?(?:about|on the subject of|dealing with|concerning|uber|ueber|sur|au sujet de|a propos de|on)(?= [^|])",
);

/** Authors, series and subjects that stand behind a word which says what they are. */
export function takeNames(table: ShopTable, question: Question, reading: Reading): void {
  takeInTitle(question, reading);
  takeWrote(table, question, reading);
  takeSeries(table, question, reading);
  for (let not = find(question, NEGATION); not !== null;) {
    const found = resolvePrefix(table, question, not.span.to, ["author", "series", "publisher"]);
    if (found === null || found.named.probability < 0.5) break;
    takeSpan(question, { from: not.span.from, to: found.span.to });
    addName(reading, typedIn(question, found.span), found.named, true);
    not = find(question, NEGATION);
  }
  for (let by = find(question, BY); by !== null; by = find(question, BY)) {
    if (!takeBy(table, question, reading, by.span)) break;
  }
  takePossessive(table, question, reading);
  if (!reading.filters.some(({ field }) => field === "author" || field === "series")) {
    const of = find(question, OF);
    const start = of === null ? -1 : afterArticle(question, of.span.to);
    const ordered = ORDERING.test(question.tokens[start]?.word ?? "");
    const found = start < 0 || ordered ? null : resolvePrefix(table, question, start, ["author", "series"]);
    if (of !== null && found !== null && found.named.probability > 0.75) {
      takeSpan(question, { from: of.span.from, to: found.span.to });
      addName(reading, typedIn(question, found.span), found.named, false);
    }
  }
  takeAbout(question, reading);
}

/** Where a "not in the" before a name begins; null where there is none. */
function negationBefore({ tokens, taken }: Question, from: number): number | null {
  let at = from - 1;
  while (at >= 0 && !taken[at] && isNoise(tokens[at]!.word) && from - at <= 4) {
    if (/^(?:not|isnt|arent|nicht)$/.test(tokens[at]!.word)) return at;
    at--;
  }
  return at >= 0 &&
    !taken[at] &&
    /^(?:not|except|excluding|outside|without|nicht|ausser|ohne|sauf|hors)$/.test(tokens[at]!.word)
    ? at
    : null;
}

function afterArticle({ tokens }: Question, at: number): number {
  return /^(?:the|der|die|das|den|dem|la|le|les)$/.test(tokens[at]?.word ?? "") ? at + 1 : at;
}

function takeInTitle(question: Question, reading: Reading): void {
  const found = find(question, IN_TITLE);
  const span = found?.spans["words"] ?? found?.spans["more"];
  if (!found || span === undefined) return;
  let { from } = span;
  while (from < span.to - 1 && isNoise(question.tokens[from]!.word)) from++;
  addFilter(reading, { field: "title", is: "contains", value: typedIn(question, { from, to: span.to }) });
  takeSpan(question, found.span);
}

function takeWrote(table: ShopTable, question: Question, reading: Reading): void {
  const wrote = find(question, WROTE);
  const span = wrote?.spans["name"];
  if (!wrote || span === undefined) return;
  const author = resolveSpan(table, question, span, ["author"]);
  // "Had the most books published" is about nobody.
  if (author === null && isNoise(question.tokens[span.from]!.word)) return;
  takeSpan(question, wrote.span);
  if (author === null) {
    if (hasContent(wordsIn({ ...question, taken: question.tokens.map(() => false) }, span))) {
      reading.failed ??= unknownName(
        table,
        "author",
        typedIn(question, span),
        question.tokens.slice(span.from, span.to).map(({ word }) => word),
      );
    }
  } else addName(reading, typedIn(question, span), author, false);
}

function takeSeries(table: ShopTable, question: Question, reading: Reading): void {
  const found = find(question, SERIES);
  const span = found?.spans["name"];
  if (!found || span === undefined) return;
  const kind = question.tokens[found.span.to - 1]!.word;
  for (let from = span.from; from < span.to; from++) {
    if (isNoise(question.tokens[from]!.word) && from < span.to - 1) continue;
    // "The Inheritance Cycle" is another series than "Inheritance".
    const whole = { from, to: found.span.to };
    const full = resolveSpan(table, question, whole, ["series"]);
    const bare = resolveSpan(table, question, { from, to: span.to }, ["series"]);
    const series = full?.label.toLowerCase().includes(kind) ? full : bare;
    if (series === null) continue;
    const not = negationBefore(question, from);
    takeSpan(question, { from: not ?? from, to: found.span.to });
    addName(
      reading,
      typedIn(question, series === full ? whole : { from, to: span.to }),
      series,
      not !== null,
    );
    return;
  }
  const words = wordsIn(question, span).filter((word) => !isNoise(word));
  if (words.length > 0 && findOrder(question) === null) {
    const typed = words.join(" ");
    reading.failed ??= table.names.has("series")
      ? unknownName(table, "series", typed, words)
      : declined("no-field", "The catalogue does not say to which series its titles belong.");
  }
}

const TOGETHER = phrase("together|jointly|both|as co ?authors|zusammen|gemeinsam|ensemble");

/** "by A", "by A and B", "by A or B", "by A and B together". */
function takeBy(table: ShopTable, question: Question, reading: Reading, by: Span): boolean {
  const kinds: readonly NameKind[] = ["author"];
  const first = resolvePrefix(table, question, by.to, kinds);
  if (first === null || (first.named.probability < 0.4 && first.named.others.length === 0)) {
    if (
      question.tokens.slice(by.to, by.to + 1).some(({ word }) => isNoise(word) || languageOf(word) !== null)
    )
      return false;
    const to = freeRuns(question).find((run) => run.from <= by.to && run.to > by.to)?.to ?? by.to;
    const words = wordsIn(question, { from: by.to, to });
    // "Raised by wolves" speaks of no author.
    const before = question.tokens[by.from - 1];
    const deed = before !== undefined && before.word.endsWith("ed") && !isNoise(before.word);
    if (hasContent(words) && !(deed && by.to - by.from === 1)) {
      const publisher = resolvePrefix(table, question, by.to, ["publisher"]);
      if (publisher !== null && publisher.named.probability > 0.75) {
        takeSpan(question, { from: by.from, to: publisher.span.to });
        addName(reading, typedIn(question, publisher.span), publisher.named, false);
        return true;
      }
      const end = words.findIndex((word) => isNoise(word));
      const known = words.slice(0, end < 0 ? 4 : Math.max(1, Math.min(end, 4)));
      reading.failed ??= unknownName(
        table,
        "author",
        typedIn(question, { from: by.to, to: by.to + known.length }),
        known,
      );
    }
    return false;
  }
  takeSpan(question, { from: by.from, to: first.span.to });
  const next = question.tokens[first.span.to];
  const second =
    next !== undefined && /^(?:or|and|oder|und|ou|et)$/.test(next.word)
      ? resolvePrefix(
          table,
          question,
          first.span.to + (question.tokens[first.span.to + 1]?.word === "by" ? 2 : 1),
          kinds,
        )
      : null;
  if (second === null || (second.named.probability < 0.5 && second.named.others.length === 0)) {
    addName(reading, typedIn(question, first.span), first.named, false);
    return true;
  }
  takeSpan(question, { from: first.span.to, to: second.span.to });
  if (take(question, TOGETHER) !== null) {
    addName(reading, typedIn(question, first.span), first.named, false);
    addName(reading, typedIn(question, second.span), second.named, false);
    return true;
  }
  const values = [first, second].flatMap(({ named }) => valuesOf(named.filter));
  reading.probability *= first.named.probability * second.named.probability;
  reading.readings.push(first.named.reading, second.named.reading);
  addFilter(reading, { field: "author", is: "one-of", values });
  return true;
}

export function valuesOf(filter: QueryFilter): string[] {
  return filter.is === "equal" || filter.is === "not"
    ? [String(filter.value)]
    : filter.is === "one-of" || filter.is === "none-of"
      ? [...filter.values]
      : [];
}

const WORKS =
  /^(?:books?|novels?|works?|titles?|poems|plays|stories|oldest|newest|latest|first|last|cheapest|longest|shortest|best)$/;
/** Readers, whose books are a kind and not an author's. */
const READERS =
  /^(?:children|child|kid|kids|women|woman|men|man|girl|girls|boy|boys|reader|readers|year|today|shop|world)$/;

/** "Rowling's books": the words before the ending that are a name, as many as are one. */
function takePossessive(table: ShopTable, question: Question, reading: Reading): void {
  const at = question.tokens.findIndex(({ word }, i) => word === "'s" && !question.taken[i]);
  if (at < 1) return;
  for (let from = Math.max(0, at - 4); from < at; from++) {
    if (question.taken.slice(from, at).includes(true)) continue;
    const span = { from, to: at };
    const named = resolveSpan(table, question, span, ["author", "series"]);
    if (named === null || (named.probability < 0.4 && named.others.length === 0)) continue;
    if (isNoise(question.tokens[from]!.word)) continue;
    takeSpan(question, { from, to: at + 1 });
    addName(reading, typedIn(question, span), named, false);
    return;
  }
  const owner = question.tokens[at - 1]!.word;
  const next = question.tokens[at + 1]?.word ?? "";
  if (WORKS.test(next) && !isNoise(owner) && !question.taken[at - 1] && !READERS.test(owner)) {
    reading.failed ??= unknownName(table, "author", typedIn(question, { from: at - 1, to: at }), [owner]);
  }
}

function takeAbout(question: Question, reading: Reading): void {
  const about = find(question, ABOUT);
  if (about === null) return;
  const run = freeRuns(question).find(({ from, to }) => from <= about.span.from && to > about.span.from);
  if (run === undefined) return;
  let to = about.span.to;
  while (to < run.to && !STOPS.has(question.tokens[to]!.word)) to++;
  while (to > about.span.to && isNoise(question.tokens[to - 1]!.word)) to--;
  const words = wordsIn(question, { from: about.span.to, to }).filter((word) => !isNoise(word));
  if (words.length === 0 || words.length > 3) return;
  takeSpan(question, { from: about.span.from, to });
  reading.probability *= 0.72;
  addFilter(reading, {
    field: "subject",
    is: "contains",
    value: typedIn(question, { from: about.span.to, to }),
  });
}

const STOPS = new Set(
  "in with that which under below over above for by and or but from published written do does did are is we you sold before after since cost costs costing auf lager mit die fur unter qui en stock avec a moins".split(
    " ",
  ),
);

/** Names without a word that says what they are: "Agatha Christie books", "Harry Potter in German". */
export function takeLeftNames(table: ShopTable, question: Question, reading: Reading): void {
  for (const run of freeRuns(question)) {
    const span = trimmed(question, run);
    if (span === null) continue;
    const found = longestName(table, question, span);
    if (found === null) continue;
    takeSpan(question, found.span);
    addName(reading, typedIn(question, found.span), found.named, false);
  }
}

function trimmed({ tokens }: Question, run: Span): Span | null {
  let { from, to } = run;
  while (from < to && isNoise(tokens[from]!.word)) from++;
  while (to > from && isNoise(tokens[to - 1]!.word)) to--;
  return from < to && to - from <= 10 ? { from, to } : null;
}

/** "Father" is spelt right where a title has it: it is no misspelt Cather. */
function isOtherWord(table: ShopTable, word: string, { label }: Named): boolean {
  return nameLexicon(table).words.idOf.has(word) && !nameWords(label).includes(word);
}

function longestName(
  table: ShopTable,
  question: Question,
  run: Span,
): { readonly named: Named; readonly span: Span } | null {
  for (let length = run.to - run.from; length > 0; length--) {
    for (let from = run.from; from + length <= run.to; from++) {
      const span = { from, to: from + length };
      const words = wordsIn(question, span);
      if ([words[0]!, words.at(-1)!].some((word) => isNoise(word) || ORDERING.test(word))) continue;
      // "Earn" is no misspelt Hearn, "sells" no Wells.
      if (SALES.test(words.join(" "))) continue;
      const named = resolveSpan(table, question, span, ["author", "series"]);
      if (named === null || (length === 1 && isOtherWord(table, words[0]!, named))) continue;
      const sure = length > 1 || isSaid(question, span, named);
      const probability = sure ? named.probability : 0.6 * named.probability;
      if (probability + Math.min(0, 0.2 * (length - 1)) > (sure ? 0.7 : 0.5)) {
        return { named: { ...named, probability }, span };
      }
      if (sure && named.others.length > 0 && length === run.to - run.from) return { named, span };
    }
  }
  return null;
}

/** Words that say a place in an order, and are no part of a name at its ends. */
const ORDERING = new RegExp(
  `^(?:${PLACE}|most|least|fewest|highest|lowest|best|worst|top|newest|oldest|rated|meisten|wenigsten)$`,
  "u",
);

/** Whether a single word without a "by" is meant as a name: written large, or exactly so in the catalogue. */
function isSaid({ tokens }: Question, { from }: Span, named: Named): boolean {
  const { text, word } = tokens[from]!;
  if (from > 0 && /^\p{Lu}/u.test(text)) return true;
  return named.probability > 0.94 && nameWords(named.label).includes(word);
}

import { termSpans } from "../features/text-terms.ts";

/** A telling word with its part in its clause. */
interface PlacedWord {
  readonly term: string;
  readonly isName: boolean;
  /** Preposition right before it, "'s" behind it, or "": a word that stands by its place alone. */
  readonly marker: string;
  /** Between commas or "and": in a list any order says the same. */
  readonly listed: boolean;
}

/** Its telling words in order, subject before verb before object: those of a passive are turned round. */
export type Clause = readonly PlacedWord[];

const CLAUSE_ENDS =
  /[.!?;:…–—()]+|\b(?:because|while|although|unless|if|but|who|whom|which|that|aber|weil|dass|obwohl|wenn|mais|parce|quand|qui)\b/giu;
const MARKERS =
  /^(?:in|at|on|from|to|into|onto|with|without|by|of|for|about|after|before|under|over|against|through|near|between|than|as|von|vom|durch|mit|zu|zum|zur|nach|aus|bei|beim|für|gegen|über|unter|vor|hinter|im|am|als|de|du|des|à|au|aux|par|pour|avec|sans|sur|sous|dans|chez|contre|que)$/iu;
/** They may stand between a preposition and its word. */
const DETERMINERS =
  /^(?:the|a|an|his|her|its|their|our|my|your|this|that|these|those|der|die|das|den|dem|ein|eine|einen|einem|einer|sein|seine|seinen|seinem|ihr|ihre|ihren|ihrem|le|la|les|l|un|une|son|sa|ses|leur|leurs)$/iu;
const JOINS = /^(?:and|or|und|oder|et|ou)$/iu;
const PASSIVE =
  /^(?:am|is|are|was|were|be|been|being|got|wird|werden|wurden?|worden|est|sont|été|fut|furent)$/iu;
const AGENT = /^(?:by|von|vom|durch|par)$/iu;
const PIECES = /[\p{L}\p{M}\p{N}]+|,/gu;

/** The clauses of a text, in order. */
export function clausesOf(text: string, language: string | null): Clause[] {
  const ends = [...text.matchAll(CLAUSE_ENDS)];
  const starts = [0, ...ends.map(({ 0: end, index }) => index + end.length)];
  return starts.map((start, i) => readClause(text.slice(start, ends[i]?.index ?? text.length), language));
}

interface ReadWord extends PlacedWord {
  readonly start: number;
}

function readClause(text: string, language: string | null): Clause {
  const pieces = [...text.matchAll(PIECES)].map(({ 0: piece, index }) => ({ piece, index }));
  const words = termSpans(text, language).map(({ term, start, end }): ReadWord => {
    const at = pieces.findIndex(({ index, piece }) => index + piece.length > start);
    const next = pieces.find(({ index }) => index >= end)?.piece ?? "";
    const joins = (piece: string): boolean => piece === "," || JOINS.test(piece);
    return {
      term,
      start,
      isName: /^\p{Lu}/u.test(text.slice(start, end)),
      marker: /['’]s$/iu.test(text.slice(start, end)) ? "'s" : markerBefore(pieces, at),
      listed: joins(pieces[at - 1]?.piece ?? "") && joins(next),
    };
  });
  const verb = pieces.find(({ piece }) => PASSIVE.test(piece))?.index;
  const agent = pieces.findLast(({ piece, index }) => AGENT.test(piece) && index > (verb ?? index))?.index;
  return verb === undefined || agent === undefined ? words : asActive(words, verb, agent, language);
}

function markerBefore(pieces: readonly { readonly piece: string }[], at: number): string {
  let before = at - 1;
  while (before >= 0 && DETERMINERS.test(pieces[before]!.piece)) before--;
  const piece = pieces[before]?.piece ?? "";
  return MARKERS.test(piece) ? piece.toLowerCase() : "";
}

/** "A was sued by B" as "B sued A". The agent ends before the next preposition, in German with its last capital. */
function asActive(words: readonly ReadWord[], verb: number, agent: number, language: string | null): Clause {
  const told = words.filter(({ start }) => start > agent);
  const end = told.findIndex(({ marker, isName }, i) =>
    language === "de" ? !isName : i > 0 && marker !== "",
  );
  const agents = told.slice(0, end < 0 ? told.length : end).map((word) => ({ ...word, marker: "" }));
  if (agents.length === 0) return words;
  return [
    ...agents,
    ...words.filter(({ start }) => start > verb && start < agent),
    ...told.slice(agents.length),
    ...words.filter(({ start }) => start < verb),
  ];
}

/**
 * Whether a claim says with the words of a source who did what to whom, but the other way round: around a word that both
 * have, two others stand on opposite sides; of two names one alone is enough, where a pronoun stands for the other. Or
 * two words have exchanged their prepositions: "from A to B", "from B to A".
 */
export function swapsRoles(claim: readonly Clause[], source: readonly Clause[]): boolean {
  return claim.some((clause) => turnsRound(clause, source) || exchangesMarkers(clause, source));
}

function turnsRound(clause: Clause, source: readonly Clause[]): boolean {
  const bare = clause.filter(({ marker }) => marker === "");
  return bare.some((pivot, v) => {
    if (pivot.listed || pivot.isName) return false;
    const seen = source.filter((each) => each.some(({ term }) => term === pivot.term));
    return bare.slice(0, v).some((a) =>
      bare.slice(v + 1).some((b) => {
        if (a.term === b.term || a.term === pivot.term || b.term === pivot.term) return false;
        const sides = seen.map((each) => ({ a: sidesOf(each, pivot, a), b: sidesOf(each, pivot, b) }));
        if (sides.some((side) => side.a.before && side.b.after)) return false;
        const names = a.isName && b.isName;
        return sides.some(
          (side) =>
            (side.a.after && !side.a.before && (names ? !side.b.after : side.b.before && !side.b.after)) ||
            (names && side.b.before && !side.b.after && !side.a.before),
        );
      }),
    );
  });
}

/** On which sides of a word another stands in a clause without a preposition. */
function sidesOf(
  clause: Clause,
  { term: pivot }: PlacedWord,
  { term }: PlacedWord,
): { before: boolean; after: boolean } {
  const at = clause.flatMap((word, i) => (word.term === pivot ? [i] : []));
  const places = clause.flatMap((word, i) => (word.term === term && word.marker === "" ? [i] : []));
  return {
    before: places.some((place) => place < at.at(-1)!),
    after: places.some((place) => place > at[0]!),
  };
}

function exchangesMarkers(clause: Clause, source: readonly Clause[]): boolean {
  return clause.some((a, i) =>
    clause.slice(i + 1).some((b) => {
      if (a.marker === b.marker || a.term === b.term) return false;
      const pairs = source.flatMap((each) => {
        const [as, bs] = [a, b].map(({ term }) => each.filter((word) => word.term === term));
        return as!.flatMap(({ marker: ofA }) => bs!.map(({ marker: ofB }) => ({ ofA, ofB })));
      });
      return (
        pairs.some(({ ofA, ofB }) => ofA === b.marker && ofB === a.marker) &&
        !pairs.some(({ ofA, ofB }) => ofA === a.marker && ofB === b.marker)
      );
    }),
  );
}

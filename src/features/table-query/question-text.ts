import { questionTokens, type Token } from "./question-tokens.ts";

/** A question that is being read: phrases that are understood are taken out of it, one after the other. */
export interface Question {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Per token: understood already. */
  readonly taken: boolean[];
  /** The words as patterns see them, made anew when words are taken. */
  plain: Plain | null;
}

interface Plain {
  readonly text: string;
  /** Where each token starts in it. */
  readonly starts: readonly number[];
}

/** What stands in place of words that were taken: no phrase and no name reaches over it. */
export const TAKEN = "|";

export function openQuestion(text: string): Question {
  const tokens = questionTokens(text);
  return { text, tokens, taken: tokens.map(() => false), plain: null };
}

/** The same state of reading, to go on with apart. */
export function copyOf(question: Question): Question {
  return { ...question, taken: [...question.taken] };
}

/** A run of tokens, [from, to). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A phrase that was found: its named parts as words and as spans. */
export interface Phrase {
  readonly words: Readonly<Record<string, string>>;
  readonly spans: Readonly<Record<string, Span>>;
  readonly span: Span;
}

/** A pattern of whole words; between two words stands one blank. */
export function phrase(source: string): RegExp {
  let pattern = patterns.get(source);
  if (pattern === undefined) {
    pattern = new RegExp(`(?<=^| )(?:${source})(?= |$)`, "du");
    patterns.set(source, pattern);
  }
  return pattern;
}

/** Patterns by their source: making one takes longer than a question may. */
const patterns = new Map<string, RegExp>();

/** The first place where the pattern stands among words that are not taken yet; null where it does not. */
export function find(question: Question, pattern: RegExp): Phrase | null {
  const { text: plain, starts } = (question.plain ??= plainOf(question));
  const match = pattern.exec(plain);
  if (match?.indices === undefined) return null;
  const words: Record<string, string> = {};
  const spans: Record<string, Span> = {};
  const spanOf = ([start, end]: readonly [number, number]): Span => ({
    from: starts.filter((at) => at < start).length,
    to: starts.filter((at) => at < end).length,
  });
  for (const [name, text] of Object.entries(match.groups ?? {})) {
    const at = match.indices.groups?.[name];
    if (text === undefined || at === undefined) continue;
    words[name] = text;
    spans[name] = spanOf(at);
  }
  return { words, spans, span: spanOf(match.indices[0]!) };
}

function plainOf({ tokens, taken }: Question): Plain {
  const starts: number[] = [];
  let text = "";
  tokens.forEach(({ word }, i) => {
    if (i > 0) text += " ";
    starts.push(text.length);
    text += taken[i] ? TAKEN : word;
  });
  return { text, starts };
}

/** Find a phrase and take all of its words. */
export function take(question: Question, pattern: RegExp): Phrase | null {
  const found = find(question, pattern);
  if (found !== null) takeSpan(question, found.span);
  return found;
}

export function takeSpan(question: Question, { from, to }: Span): void {
  question.taken.fill(true, from, to);
  question.plain = null;
}

/** The words of a span, folded. */
export function wordsIn({ tokens, taken }: Question, { from, to }: Span): string[] {
  return tokens.slice(from, to).flatMap(({ word }, i) => (taken[from + i] ? [] : [word]));
}

/** What was typed in a span. */
export function typedIn({ text, tokens }: Question, { from, to }: Span): string {
  return from >= to ? "" : text.slice(tokens[from]!.start, tokens[to - 1]!.end).replace(/['’ʼ]s?$/u, "");
}

/** Runs of words that are not taken. */
export function freeRuns({ tokens, taken }: Question): Span[] {
  const runs: Span[] = [];
  let from = 0;
  for (let i = 0; i <= tokens.length; i++) {
    if (i < tokens.length && !taken[i]) continue;
    if (i > from) runs.push({ from, to: i });
    from = i + 1;
  }
  return runs;
}

/** Where an answer stands in a text, in UTF-16 units; `end` is exclusive. */
export interface CitedSpan {
  readonly start: number;
  readonly end: number;
  /** Number of the citation, from 1. */
  readonly mark: number;
}

export interface TextPart {
  readonly text: string;
  /** Citations that this part belongs to; empty: none. */
  readonly marks: readonly number[];
}

/** A text cut where citations begin and end. The parts together are the text; spans outside of it are left out. */
export function citedParts(text: string, spans: readonly CitedSpan[]): TextPart[] {
  const inside = spans.filter(({ start, end }) => start >= 0 && start < end && end <= text.length);
  const cuts = [...new Set([0, text.length, ...inside.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((end, i) => {
    const start = cuts[i]!;
    return {
      text: text.slice(start, end),
      marks: inside.filter((span) => span.start <= start && end <= span.end).map((span) => span.mark),
    };
  });
}

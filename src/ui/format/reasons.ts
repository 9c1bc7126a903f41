import type { Reason } from "../../domain/recommendation.ts";

/** What a title's reasons come down to in one sentence. */
export interface Why {
  /** Titles of the reader that speak for it, largest share first; all their ways of speaking together. */
  readonly because: readonly {
    readonly itemId: string;
    readonly title: string;
    readonly share: number;
    /** Everything this title adds comes from what the catalogue says, nothing from other readers. */
    readonly alike: boolean;
  }[];
  /** Share that comes from being much read. */
  readonly popular: number;
  /** What it has in common with those titles, by the catalogue. */
  readonly terms: readonly string[];
}

const NAMED = 2;
/** A title with less of the score is not worth a line. */
const SMALLEST_SHARE = 0.05;
const TERMS = 4;

/** The two titles that speak loudest, and how much is fame. */
export function whyOf(reasons: readonly Reason[]): Why {
  const byTitle = new Map<string, { itemId: string; title: string; share: number; alike: boolean }>();
  let popular = 0;
  for (const reason of reasons) {
    if (reason.kind === "popular") popular += reason.share;
    if (reason.itemId === null || reason.share <= 0) continue;
    const known = byTitle.get(reason.itemId);
    byTitle.set(reason.itemId, {
      itemId: reason.itemId,
      title: reason.title ?? reason.itemId,
      share: (known?.share ?? 0) + reason.share,
      alike: (known?.alike ?? true) && reason.kind === "content",
    });
  }
  const because = [...byTitle.values()]
    .sort((a, b) => b.share - a.share)
    .filter((title) => title.share >= SMALLEST_SHARE)
    .slice(0, NAMED);
  const named = new Set(because.map((title) => title.itemId));
  const terms = reasons.flatMap((reason) =>
    reason.kind === "content" && reason.itemId !== null && named.has(reason.itemId)
      ? (reason.terms ?? [])
      : [],
  );
  return { because, popular, terms: [...new Set(terms)].slice(0, TERMS) };
}

/** One reason as a row of a trace. */
export function reasonText(reason: Reason): string {
  const title = reason.title ?? reason.itemId ?? "";
  switch (reason.kind) {
    case "read":
      return `${title}: chosen by the same readers`;
    case "content":
      return `${title}: alike${reason.terms === undefined || reason.terms.length === 0 ? "" : ` in ${reason.terms.join(", ")}`}`;
    case "popular":
      return "Much read in this shop";
    case "rest":
      return "All smaller parts";
  }
}

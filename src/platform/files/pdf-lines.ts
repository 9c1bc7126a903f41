/** One line of a page, as it was set. */
export interface PdfLine {
  readonly text: string;
  /** From 1. */
  readonly page: number;
  /** Left end, right end and baseline, in points from the lower left corner of the page. */
  readonly left: number;
  readonly right: number;
  readonly y: number;
  /** Baseline as a share of the page's height, 0 at its bottom. */
  readonly height: number;
  /** Height of its letters in points. */
  readonly size: number;
}

/** A piece of text as pdf.js gives it; marks of structure have no `str`. */
type TextPiece = {
  readonly str: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly hasEOL: boolean;
};

/** Lines at the top and the bottom of a page that may run along on every page, and how far in these reach. */
const EDGE_LINES = 2;
const EDGE_SHARE = 0.12;
/** A line runs along when it stands, but for numbers, on so many pages; left and right pages may differ. */
const RUNNING_SHARE = 0.4;
const MIN_RUNNING_PAGES = 3;

/** Put the pieces of a page together into lines, in the order in which the page was written. */
export function linesOfPage(items: readonly object[], page: number, view: readonly number[]): PdfLine[] {
  const [, bottom = 0, , top = 0] = view;
  const lines: PdfLine[] = [];
  let text = "";
  let first: TextPiece | null = null;
  let last: TextPiece | null = null;
  const endLine = (): void => {
    if (first && last && text.trim() !== "") {
      const [, , , , left, y] = first.transform as [number, number, number, number, number, number];
      lines.push({
        text: text.trim(),
        page,
        left,
        right: endOf(last),
        y,
        height: (y - bottom) / (top - bottom || 1),
        size: sizeOf(first),
      });
    }
    text = "";
    first = null;
    last = null;
  };
  for (const item of items) {
    if (!isPiece(item)) continue;
    if (last !== null && item.str.trim() !== "") {
      const size = Math.max(sizeOf(last), sizeOf(item), 1);
      if (Math.abs(item.transform[5]! - last.transform[5]!) > size * 0.6) endLine();
      else if (item.transform[4]! - endOf(last) > size * 0.15 && !/\s$/.test(text)) text += " ";
    }
    // Letters in the area of private use are drawings: bullets, ornaments.
    text += item.str.replace(/[\ue000-\uf8ff]/g, "");
    if (item.str.trim() !== "") {
      first ??= item;
      last = item;
    }
    if (item.hasEOL) endLine();
  }
  endLine();
  return lines;
}

/** All lines of the pages but those that run along at their top or bottom: page numbers, the book's title. */
export function withoutRunningLines(pages: readonly (readonly PdfLine[])[]): PdfLine[] {
  const count = new Map<string, number>();
  const edges = pages.map((lines) => edgesOf(lines));
  for (const lines of edges) {
    for (const form of new Set([...lines].map(formOf))) count.set(form, (count.get(form) ?? 0) + 1);
  }
  const needed = Math.max(
    MIN_RUNNING_PAGES,
    pages.filter((lines) => lines.length > 0).length * RUNNING_SHARE,
  );
  return pages.flatMap((lines, i) =>
    lines.filter((line) => !(edges[i]!.has(line) && count.get(formOf(line))! >= needed)),
  );
}

function edgesOf(lines: readonly PdfLine[]): ReadonlySet<PdfLine> {
  const byHeight = [...lines].sort((a, b) => b.y - a.y);
  return new Set([
    ...byHeight.slice(0, EDGE_LINES).filter((line) => line.height > 1 - EDGE_SHARE),
    ...byHeight.slice(-EDGE_LINES).filter((line) => line.height < EDGE_SHARE),
  ]);
}

/** A line without its numbers, with how far up it stands: "Page 3 of 9" and "Page 4 of 9" are one. */
function formOf(line: PdfLine): string {
  const words = line.text
    .toLowerCase()
    .replace(/\d+|\b[ivxlc]+\b/g, "#")
    .replace(/\s+/g, " ");
  return `${Math.round(line.y / 4)} ${words}`;
}

function isPiece(item: object): item is TextPiece {
  return "str" in item && typeof item.str === "string";
}

function sizeOf(piece: TextPiece): number {
  return Math.abs(piece.height) || Math.hypot(piece.transform[2]!, piece.transform[3]!);
}

function endOf(piece: TextPiece): number {
  return piece.transform[4]! + piece.width;
}

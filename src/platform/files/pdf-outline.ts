import type { PDFDocumentProxy } from "unpdf/pdfjs";
import { cleanLine } from "./clean-text.ts";

/** An entry of a PDF's outline. */
export interface OutlineEntry {
  readonly title: string;
  /** 1 is outermost. */
  readonly level: number;
  /** From 1. */
  readonly page: number;
}

interface OutlineNode {
  readonly title: string;
  readonly dest: string | readonly unknown[] | null;
  readonly items: readonly OutlineNode[];
}

const MAX_LEVEL = 6;
const MAX_ENTRIES = 10_000;

/** The outline ("bookmarks") in reading order; empty where there is none, or none that can be read. */
export async function outlineOf(pdf: PDFDocumentProxy): Promise<OutlineEntry[]> {
  const entries: OutlineEntry[] = [];
  const take = async (nodes: readonly OutlineNode[], level: number): Promise<void> => {
    for (const node of nodes) {
      if (entries.length >= MAX_ENTRIES) return;
      const title = cleanLine(node.title);
      const page = await pageOf(pdf, node.dest);
      if (title !== "" && page !== null) entries.push({ title, level, page });
      if (level < MAX_LEVEL) await take(node.items, level + 1);
    }
  };
  try {
    await take(((await pdf.getOutline()) ?? []) as readonly OutlineNode[], 1);
  } catch {
    // Headings are a help, not the text: without them the pages are read all the same.
    return [];
  }
  return entries.sort((a, b) => a.page - b.page);
}

async function pageOf(pdf: PDFDocumentProxy, dest: OutlineNode["dest"]): Promise<number | null> {
  try {
    const place = typeof dest === "string" ? await pdf.getDestination(dest) : dest;
    const target = place?.[0];
    if (typeof target === "number") return target + 1;
    if (typeof target !== "object" || target === null) return null;
    return (await pdf.getPageIndex(target as Parameters<PDFDocumentProxy["getPageIndex"]>[0])) + 1;
  } catch {
    // An entry that points nowhere.
    return null;
  }
}

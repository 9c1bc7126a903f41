import { expect, it } from "vitest";
import { withoutRunningLines, type PdfLine } from "../../../../src/platform/files/pdf-lines.ts";
import type { OutlineEntry } from "../../../../src/platform/files/pdf-outline.ts";
import { writePdfText } from "../../../../src/platform/files/pdf-text.ts";
import { SectionWriter } from "../../../../src/platform/files/section-writer.ts";

/** Lines 12 points apart from the top of a page of 600 points; "" leaves one out, ">" indents. */
function page(number: number, ...texts: string[]): PdfLine[] {
  return texts
    .map((text, i) => {
      const y = 560 - 12 * i;
      const left = text.startsWith(">") ? 80 : 60;
      return { text: text.replace(/^>/, ""), page: number, left, right: 300, y, height: y / 600, size: 10 };
    })
    .filter(({ text }) => text !== "");
}

function sections(lines: PdfLine[], outline: OutlineEntry[] = []): unknown[] {
  const writer = new SectionWriter("a.pdf");
  writePdfText(writer, lines, outline);
  return writer.finish("a PDF", "").map(({ headings, text, page: on }) => [on, headings.join(" > "), text]);
}

it("keeps a hyphen that the text has elsewhere, or that a name has", () => {
  const lines = page(
    1,
    "The north-west wind and the Anglo-",
    "Saxon word of the north-",
    "west cape, a light-",
    "house.",
  );
  expect(sections(lines)).toEqual([
    [1, "", "The north-west wind and the Anglo-Saxon word of the north-west cape, a lighthouse."],
  ]);
});

it("divides paragraphs by gaps and indents, and joins a sentence over a page", () => {
  const lines = [
    ...page(
      1,
      "First line",
      "second line.",
      "",
      "After a gap.",
      "It goes on",
      ">Indented begins",
      "and stays open",
    ),
    ...page(2, "until it ends here.", "Then more."),
    ...page(3, "New page."),
  ];
  expect(sections(lines)).toEqual([
    [
      1,
      "",
      "First line second line.\n\nAfter a gap. It goes on\n\nIndented begins and stays open until it ends here. Then more.",
    ],
    [3, "", "New page."],
  ]);
});

it("puts headings of the outline where their words stand, and others at the top of their page", () => {
  const lines = [...page(1, "Some words.", "", "1 The  Lamp", "", "It burns."), ...page(2, "It burns on.")];
  const outline = [
    { title: "Cover", level: 1, page: 1 },
    { title: "1. The Lamp", level: 1, page: 1 },
    { title: "Later", level: 2, page: 2 },
  ];
  expect(sections(lines, outline)).toEqual([
    [1, "Cover", "Some words."],
    [1, "1. The Lamp", "It burns."],
    [2, "1. The Lamp > Later", "It burns on."],
  ]);
});

it("joins a heading of two lines", () => {
  const lines = page(1, "A long", "heading", "", "Text of the page, of ordinary letters and enough of them.");
  const large = lines.map((line, i) => (i < 2 ? { ...line, size: 16 } : line));
  expect(sections(large)).toEqual([
    [1, "A long heading", "Text of the page, of ordinary letters and enough of them."],
  ]);
});

const WORDS = ["One day", "the sea", "was calm", "and nobody", "sailed", "home"];

it("leaves out lines that run along on left and right pages, and keeps those that only look alike inside", () => {
  const pages = Array.from({ length: 6 }, (_, i) =>
    page(
      i,
      i % 2 === 0 ? `${i + 1} The Book` : `The Author ${i + 1}`,
      WORDS[i]!,
      ...Array<string>(8).fill(""),
      "In 1901 it rained.",
    ),
  );
  expect(withoutRunningLines(pages).map(({ text }) => text)).toEqual(
    Array.from({ length: 6 }, (_, i) => [WORDS[i], "In 1901 it rained."]).flat(),
  );
  expect(withoutRunningLines(pages.slice(0, 2))).toHaveLength(6);
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../src/core/errors.ts";
import type { ReadDocument } from "../../src/core/ports.ts";
import { fileDocumentReader } from "../../src/platform/files/document-reader.ts";
import { textFile } from "../fixtures/import/till-shop.ts";

const SEED = 20_260_301;
const RUNS = { numRuns: 300, seed: SEED };
const reader = fileDocumentReader();
const WORDS = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.stringMatching(/^[\p{L}\p{M}\p{N} .,;:!?]{0,12}$/u) },
      fc.constantFrom("\0", "\u0007", "\u00ad", "\u202e", "\u0085"),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(""));

async function read(content: string, name: string): Promise<ReadDocument | null> {
  try {
    return await reader.read(textFile(content, name));
  } catch (error) {
    if (error instanceof AppError && error.code !== "core.unexpected") return null;
    throw error;
  }
}

function expectPlain(document: ReadDocument | null): void {
  for (const { text, headings } of document?.sections ?? []) {
    for (const one of [text, ...headings]) {
      expect(one).toBe(one.normalize("NFC"));
      expect(one).toBe(one.trim());
      expect(one).not.toBe("");
      expect(one).not.toMatch(/(?!\n)\p{Cc}|[\u00ad\u202a-\u202e]/u);
    }
  }
}

/** HTML of any nesting, closed or not. */
const { html } = fc.letrec<{ html: string; element: string }>((tie) => ({
  html: fc
    .array(fc.oneof({ depthSize: "small" }, WORDS, tie("element")), { maxLength: 4 })
    .map((parts) => parts.join("")),
  element: fc
    .tuple(
      fc.constantFrom(
        ..."p div h1 h3 ul ol li table tr td th pre b a script style span blockquote br svg title template section".split(
          " ",
        ),
      ),
      tie("html"),
      fc.constantFrom("", ' hidden=""', ' style="display:none"', ' onclick="x()"', ' href="javascript:x()"'),
      fc.boolean(),
    )
    .map(
      ([name, inner, attribute, isClosed]) => `<${name}${attribute}>${inner}${isClosed ? `</${name}>` : ""}`,
    ),
}));

describe("documents of any content", () => {
  it("as HTML give plain text without markup", async () => {
    await fc.assert(
      fc.asyncProperty(html, async (content) => {
        const document = await read(content, "a.html");
        expectPlain(document);
        expect(JSON.stringify(document?.sections ?? [])).not.toMatch(/<\/?[a-z]|onclick|javascript:/);
      }),
      RUNS,
    );
  });

  it("as Markdown give plain text without HTML", async () => {
    const line = fc.tuple(
      fc.constantFrom(
        "",
        "# ",
        "## ",
        "- ",
        "1. ",
        "> ",
        "    ",
        "```\n",
        "| a | b |\n|---|---|\n| ",
        "---\n",
      ),
      fc.oneof(
        WORDS,
        html,
        WORDS.map((word) => `**${word}** [${word}](http://x "t") \`${word}\` ![${word}](y)`),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const content = lines.map(([mark, text]) => mark + text).join("\n\n");
        expectPlain(await read(content, "a.md"));
      }),
      RUNS,
    );
  });

  it("as any text or bytes are read or refused in words", async () => {
    const names = fc.constantFrom("a.txt", "a.md", "a.html", "a.csv", "a.xml", "a.epub", "a.pdf", "a");
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), names, async (content, name) => {
        expectPlain(await read(content, name));
      }),
      RUNS,
    );
  });

  it("have every word of their text, in its order", async () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    const paragraphs = fc.array(fc.array(word, { minLength: 1, maxLength: 8 }), {
      minLength: 1,
      maxLength: 8,
    });
    const textOf = (document: ReadDocument | null): string =>
      (document?.sections ?? [])
        .map(({ text }) => text)
        .join(" ")
        .replace(/\s+/g, " ");
    await fc.assert(
      fc.asyncProperty(paragraphs, async (all) => {
        const plain = all.map((words) => `q ${words.join(" ")}`);
        const expected = plain.join(" ");
        expect(textOf(await read(plain.join("\n\n"), "a.txt"))).toBe(expected);
        expect(textOf(await read(plain.join("\n\n"), "a.md"))).toBe(expected);
        expect(textOf(await read(plain.map((text) => `<p>${text}</p>`).join(""), "a.html"))).toBe(expected);
      }),
      RUNS,
    );
  });
});

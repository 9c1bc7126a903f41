import { describe, expect, it } from "vitest";
import { outline, readFile } from "./read-file.ts";

const read = async (text: string): Promise<string[]> => outline(await readFile(text, "a.md"));

describe("a Markdown file", () => {
  it("gives what its HTML would show", async () => {
    expect(
      await read(
        [
          "# The *Sea*",
          "",
          'A [link](https://example.org "t") and `a < b`, **bold**\nnext line. ![a picture](x.png)',
          "",
          "Waves\n-----",
          "- one",
          "- two",
          "",
          "> quoted",
          "",
          "| Author | Year |",
          "|---|---|",
          "| Verne | 1870 |",
          "",
          "```js",
          "let a = 1;",
          "# no heading",
          "```",
          "<script>alert(1)</script>",
          "",
          "&copy; <b>raw</b> <!-- no -->",
        ].join("\n"),
      ),
    ).toEqual([
      "The Sea: A link and a < b, bold next line.",
      "The Sea > Waves: one\ntwo\n\nquoted\n\nAuthor: Verne; Year: 1870\n\nlet a = 1;\n# no heading\n\n© raw",
    ]);
  });

  it("has title, author and language from its front matter", async () => {
    const document = await readFile(
      '---\ntitle: "The Sea"\nauthor: A. B.\nlang: fr\ntags: [x]\n---\n# Head\n\nText.',
      "a.md",
    );
    expect(document).toMatchObject({
      format: "markdown",
      title: "The Sea",
      authors: ["A. B."],
      language: "fr",
    });
    expect(outline(document)).toEqual(["Head: Text."]);
  });

  it("is known by its content under any other name", async () => {
    expect(await readFile("# One\n\nText\n\n## Two\n\nMore", "README")).toMatchObject({ format: "markdown" });
    expect(await readFile("# One line that is no heading of Markdown\n", "notes")).toMatchObject({
      format: "text",
    });
  });

  it("reads long files in parts that change nothing", async () => {
    const chapter = (i: number): string =>
      `## Chapter ${i}\n\nText ${i} *here*.\n\n- a\n\n- b\n\n\`\`\`\n## code\n\ncode\n\`\`\`\n\n`;
    const text = "# Book\n\n" + Array.from({ length: 6000 }, (_, i) => chapter(i)).join("");
    const document = await readFile(text, "a.md");
    expect(document.sections).toHaveLength(6000);
    expect(document.sections[4321]).toEqual({
      headings: ["Book", "Chapter 4321"],
      text: "Text 4321 here.\n\na\nb\n\n## code\n\ncode",
      page: null,
    });
  });

  it.each([
    ["quotations", ">".repeat(200) + " deep"],
    ["lists", Array.from({ length: 200 }, (_, i) => " ".repeat(i * 2) + "- a").join("\n") + " deep"],
    ["emphasis", "*a ".repeat(200) + "deep" + "*".repeat(200)],
    ["brackets", "[".repeat(200) + "deep" + "](x)".repeat(200)],
  ])("bears 200 levels of %s", async (_, text) => {
    expect((await read(text)).join(" ")).toContain("deep");
  });

  it.each([
    ["words", "word *bold* [a](b) `c` "],
    ["openings", "[*_`<"],
    ["quotes", ">"],
  ])("reads 10 MB of %s on one line", async (_, unit) => {
    const start = performance.now();
    await read("Begin " + unit.repeat(10_000_000 / unit.length) + "\n\n# End\n\nLast").catch(() => {});
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

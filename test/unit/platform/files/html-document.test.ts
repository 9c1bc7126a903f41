import { describe, expect, it } from "vitest";
import { outline, readFile, withCode } from "./read-file.ts";

const page = (body: string, head = ""): string =>
  `<!DOCTYPE html><html lang="de-AT"><head>${head}</head><body>${body}</body></html>`;
const read = async (body: string): Promise<string[]> => outline(await readFile(page(body), "a.html"));

describe("a web page", () => {
  it("has its title, author and language, and its text under its headings", async () => {
    const document = await readFile(
      page(
        "<h1>Das <em>Meer</em></h1><p>Ein&nbsp;Satz &amp; noch\n einer.<p>Zwei<br>Zeilen.<h2>Wellen</h2>Ohne Absatz.<h3>Leer</h3><h2>Wind</h2><div>Nord<div>Süd</div>",
        '<title>Meer &mdash; Buch</title><meta name="author" content="A. B.">',
      ),
      "a.html",
    );
    expect(document).toMatchObject({
      format: "html",
      title: "Meer — Buch",
      authors: ["A. B."],
      language: "de",
    });
    expect(outline(document)).toEqual([
      "Das Meer: Ein Satz & noch einer.\n\nZwei\nZeilen.",
      "Das Meer > Wellen: Ohne Absatz.",
      "Das Meer > Wellen: Leer",
      "Das Meer > Wind: Nord\n\nSüd",
    ]);
  });

  it("leaves out what is run, drawn, typed into or hidden", async () => {
    const hidden = [
      "<script>alert('<p>no</p>')</script>",
      "<style>p{}</style>",
      "<template><p>no</p></template>",
      "<!-- no -->",
      "<p hidden>no</p>",
      '<div style="color:red; Display : none !important"><p>no</p></div>',
      '<span style="font-size:0">no</span>',
      "<noscript>no</noscript>",
      '<svg onload="alert(1)"><title>no</title><text>no</text></svg>',
      '<iframe src="https://example.org">no</iframe>',
      "<nav><a href=x>no</a></nav>",
      "<textarea><b>no</b></textarea>",
      '<img src=x onerror="alert(1)" alt="no">',
      '<object data="x">no</object>',
      "<select><option>no</select>",
    ];
    expect(await read(`<p>yes</p>${hidden.join("")}<p>too</p>`)).toEqual(["yes\n\ntoo"]);
  });

  it("reads lists as lines and tables row by row under their header", async () => {
    expect(
      await read(
        "<ul><li>one<li><p>two</p><ul><li>inner</ul><li>three</ul><ol><li>first<li>second</ol>" +
          "<table><tr><th>Author<th>Year<tr><td>Verne<td>1870<tr><td><p>Stern</p><p>L.</p><td></table>" +
          "<table><caption>Prices</caption><tr><td>5<td>6</table>",
      ),
    ).toEqual([
      "one\ntwo\ninner\nthree\n\n1. first\n2. second\n\nAuthor: Verne; Year: 1870\n\nAuthor: Stern L.\n\nPrices\n\n5 | 6",
    ]);
  });

  it("reads a table that arranges the page as a page", async () => {
    expect(
      await read(
        "<table><tr><td>Menu<td><h1>News</h1><p>Rain.</p><table><tr><td>a<td>b</table><p>Sun.</table>End",
      ),
    ).toEqual(["Menu", "News: Rain.\n\na | b\n\nSun.\n\nEnd"]);
  });

  it("keeps code as it stands", async () => {
    expect(await read("<p>See<pre><code>if (a &lt; b) {\n\treturn 1;\n}\n</code></pre>done")).toEqual([
      "See\n\nif (a < b) {\n    return 1;\n}\n\ndone",
    ]);
  });

  it("knows its encoding", async () => {
    const latin = Uint8Array.from(Buffer.from(page("Caf\u00e9", '<meta charset="iso-8859-1">'), "latin1"));
    const greek = Uint8Array.from([
      ...Buffer.from('<meta http-equiv=Content-Type content="text/html; charset=windows-1253"><p>'),
      0xe1,
    ]);
    const wide = Uint8Array.from([0xff, 0xfe, ...Buffer.from(page("Café"), "utf16le")]);
    expect(outline(await readFile(latin, "a"))).toEqual(["Café"]);
    expect(outline(await readFile(greek, "a"))).toEqual(["α"]);
    expect(outline(await readFile(wide, "a.txt"))).toEqual(["Café"]);
  });

  it("reads XHTML whose empty elements close themselves", async () => {
    const text =
      '<?xml version="1.0"?>\n<html xmlns="x"><head><title/><script src="a"/></head><body><p/><a id="x"/><p>Yes<br/>no</p></body></html>';
    expect(outline(await readFile(text, "a.xhtml"))).toEqual(["Yes\nno"]);
  });

  it("bears tags that nobody closes, nested 4,000 deep, and refuses 100,000", async () => {
    expect(await read(`${"<div><b>".repeat(2000)}deep`)).toEqual(["deep"]);
    await expect(readFile("<p>" + "<b>".repeat(100_000), "a.html")).rejects.toThrow(
      withCode("document.too-large"),
    );
  });

  it("reads 10 MB on one line", async () => {
    const start = performance.now();
    const document = await readFile(`<p>${"word <b>bold</b> ".repeat(620_000)}`, "a.html");
    expect(performance.now() - start).toBeLessThan(8000);
    expect(document.sections.length).toBeGreaterThan(60);
  });

  it("is refused where nothing is shown", async () => {
    await expect(read("<script>1</script>")).rejects.toThrow(withCode("document.no-text"));
  });
});

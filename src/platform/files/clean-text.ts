/** Controls but for tab and line end, soft hyphens, zero-width and direction marks: nobody sees them, nobody types them. */
const UNSEEN =
  /(?![\t-\r\u0085])\p{Cc}|[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const BLANKS = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000 ]+/g;

/** Text without what only printers and screens need: controls, soft hyphens; ligatures as their letters; NFC. */
export function plainText(text: string): string {
  // Most texts are plain already.
  if (/^[\n -~]*$/.test(text)) return text;
  return text
    .replace(LINE_ENDS, "\n")
    .replace(UNSEEN, "")
    .replace(/[\ufb00-\ufb06]/g, (ligature) => ligature.normalize("NFKC"))
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .normalize("NFC");
}

/** A paragraph: `plainText`, blanks as one space, no blank lines, none around it. Single line ends stay. */
export function cleanParagraph(text: string): string {
  return plainText(text)
    .replace(BLANKS, " ")
    .replace(/ ?\n[ \n]*/g, "\n")
    .trim();
}

/** A line: a paragraph without line ends. */
export function cleanLine(text: string): string {
  return plainText(text)
    .replace(/[\s\u00a0]+/g, " ")
    .trim();
}

/** Lines whose blanks mean something, such as code: as they are, without blank lines around them; tabs are four spaces. */
export function cleanLines(text: string): string {
  return plainText(text)
    .replace(/\t/g, "    ")
    .replace(/^(?: *\n)+/, "")
    .trimEnd();
}

import { Parser } from "htmlparser2";
import { cleanLine } from "./clean-text.ts";
import { documentError } from "./document-errors.ts";
import type { SectionWriter } from "./section-writer.ts";

/** Elements inside each other; what is nested deeper was made to break readers. */
const MAX_DEPTH = 5000;
/** Elements whose content nobody reads, or that are no text: code, styles, drawings, controls, menus. */
const LEFT_OUT = new Set(
  "script style template noscript svg math iframe frameset object embed applet audio video canvas select textarea button datalist nav rp rt xmp noembed noframes".split(
    " ",
  ),
);
/** Elements that begin and end a paragraph. */
const BLOCKS = new Set(
  "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form header hgroup hr html legend main menu ol optgroup option p section summary ul".split(
    " ",
  ),
);
const HEADING = /^h[1-6]$/;
const HIDING =
  /display:none|visibility:(?:hidden|collapse)|opacity:0(?:\.0+)?(?:;|$)|font-size:0(?:px|pt|em|rem|%)?(?:;|$)/;

/** What a page says of itself. */
export interface PageFacts {
  title: string;
  language: string | null;
  author: string;
  /** Text of the first h1, or of the first heading where there is none. */
  firstHeading: string;
}

interface Table {
  /** The first row, where all its cells are headers. */
  header: readonly string[] | null;
  rows: number;
  cells: string[];
  areHeaders: boolean;
  inCell: boolean;
  /** Holds headings or tables: it arranges a page and is read as one. */
  isLayout: boolean;
}

/**
 * Takes a page piece by piece and writes what can be read of it: headings, paragraphs, lists, tables row by row.
 * A fault-tolerant HTML parser does the reading; nothing is run or fetched.
 */
export class HtmlSections {
  readonly facts: PageFacts = { title: "", language: null, author: "", firstHeading: "" };
  private readonly parser: Parser;
  private text: string[] = [];
  private depth = 0;
  /** Depth of the outermost element that is left out; 0 outside of one. */
  private skippedFrom = 0;
  private inTitle = 0;
  private heading = 0;
  private preformatted = 0;
  private readonly lists: { isOrdered: boolean; count: number; items: string[] }[] = [];
  private readonly tables: Table[] = [];

  /**
   * @param isXhtml `<p/>` then closes itself
   * @param baseLevel added to the level of each heading
   */
  constructor(
    private readonly fileName: string,
    private readonly writer: SectionWriter,
    isXhtml: boolean,
    private readonly baseLevel = 0,
  ) {
    this.parser = new Parser(
      {
        onopentag: (name, attributes) => this.open(name, attributes),
        onclosetag: (name) => this.shut(name),
        ontext: (text) => this.take(text),
      },
      { recognizeSelfClosing: isXhtml, recognizeCDATA: isXhtml },
    );
  }

  push(piece: string): void {
    this.parser.write(piece);
  }

  end(): void {
    this.parser.end();
    this.endParagraph();
  }

  private open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.depth++;
    if (this.depth > MAX_DEPTH) {
      const facts = { what: "elements inside each other", found: this.depth, limit: MAX_DEPTH };
      throw documentError("document.too-large", { name: this.fileName, ...facts });
    }
    if (this.skippedFrom > 0) return;
    if (LEFT_OUT.has(name) || isHidden(attributes)) {
      this.skippedFrom = this.depth;
      // What stands before and after a menu or a drawing is not one word.
      if (name === "nav") this.endParagraph();
      return;
    }
    if (name === "html" || name === "body") {
      this.facts.language ??= attributes["lang"]?.trim() || attributes["xml:lang"]?.trim() || null;
    }
    if (name === "title") this.inTitle = this.depth;
    else if (name === "meta") this.takeMeta(attributes);
    else if (name === "br") this.text.push("\n");
    else if (name === "td" || name === "th") this.openCell(name === "th");
    else if (name === "tr") this.openRow();
    else if (name === "table") this.openTable();
    else if (name === "li") this.openItem();
    else if (HEADING.test(name)) this.openHeading(Number(name[1]));
    else if (name === "pre") this.openLines();
    else if (BLOCKS.has(name)) this.openBlock(name);
  }

  private shut(name: string): void {
    const wasSkipped = this.skippedFrom > 0;
    if (this.skippedFrom === this.depth) this.skippedFrom = 0;
    if (this.inTitle === this.depth) this.inTitle = 0;
    this.depth = Math.max(0, this.depth - 1);
    if (wasSkipped) return;
    if (name === "td" || name === "th") this.shutCell();
    else if (name === "tr") this.shutRow();
    else if (name === "table") this.shutTable();
    else if (name === "li") this.endItem();
    else if (HEADING.test(name)) this.shutHeading();
    else if (name === "pre") this.shutLines();
    else if (name === "ul" || name === "ol") this.shutList();
    else if (BLOCKS.has(name)) this.endBlock();
  }

  private take(text: string): void {
    if (this.skippedFrom > 0) return;
    if (this.inTitle > 0) {
      if (this.facts.title.length < 1000) this.facts.title += text;
      return;
    }
    // Outside of code, a line end in the source is a blank.
    this.text.push(this.preformatted > 0 ? text : text.replace(/[\n\r\f]+/g, " "));
  }

  private takeMeta(attributes: Readonly<Record<string, string>>): void {
    const name = (attributes["name"] ?? attributes["property"] ?? "").toLowerCase();
    const content = attributes["content"] ?? "";
    if (/^(?:author|dc\.creator)$/.test(name)) this.facts.author ||= cleanLine(content);
    if (/^(?:dc\.)?language$/.test(name)) this.facts.language ??= cleanLine(content) || null;
    if (name === "og:title") this.facts.title ||= content;
  }

  private get table(): Table | null {
    const table = this.tables.at(-1);
    return table === undefined || table.isLayout ? null : table;
  }

  private openBlock(name: string): void {
    this.endBlock();
    if (name !== "ul" && name !== "ol") return;
    this.lists.push({ isOrdered: name === "ol", count: 0, items: [] });
  }

  private endBlock(): void {
    // In a heading, a cell or an item a block is one more line of it.
    if (this.heading > 0 || this.table?.inCell || this.lists.length > 0) this.text.push("\n");
    else this.endParagraph();
  }

  private endParagraph(): void {
    if (this.lists.length > 0) this.flushLists();
    const text = this.takeText();
    if (text !== "") this.writer.paragraph(text);
  }

  private takeText(): string {
    if (this.text.length === 0) return "";
    const text = this.text.join("");
    this.text = [];
    return text;
  }

  private openItem(): void {
    this.endItem();
    const list = this.lists.at(-1);
    if (list?.isOrdered) this.text.push(`${++list.count}. `);
  }

  /** An item is a line of its list, which is one paragraph. */
  private endItem(): void {
    if (this.table?.inCell || this.lists.length === 0) return this.endBlock();
    const item = cleanLine(this.takeText());
    if (item !== "" && !/^\d+\.$/.test(item)) this.lists.at(-1)!.items.push(item);
  }

  private shutList(): void {
    if (this.lists.length === 0) return this.endBlock();
    this.endItem();
    const list = this.lists.pop()!;
    const outer = this.lists.at(-1);
    if (this.table?.inCell) this.text.push(list.items.join("\n"), "\n");
    else if (outer) outer.items.push(...list.items);
    else if (list.items.length > 0) this.writer.paragraph(list.items.join("\n"));
  }

  private flushLists(): void {
    this.endItem();
    for (const list of this.lists) {
      if (list.items.length > 0) this.writer.paragraph(list.items.join("\n"));
      list.items = [];
    }
  }

  private openHeading(level: number): void {
    if (this.tables.length > 0) this.layOut();
    this.endParagraph();
    this.heading = level;
  }

  private shutHeading(): void {
    if (this.heading === 0) return;
    const line = cleanLine(this.takeText());
    if (this.heading === 1 || this.facts.firstHeading === "") this.facts.firstHeading ||= line;
    this.writer.heading(this.heading + this.baseLevel, line);
    this.heading = 0;
  }

  private openLines(): void {
    if (this.table?.inCell) return;
    this.endParagraph();
    this.preformatted++;
  }

  private shutLines(): void {
    if (this.preformatted === 0) return;
    this.preformatted--;
    if (this.preformatted === 0) this.writer.lines(this.takeText());
  }

  private openTable(): void {
    if (this.tables.length > 0) this.layOut();
    this.endParagraph();
    this.tables.push({ header: null, rows: 0, cells: [], areHeaders: true, inCell: false, isLayout: false });
  }

  private shutTable(): void {
    this.shutRow();
    this.endParagraph();
    this.tables.pop();
  }

  private openRow(): void {
    this.shutRow();
    const { table } = this;
    if (table) table.areHeaders = true;
    else this.endBlock();
  }

  private openCell(isHeader: boolean): void {
    const { table } = this;
    if (table === null) return this.endParagraph();
    if (table.inCell) this.shutCell();
    this.endParagraph();
    table.inCell = true;
    table.areHeaders &&= isHeader;
  }

  private shutCell(): void {
    const { table } = this;
    if (table === null) return this.endParagraph();
    if (!table.inCell) return;
    table.cells.push(cleanLine(this.takeText()));
    table.inCell = false;
  }

  /** A row is one line: "Author: Verne; Year: 1870" where the table has a header, "Verne | 1870" where not. */
  private shutRow(): void {
    const { table } = this;
    if (table === null) return this.endBlock();
    if (table.inCell) this.shutCell();
    const { cells } = table;
    table.cells = [];
    if (cells.length === 0) return;
    table.rows++;
    if (table.rows === 1 && table.areHeaders && cells.length > 1) {
      table.header = cells;
      return;
    }
    this.writer.paragraph(rowText(table.header, cells));
  }

  /** The tables around arrange a page: what their open rows hold so far is text like any other. */
  private layOut(): void {
    for (const table of this.tables) {
      if (table.isLayout) continue;
      table.isLayout = true;
      table.inCell = false;
      for (const cell of table.cells) this.writer.paragraph(cell);
      table.cells = [];
    }
  }
}

/** One row of a table as a line. */
export function rowText(header: readonly string[] | null, cells: readonly string[]): string {
  const filled = cells
    .map((cell, i) => ({ name: header?.[i] ?? "", cell }))
    .filter(({ cell }) => cell !== "");
  if (header === null) return filled.map(({ cell }) => cell).join(" | ");
  return filled.map(({ name, cell }) => (name === "" ? cell : `${name}: ${cell}`)).join("; ");
}

function isHidden(attributes: Readonly<Record<string, string>>): boolean {
  if (attributes["hidden"] !== undefined) return true;
  const style = attributes["style"];
  return style !== undefined && HIDING.test(style.toLowerCase().replace(/\s+|!important/g, ""));
}

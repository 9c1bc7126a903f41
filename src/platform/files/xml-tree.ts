import { Parser } from "htmlparser2";

/** An element of XML. Names are without their namespace prefix; text and elements stand in their order. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: readonly (string | XmlElement)[];
}

interface OpenElement extends XmlElement {
  readonly content: (string | XmlElement)[];
}

/** What an element that is being read may hold, all together; what lies deeper or goes further is left out. */
const MAX_DEPTH = 200;
const MAX_CHARS = 16 << 20;

/**
 * Reads XML piece by piece and hands over each element of the given names whole. Entities that a document type
 * declares are never expanded, and nothing outside the text is looked at.
 */
export class XmlElements {
  private readonly parser: Parser;
  private readonly open: OpenElement[] = [];
  private outside = 0;
  private tooDeep = 0;
  private chars = 0;
  /** Whether an element was opened, and whether all that were opened were closed again. */
  isBegun = false;
  isWhole = false;

  /**
   * @param wanted whether an element with this name is handed over whole; null: the outermost one
   * @param onElement called with each; return value ignored
   * @param onStart called with the start of each element outside of the wanted ones
   */
  constructor(
    wanted: ((name: string) => boolean) | null,
    onElement: (element: XmlElement) => void,
    onStart: (name: string, attributes: Readonly<Record<string, string>>) => void = () => {},
  ) {
    this.parser = new Parser(
      {
        onopentag: (tag, attributes) => {
          const name = localName(tag);
          this.isBegun = true;
          if (this.open.length === 0 && wanted !== null && !wanted(name)) {
            this.outside++;
            onStart(name, attributes);
          } else if (this.open.length >= MAX_DEPTH) this.tooDeep++;
          else {
            if (this.open.length === 0) this.chars = 0;
            const element = { name, attributes, content: [] };
            this.open.at(-1)?.content.push(element);
            this.open.push(element);
          }
        },
        ontext: (text) => {
          const element = this.open.at(-1);
          if (!element || this.tooDeep > 0) return;
          this.chars += text.length;
          if (this.chars <= MAX_CHARS) element.content.push(text);
        },
        onclosetag: (_, isImplied) => {
          if (this.tooDeep > 0) this.tooDeep--;
          else if (this.open.length > 0) {
            const element = this.open.pop()!;
            if (this.open.length === 0 && !isImplied) onElement(element);
          } else this.outside--;
          if (this.open.length === 0 && this.outside === 0) this.isWhole = !isImplied;
        },
      },
      { xmlMode: true },
    );
  }

  push(piece: string): void {
    this.parser.write(piece);
  }

  end(): void {
    this.parser.end();
  }
}

/** The outermost element of a small XML file; null when there is none or it is not closed. */
export function parseXml(text: string): XmlElement | null {
  let root: XmlElement | null = null;
  const reader = new XmlElements(null, (element) => {
    root ??= element;
  });
  reader.push(text);
  reader.end();
  return root;
}

/** Children with this name. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.content.filter(
    (child): child is XmlElement => typeof child !== "string" && child.name === name,
  );
}

/** All elements below with this name, in the order of the text. */
export function descendantsOf(element: XmlElement, name: string): XmlElement[] {
  return element.content.flatMap((child) =>
    typeof child === "string" ? [] : [...(child.name === name ? [child] : []), ...descendantsOf(child, name)],
  );
}

/** All text below. */
export function textOf(element: XmlElement): string {
  return element.content.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}

function localName(tag: string): string {
  return tag.slice(tag.indexOf(":") + 1);
}

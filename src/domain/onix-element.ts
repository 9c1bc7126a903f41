import { referenceName } from "./onix-tags.ts";

/** An element of an ONIX message as it was parsed, under either of its names. */
export interface OnixElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: readonly (string | OnixElement)[];
}

/** An element with its parts found by their reference names. */
export class OnixNode {
  private readonly parts = new Map<string, OnixNode[]>();

  constructor(readonly element: OnixElement) {
    for (const child of element.content) {
      if (typeof child === "string") continue;
      const name = referenceName(child.name);
      const known = this.parts.get(name);
      if (known) known.push(new OnixNode(child));
      else this.parts.set(name, [new OnixNode(child)]);
    }
  }

  /** All parts at the end of a path, "TitleDetail/TitleElement", in their order. */
  all(path: string): OnixNode[] {
    return path
      .split("/")
      .reduce<OnixNode[]>((nodes, name) => nodes.flatMap((node) => node.parts.get(name) ?? []), [this]);
  }

  /** The text of the first part at the end of a path; "" where there is none. */
  text(path: string): string {
    return this.all(path)[0]?.ownText ?? "";
  }

  has(name: string): boolean {
    return this.parts.has(name);
  }

  /** Text of this element, without that of its parts, blanks as one. */
  get ownText(): string {
    return this.element.content
      .filter((child) => typeof child === "string")
      .join("")
      .replace(/[ \t\r]+/g, " ")
      .trim();
  }
}

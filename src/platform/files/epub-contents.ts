import { cleanLine } from "./clean-text.ts";
import { childrenOf, descendantsOf, textOf, type XmlElement } from "./xml-tree.ts";

/** Where a chapter's file stands in the table of contents. */
export interface ChapterPlace {
  /** Parts above it, outermost first. */
  readonly above: readonly string[];
  readonly title: string;
}

/**
 * The first entry of each file in a book's table of contents, an EPUB 3 `nav` or an EPUB 2 NCX.
 *
 * @param resolve the path of an entry's address
 */
export function chapterPlaces(
  root: XmlElement,
  resolve: (href: string) => string,
): Map<string, ChapterPlace> {
  const places = new Map<string, ChapterPlace>();
  const put = (href: string | undefined, title: string, above: readonly string[]): void => {
    if (href === undefined || title === "") return;
    const path = resolve(href);
    if (!places.has(path)) places.set(path, { above, title });
  };
  const takePoint = (point: XmlElement, above: readonly string[]): void => {
    const title = cleanLine(childrenOf(point, "navLabel").map(textOf).join(" "));
    put(childrenOf(point, "content")[0]?.attributes["src"], title, above);
    const inner = title === "" ? above : [...above, title];
    for (const child of childrenOf(point, "navPoint")) takePoint(child, inner);
  };
  const takeList = (list: XmlElement, above: readonly string[]): void => {
    for (const item of childrenOf(list, "li")) {
      const label = childrenOf(item, "a")[0] ?? childrenOf(item, "span")[0];
      const title = label ? cleanLine(textOf(label)) : "";
      put(label?.attributes["href"], title, above);
      const inner = title === "" ? above : [...above, title];
      for (const child of childrenOf(item, "ol")) takeList(child, inner);
    }
  };
  const map = descendantsOf(root, "navMap")[0];
  if (map) for (const point of childrenOf(map, "navPoint")) takePoint(point, []);
  const navs = descendantsOf(root, "nav");
  const toc = navs.find((nav) => (nav.attributes["epub:type"] ?? "").includes("toc")) ?? navs[0];
  if (toc) for (const list of childrenOf(toc, "ol")) takeList(list, []);
  return places;
}

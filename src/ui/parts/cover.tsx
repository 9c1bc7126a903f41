import { createMemo, type JSX } from "solid-js";
import { coverDesign, PAPER } from "./cover-design.ts";
import "./cover.css";

/** A book cover drawn from title and author; decoration, the text beside it carries the name. As wide as its place. */
export function Cover(props: { readonly title: string; readonly authors: readonly string[] }): JSX.Element {
  const design = createMemo(() => coverDesign(props.title, props.authors[0] ?? ""));
  const colours = (): Record<string, string> => {
    const { cloth } = design();
    return {
      "--ground": `light-dark(${cloth.ground.join()})`,
      "--letters": `light-dark(${cloth.ink.join()})`,
      "--trim": `light-dark(${cloth.trim.join()})`,
      "--label": `light-dark(${PAPER.ground.join()})`,
      "--label-letters": `light-dark(${PAPER.ink.join()})`,
      "--title-size": `${design().titleSize}cqi`,
    };
  };
  return (
    <span class="cover" aria-hidden="true" style={colours()}>
      <span class={`cover-board cover-${design().layout}`}>
        <span class="cover-title">{props.title}</span>
        <svg viewBox="0 0 100 60">
          <path d={design().ornament} />
        </svg>
        <span class="cover-author">{props.authors.join(", ")}</span>
      </span>
    </span>
  );
}

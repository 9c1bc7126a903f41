import { render } from "solid-js/web";
import { describe, expect, it } from "vitest";
import { Cover } from "../../../src/ui/parts/cover.tsx";
import { CLOTHS, coverDesign, LAYOUTS, PAPER, textHash } from "../../../src/ui/parts/cover-design.ts";
import "../../../src/ui/style/app.css";

/** Contrast of two colours. @see WCAG 2.2, contrast ratio */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high! + 0.05) / (low! + 0.05);
}

const TITLES = [
  "Emma",
  "Pride and Prejudice",
  "Tractatus Logico-Philosophicus",
  "Narrative of the Life of Frederick Douglass, an American Slave",
  "The History of the Decline and Fall of the Roman Empire",
  "Ἰλιάς",
  "",
];

describe("a drawn cover", () => {
  it("is legible in light and dark: letters at least 4.5, ornament at least 3", () => {
    for (const tone of [0, 1] as const) {
      expect(contrast(PAPER.ground[tone], PAPER.ink[tone])).toBeGreaterThan(4.5);
      for (const cloth of CLOTHS) {
        expect(contrast(cloth.ground[tone], cloth.ink[tone]), `${cloth.name} letters`).toBeGreaterThan(4.5);
        expect(contrast(cloth.ground[tone], cloth.trim[tone]), `${cloth.name} ornament`).toBeGreaterThan(3);
      }
    }
  });

  it("is the same for the same words, and shares its cloth with the author's other books", () => {
    expect(coverDesign("Emma", "Jane Austen")).toEqual(coverDesign("Emma", "Jane Austen"));
    expect(coverDesign("Emma", "Jane Austen").cloth).toBe(coverDesign("Persuasion", "Jane Austen").cloth);
    expect(textHash("Emma")).toBe(1_861_593_431);
  });

  it("uses every cloth and layout over a few hundred titles", () => {
    const designs = Array.from({ length: 300 }, (_, i) => coverDesign(`Title ${i}`, `Author ${i}`));
    expect(new Set(designs.map((design) => design.cloth.name)).size).toBe(CLOTHS.length);
    expect(new Set(designs.map((design) => design.layout)).size).toBe(LAYOUTS.length);
  });

  it("keeps every word inside, at the size of a thumb and of a hand", () => {
    for (const width of [60, 240]) {
      for (const title of TITLES) {
        const place = document.createElement("div");
        place.style.width = `${width}px`;
        document.body.append(place);
        const stop = render(() => <Cover title={title} authors={["Johann Wolfgang von Goethe"]} />, place);
        const board = place.querySelector(".cover")!.getBoundingClientRect();
        expect(board.height).toBeCloseTo(width * 1.5, 0);
        for (const part of place.querySelectorAll(".cover-title, .cover-author, svg")) {
          const box = part.getBoundingClientRect();
          expect(part.scrollWidth, title).toBeLessThanOrEqual(Math.ceil(box.width) + 1);
          expect(box.bottom, title).toBeLessThanOrEqual(board.bottom + 0.5);
          expect(box.right, title).toBeLessThanOrEqual(board.right + 0.5);
        }
        expect(place.querySelector(".cover")!.getAttribute("aria-hidden")).toBe("true");
        stop();
        place.remove();
      }
    }
  });
});

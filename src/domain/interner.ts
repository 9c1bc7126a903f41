import { detached } from "./cell-text.ts";
import { textHigh, textLow } from "./line-identity.ts";

/** A dictionary of texts: each text has one index, in order of first appearance, and its 64-bit hash. */
export class Interner {
  readonly texts: string[] = [];
  readonly low: number[] = [];
  readonly high: number[] = [];
  private readonly indexOf = new Map<string, number>();
  private lastText = "";
  private lastIndex = -1;

  constructor(texts: readonly string[] = []) {
    for (const text of texts) this.append(text);
  }

  /** Index of the text, appended when it is new. */
  index(text: string): number {
    if (this.lastIndex >= 0 && text === this.lastText) return this.lastIndex;
    const index = this.indexOf.get(text) ?? this.append(detached(text));
    this.lastText = text;
    this.lastIndex = index;
    return index;
  }

  has(text: string): boolean {
    return this.indexOf.has(text);
  }

  private append(text: string): number {
    const index = this.texts.length;
    this.texts.push(text);
    this.low.push(textLow(text));
    this.high.push(textHigh(text));
    this.indexOf.set(text, index);
    return index;
  }
}

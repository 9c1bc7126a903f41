import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TextEmbedder } from "../../src/core/ports.ts";

const TEXTS = [
  "The whale rose beside the ship.",
  "A whale.",
  "",
  "Tax law for bakeries, revised edition.",
  "Zoë's Café — naïveté, 書く [SEP] ☃",
  "Call me Ishmael. ".repeat(400),
];

/** The suite every `TextEmbedder` passes. */
export function textEmbedderContract(name: string, open: () => Promise<TextEmbedder>): void {
  describe(`TextEmbedder: ${name}`, () => {
    let embedder: TextEmbedder;
    beforeAll(async () => {
      embedder = await open();
    }, 120_000);
    afterAll(() => embedder.dispose());

    it("gives one unit vector a text, and one a token that stands in it", async () => {
      const { dimension, vectors, tokens, tokenStart, tokenSpans } = await embedder.embed(TEXTS);
      expect(dimension).toBe(embedder.info.dimension);
      expect(vectors).toHaveLength(TEXTS.length * dimension);
      expect(tokenStart).toHaveLength(TEXTS.length + 1);
      const count = tokenStart[TEXTS.length]!;
      expect(tokens).toHaveLength(count * dimension);
      expect(tokenSpans).toHaveLength(2 * count);
      for (const rows of [vectors, tokens]) {
        for (let row = 0; row < rows.length; row += dimension) {
          const length = Math.hypot(...rows.subarray(row, row + dimension));
          expect(Math.abs(length - 1)).toBeLessThan(1e-5);
        }
      }
    });

    it("says of each token where it stands in the text as it was written", async () => {
      const text = "Zoë's Café: naïveté, 書く";
      const { tokenSpans } = await embedder.embed([text]);
      const found = [];
      for (let t = 0; t < tokenSpans.length; t += 2) found.push(text.slice(tokenSpans[t], tokenSpans[t + 1]));
      expect(found).toEqual(["Zoë", "'", "s", "Café", ":", "naïve", "té", ",", "書", "く"]);
    });

    it("keeps the order of the texts, whatever their lengths, and gives a text the same vector in any company", async () => {
      const together = await embedder.embed(TEXTS);
      for (const [i, text] of TEXTS.entries()) {
        const alone = await embedder.embed([text]);
        const row = together.vectors.subarray(i * together.dimension, (i + 1) * together.dimension);
        expect(dot(row, alone.vectors)).toBeGreaterThan(0.99999);
        const count = together.tokenStart[i + 1]! - together.tokenStart[i]!;
        expect(alone.tokenStart[1]).toBe(count);
      }
    });

    it("finds texts of like meaning alike", async () => {
      const { vectors, dimension } = await embedder.embed(TEXTS);
      const row = (i: number): Float32Array => vectors.subarray(i * dimension, (i + 1) * dimension);
      expect(dot(row(0), row(1))).toBeGreaterThan(dot(row(0), row(3)) + 0.2);
    });

    it("cuts a text at the model's most tokens", async () => {
      const { tokenStart } = await embedder.embed([TEXTS[5]!]);
      expect(tokenStart[1]).toBe(embedder.info.maxTokens - 2);
    });

    it("reports after each batch, all texts in the end, and leaves tokens out where none are wanted", async () => {
      const reports: number[] = [];
      const many = Array.from({ length: 100 }, (_, i) => `Title ${i} ${"and more ".repeat(i % 40)}`);
      const result = await embedder.embed(many, { onBatch: (done) => reports.push(done), tokens: false });
      expect(reports.length).toBeGreaterThan(1);
      expect(reports).toEqual([...reports].sort((a, b) => a - b));
      expect(reports.at(-1)).toBe(many.length);
      expect(result.tokens).toHaveLength(0);
      expect([...result.tokenStart].every((start) => start === 0)).toBe(true);
    });

    it("stops between batches when told to, and works on afterwards", async () => {
      const controller = new AbortController();
      const many = Array.from({ length: 200 }, (_, i) => `Title ${i} ${"and more ".repeat(40)}`);
      const stopped = embedder.embed(many, { signal: controller.signal, onBatch: () => controller.abort() });
      await expect(stopped).rejects.toMatchObject({ code: "core.aborted" });
      expect((await embedder.embed(["A whale."])).vectors).toHaveLength(embedder.info.dimension);
    });

    it("takes no texts at all", async () => {
      const nothing = await embedder.embed([]);
      expect(nothing.vectors).toHaveLength(0);
      expect([...nothing.tokenStart]).toEqual([0]);
    });
  });
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, d) => sum + value * b[d]!, 0);
}

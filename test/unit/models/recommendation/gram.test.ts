import { describe, expect, it } from "vitest";
import { pairsKept } from "../../../../src/models/recommendation/gram.ts";

describe("pairs kept of each title", () => {
  it("are 4,000 up to 25,000 titles, and 100 million of all beyond", () => {
    expect(pairsKept(24_915)).toBe(4000);
    expect(pairsKept(250_000)).toBe(400);
    for (const titles of [1, 25_000, 60_001, 999_999])
      expect(titles * pairsKept(titles)).toBeLessThanOrEqual(1e8);
  });
});

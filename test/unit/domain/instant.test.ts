import { describe, expect, it } from "vitest";
import { instantMs, isoInstant } from "../../../src/domain/instant.ts";

describe("instants", () => {
  it.each([0, 1, 951782399999, 1795597165604, -1])("reads and writes %d as Date does", (ms) => {
    const iso = new Date(ms).toISOString();
    expect(isoInstant(ms)).toBe(iso);
    expect(instantMs(iso)).toBe(ms);
  });

  it("is no number for what is no instant", () => {
    expect(instantMs("2026-01-01")).toBeNaN();
  });
});

import { describe, expect, it } from "vitest";
import { decodeState, encodeState } from "../../../src/models/state-codec.ts";

const parts = {
  scalars: { form: "AAdN", n: 345, nonNegative: true },
  arrays: { a: new Float64Array([1.1, Number.NaN, -0, Infinity]), none: new Float64Array(0) },
  words: { columns: Int32Array.of(7, -1, 2 ** 31 - 1), weights: Float32Array.of(0.1, Number.NaN) },
};

describe("the bytes of a state", () => {
  it("give back every scalar and every bit of every array", () => {
    const found = decodeState("ets", 2, encodeState("ets", 2, parts));
    expect(found).toEqual(parts);
    expect(Object.is(found.arrays["a"]![2], -0)).toBe(true);
  });

  it("open with SOMA, and hold the arrays at a multiple of 8", () => {
    const bytes = encodeState("ets", 2, parts);
    expect(new TextDecoder().decode(bytes.slice(0, 4))).toBe("SOMA");
    expect(bytes.length % 8).toBe(0);
    expect(new Float64Array(bytes.buffer, bytes.length - 24 - 32, 1)[0]).toBe(1.1);
  });

  it("are as before where no words are given", () => {
    const { words: _, ...older } = parts;
    const bytes = encodeState("ets", 2, older);
    expect(new TextDecoder().decode(bytes)).not.toContain("words");
    expect(decodeState("ets", 2, bytes)).toEqual({ ...older, words: {} });
  });

  it("can be read from the middle of a larger buffer", () => {
    const bytes = encodeState("ets", 2, parts);
    const larger = new Uint8Array(bytes.length + 10);
    larger.set(bytes, 5);
    expect(decodeState("ets", 2, larger.subarray(5, 5 + bytes.length))).toEqual(parts);
  });

  it("are refused when of another model or version, both named", () => {
    const bytes = encodeState("ets", 2, parts);
    expect(() => decodeState("theta", 2, bytes)).toThrow(/ets version 2.*reads theta version 2/);
    expect(() => decodeState("ets", 3, bytes)).toThrow(/ets version 2.*reads ets version 3/);
  });

  it("are refused when damaged anywhere in the header, the manifest or the length", () => {
    const bytes = encodeState("ets", 2, parts);
    const damage = (at: number, value: number): Uint8Array => {
      const copy = bytes.slice();
      copy[at] = value;
      return copy;
    };
    const damaged = [
      damage(0, 0),
      damage(4, 7),
      damage(12, 0x7d),
      damage(11, 255),
      bytes.slice(0, 10),
      bytes.slice(0, -1),
    ];
    for (const each of damaged) {
      expect(() => decodeState("ets", 2, each)).toThrow(
        expect.objectContaining({ code: "model.unknown-format" }) as Error,
      );
    }
  });
});

import { describe, expect, it } from "vitest";
import { decodeArtifact, encodeArtifact, stableJson, type Artifact } from "../../../src/registry/artifact.ts";

const expected = { kind: "demand-forecast", version: 3 };
const artifact: Artifact = {
  ...expected,
  data: { title: "Zoë", list: [1, null, { b: true, a: 0.1 }] },
  arrays: {
    weights: Float64Array.of(NaN, -0, 1 / 3),
    ids: Uint8Array.of(1, 2, 3),
    days: Int32Array.of(-5, 7),
    half: Float32Array.of(0.5),
    short: Int16Array.of(-2),
    tiny: Int8Array.of(-128),
    wide: Uint32Array.of(4294967295),
    small: Uint16Array.of(65535),
    none: new Float64Array(0),
  },
};

describe("the .bin format", () => {
  it("gives back data and arrays with every bit", () => {
    expect(decodeArtifact(encodeArtifact(artifact), expected)).toEqual(artifact);
  });

  it("reads from bytes that lie at an odd place in memory", () => {
    const bytes = encodeArtifact(artifact);
    const shifted = new Uint8Array(bytes.length + 3).subarray(3);
    shifted.set(bytes);
    expect(decodeArtifact(shifted, expected)).toEqual(artifact);
  });

  it("gives the same bytes whatever the order of keys", () => {
    const turned: Artifact = {
      arrays: Object.fromEntries(Object.entries(artifact.arrays).reverse()),
      data: { list: [1, null, { a: 0.1, b: true }], title: "Zoë" },
      version: 3,
      kind: "demand-forecast",
    };
    expect([...encodeArtifact(turned)]).toEqual([...encodeArtifact(artifact)]);
  });

  it("opens with its magic bytes and layout version, and aligns everything to 8 bytes", () => {
    const bytes = encodeArtifact(artifact);
    expect(new TextDecoder().decode(bytes.subarray(0, 8))).toBe("SOMA-BIN");
    const header = new DataView(bytes.buffer);
    expect(header.getUint32(8, true)).toBe(1);
    const manifestBytes = header.getUint32(12, true);
    expect(manifestBytes % 8).toBe(0);
    expect(bytes.length % 8).toBe(0);
    const manifest = JSON.parse(new TextDecoder().decode(bytes.subarray(16, 16 + manifestBytes))) as {
      arrays: { name: string; offset: number }[];
    };
    expect(manifest.arrays.map((span) => span.name)).toEqual(Object.keys(artifact.arrays).sort());
    expect(manifest.arrays.every((span) => span.offset % 8 === 0)).toBe(true);
    // "days" comes first: -5 as a little-endian int32.
    expect([...bytes.subarray(16 + manifestBytes, 20 + manifestBytes)]).toEqual([251, 255, 255, 255]);
  });

  it("takes Node's Buffer for the bytes it is", () => {
    const bytes = encodeArtifact({ ...expected, data: null, arrays: { raw: Buffer.from([9, 8]) } });
    expect(decodeArtifact(bytes, expected).arrays["raw"]).toEqual(Uint8Array.of(9, 8));
  });

  it("tells the kind and version it found and expected", () => {
    const bytes = encodeArtifact(artifact);
    expect(() => decodeArtifact(bytes, { kind: "demand-forecast", version: 2 }, "model.bin")).toThrow(
      "model.bin has format demand-forecast 3; this copy of the app reads demand-forecast 2.",
    );
    expect(() => decodeArtifact(bytes, { kind: "ratings", version: 3 })).toThrow("reads ratings 3");
  });

  it("tells the layout and the magic bytes it found and expected", () => {
    const layout = encodeArtifact(artifact);
    layout[8] = 2;
    expect(() => decodeArtifact(layout, expected)).toThrow("has format layout 2");
    const zip = encodeArtifact(artifact);
    zip.set([0x50, 0x4b, 3, 4]);
    expect(() => decodeArtifact(zip, expected)).toThrow('has format "PK··-BIN"');
  });

  it("calls bytes damaged at whatever place they were cut", () => {
    const bytes = encodeArtifact(artifact);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeArtifact(bytes.slice(0, length), expected)).toThrow(
        expect.objectContaining({ code: "artifact.damaged" }),
      );
    }
  });

  it("calls bytes damaged that go on after the last array", () => {
    const longer = new Uint8Array([...encodeArtifact(artifact), 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(() => decodeArtifact(longer, expected)).toThrow(
      expect.objectContaining({ code: "artifact.damaged" }),
    );
  });

  it.each([
    ["no arrays", { kind: "demand-forecast", version: 3, data: 1 }],
    ["no data", { kind: "demand-forecast", version: 3, arrays: [] }],
    ["a list", []],
    ["an array of unknown type", withSpan({ name: "x", type: "bigint64", length: 0, offset: 0 })],
    ["an array of negative length", withSpan({ name: "x", type: "int8", length: -8, offset: 0 })],
    ["an array outside", withSpan({ name: "x", type: "int8", length: 8, offset: 0 })],
    ["an array at a place that overlaps", withSpan({ name: "x", type: "int8", length: 0, offset: -8 })],
    ["an array without a name", withSpan({ type: "int8", length: 0, offset: 0 })],
  ])("calls a manifest with %s damaged", (_what, manifest) => {
    const text = JSON.stringify(manifest);
    const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
    const bytes = new Uint8Array(16 + json.length);
    bytes.set(new TextEncoder().encode("SOMA-BIN"));
    bytes[8] = 1;
    new DataView(bytes.buffer).setUint32(12, json.length, true);
    bytes.set(json, 16);
    expect(() => decodeArtifact(bytes, expected)).toThrow(
      expect.objectContaining({ code: "artifact.damaged" }),
    );
  });
});

describe("stable JSON", () => {
  it("sorts the keys of every level and leaves lists alone", () => {
    expect(stableJson({ b: [{ z: 1, a: [3, 1] }], a: null })).toBe('{"a":null,"b":[{"a":[3,1],"z":1}]}');
  });
});

function withSpan(span: object): object {
  return { kind: "demand-forecast", version: 3, data: null, arrays: [span] };
}

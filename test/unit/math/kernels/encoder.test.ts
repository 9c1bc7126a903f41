import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { encoderKernel } from "../../../../src/math/encoder/kernel.ts";
import { placeWeights } from "../../../../src/math/encoder/place-weights.ts";
import type { EncoderWeights, QuantisedMatrix } from "../../../../src/math/encoder/weights.ts";
import * as reference from "../../../../src/math/kernels/encoder/reference.ts";

const random = seededRandom(5, "encoder kernel");
const normals = (n: number, scale = 1): Float32Array =>
  Float32Array.from({ length: n }, () => scale * random.normal());
const bytes = (n: number): Int8Array =>
  Int8Array.from({ length: n }, () => Math.floor(random.next() * 256) - 128);

const [X, RESIDUAL, OUT, WHOLE, ZERO] = [0x200000, 0x240000, 0x280000, 0x2c0000, 0x2f0000] as const;

const matrix = (rows: number, columns: number): QuantisedMatrix => ({
  values: bytes(rows * columns),
  rows,
  columns,
  scales: normals(columns, 0.01),
  bias: normals(columns),
});
const norm = (width: number) => ({ weight: normals(width), bias: normals(width) });

function weights(width: number, inner: number): EncoderWeights {
  const table = { values: bytes(width), zero: 0, scale: 1 };
  const layer = {
    query: matrix(width, width),
    key: matrix(width, width),
    value: matrix(width, width),
    attentionOutput: matrix(width, width),
    attentionNorm: norm(width),
    intermediate: matrix(width, inner),
    output: matrix(inner, width),
    outputNorm: norm(width),
  };
  return {
    width,
    heads: width / 32,
    positions: 1,
    epsilon: 1e-12,
    words: table,
    places: table,
    kind: normals(width),
    embeddingNorm: norm(width),
    layers: [layer],
  };
}

function bench() {
  const given = weights(64, 96);
  const kernel = encoderKernel();
  const placed = placeWeights(kernel, given);
  kernel.memory.grow(64);
  const floats = (at: number, n: number): Float32Array => new Float32Array(kernel.memory.buffer, at, n);
  return { given: given.layers[0]!, kernel, placed: placed.layers[0]!, floats };
}

const close = (found: Float32Array, expected: ArrayLike<number>, tolerance: number): void => {
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance));
};

describe("the encoder kernel", () => {
  it("takes bytes only where the processor multiplies them exactly", () => {
    const { kernel } = bench();
    const byBytes = { "unsigned-bytes": 80_000, "signed-bytes": -22_400 } as const;
    if (kernel.arithmetic === "words") return expect(kernel.probe(200)).not.toBe(80_000);
    expect(kernel.probe(200)).toBe(byBytes[kernel.arithmetic]);
  });

  it.each([4, 5, 11])("rounds and multiplies %i rows to the reference's bits", (rows) => {
    const { given, kernel, placed, floats } = bench();
    const x = normals(rows * 64);
    floats(X, x.length).set(x);
    const shift = kernel.arithmetic === "signed-bytes" ? 128 : 0;
    kernel.quantise(X, x.length, WHOLE, shift, ZERO);
    const rounded = reference.quantise(x);
    const zero = new DataView(kernel.memory.buffer).getInt32(ZERO, true);
    const [scale] = floats(ZERO + 4, 1);
    expect([zero, scale]).toEqual([rounded.zero, rounded.scale]);
    const { packed, sums, scales, bias, groups, columns } = placed.intermediate;
    kernel.multiply(WHOLE, rows, groups, zero - shift, scale!, packed, sums, scales, bias, columns, OUT);
    const { values, scales: each, bias: added } = given.intermediate;
    expect(floats(OUT, rows * columns)).toEqual(reference.multiply(rounded, values, each, added));
  });

  it("rounds halves to even, and a row of nothing to itself", () => {
    const { kernel, floats } = bench();
    const x = new Float32Array(64).map((_, i) => (i < 2 ? 255 * i : i / 2));
    for (const given of [x, new Float32Array(64)]) {
      floats(X, 64).set(given);
      kernel.quantise(X, 64, WHOLE, 0, ZERO);
      const found =
        kernel.arithmetic === "words"
          ? new Int16Array(kernel.memory.buffer, WHOLE, 64)
          : new Uint8Array(kernel.memory.buffer, WHOLE, 64);
      expect([...found]).toEqual([...reference.quantise(given).values]);
    }
  });

  it("puts query, key and value side by side", () => {
    const { given, kernel, placed, floats } = bench();
    const x = normals(4 * 64);
    floats(X, x.length).set(x);
    const shift = kernel.arithmetic === "signed-bytes" ? 128 : 0;
    kernel.quantise(X, x.length, WHOLE, shift, ZERO);
    const rounded = reference.quantise(x);
    const { packed, sums, scales, bias, groups, columns } = placed.projection;
    kernel.multiply(
      WHOLE,
      4,
      groups,
      rounded.zero - shift,
      rounded.scale,
      packed,
      sums,
      scales,
      bias,
      columns,
      OUT,
    );
    const key = reference.multiply(rounded, given.key.values, given.key.scales, given.key.bias);
    for (let row = 0; row < 4; row++) {
      const found = floats(OUT + (row * columns + 64) * 4, 64);
      expect(found).toEqual(key.slice(row * 64, row * 64 + 64));
    }
  });

  it("normalises a sum of rows", () => {
    const { given, kernel, placed, floats } = bench();
    const [x, residual] = [normals(4 * 64), normals(4 * 64)];
    floats(X, x.length).set(x);
    floats(RESIDUAL, x.length).set(residual);
    const { weight, bias } = placed.outputNorm;
    kernel.normalise(X, RESIDUAL, 4, 64, weight, bias, 1e-12, OUT);
    const { outputNorm: norms } = given;
    close(floats(OUT, 256), reference.normalise(x, residual, norms.weight, norms.bias, 1e-12), 1e-5);
  });

  it.each([1, 7, 16, 33])("attends over %i tokens, whatever stands behind them", (rows) => {
    const { kernel, floats } = bench();
    const parts = [normals(rows * 32), normals(rows * 32), normals(rows * 32)] as const;
    floats(X, 80 * 96).fill(Infinity);
    parts.forEach((part, p) => {
      for (let r = 0; r < rows; r++)
        floats(X + (r * 96 + p * 32) * 4, 32).set(part.subarray(r * 32, r * 32 + 32));
    });
    kernel.attend(X, X + 128, X + 256, 384, rows, 0.5, RESIDUAL, WHOLE, OUT, 128);
    close(floats(OUT, rows * 32), reference.attend(...parts, 32, 0.5, Math.exp), 1e-5);
  });

  it("has the Gaussian error function's gelu", () => {
    const { kernel, floats } = bench();
    // Φ(x) · x for x = -6, -2, -1, -.5, 0, .5, 1, 3, from tables of the normal distribution.
    floats(X, 8).set([-6, -2, -1, -0.5, 0, 0.5, 1, 3]);
    kernel.gelu(X, 8);
    const known = [0, -0.0455003, -0.1586553, -0.1542688, 0, 0.3457312, 0.8413447, 2.9959503];
    close(floats(X, 8), known, 1e-6);
  });
});

import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { adam, gate, gateBack, multiply } from "../../../../src/math/kernels/net/reference.ts";
import { netMemory, padded } from "../../../../src/math/neural-net/net-memory.ts";

const random = seededRandom(5, "net kernel");
const numbers = (count: number): number[] =>
  Array.from({ length: count }, () => Math.fround(random.normal()));
const rowsOf = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => numbers(columns));

describe("the kernel of nets", () => {
  const memory = netMemory([8, 8], 4);
  const { kernel } = memory;
  const place = (values: readonly number[]): number => {
    const address = memory.room(values.length);
    memory.floats(address, values.length).set(values);
    return address;
  };

  for (const [rows, steps, columns] of [
    [4, 1, 8],
    [8, 13, 16],
    [12, 40, 24],
  ] as const) {
    it(`multiplies, plainly and with the first matrix turned: ${rows} × ${steps} × ${columns}`, () => {
      const [a, b, bias] = [rowsOf(rows, steps), rowsOf(steps, columns), numbers(columns)];
      const expected = multiply(a, b, bias).flat();
      const turnedA = Array.from({ length: steps }, (_, k) => a.map((row) => row[k]!));
      const [from, turned, to, start] = [a.flat(), turnedA.flat(), b.flat(), bias].map(place) as [
        number,
        number,
        number,
        number,
      ];
      const out = memory.room(rows * columns);
      for (const [address, aRow, aStep] of [
        [from, 4 * steps, 4],
        [turned, 4, 4 * rows],
      ] as const) {
        kernel.multiply(address, aRow, aStep, rows, steps, to, columns, start, out);
        memory.floats(out, rows * columns).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
      }
      kernel.multiply(from, 4 * steps, 4, rows, steps, to, columns, 0, out);
      const first = memory.floats(out, 1)[0]!;
      expect(first).toBeCloseTo(expected[0]! - bias[0]!, 4);
      kernel.transpose(to, steps, columns, out);
      const back = memory.floats(out, steps * columns);
      expect([...back]).toEqual(Array.from({ length: columns }, (_, j) => b.map((row) => row[j]!)).flat());
      kernel.sumRows(to, steps, columns, out);
      const sums = multiply(
        [Array.from({ length: steps }, () => 1)],
        b,
        bias.map(() => 0),
      )[0]!;
      memory.floats(out, columns).forEach((value, j) => expect(value).toBeCloseTo(sums[j]!, 4));
    });
  }

  it("gates, forwards and back", () => {
    const [z, d] = [[...numbers(12), -9, 9, 0, 200], numbers(16)];
    const mask = z.map((_, i) => (i % 3 === 0 ? 0 : 1.5));
    const [zs, ds, masks, out] = [z, d, mask, mask].map(place) as [number, number, number, number];
    kernel.gate(zs, masks, 16, out);
    kernel.gateBack(ds, zs, masks, 16);
    const [values, slopes] = [gate(z, mask), gateBack(d, z, mask)];
    memory.floats(out, 16).forEach((value, i) => expect(value).toBeCloseTo(values[i]!, 4));
    memory.floats(ds, 16).forEach((value, i) => expect(value).toBeCloseTo(slopes[i]!, 5));
    kernel.gate(zs, 0, 16, out);
    expect(memory.floats(out, 16)[0]).toBeCloseTo(gate(z.slice(0, 1), [1])[0]!, 6);
  });

  it("steps as Adam does", () => {
    const constants = {
      rate: 0.01,
      keep: 0.99,
      beta1: 0.9,
      beta2: 0.999,
      correct1: 0.19,
      correct2: 0.001999,
      epsilon: 1e-7,
    };
    const [w, g, m] = [numbers(8), numbers(8), numbers(8)];
    const v = numbers(8).map(Math.abs);
    const expected = w.map((_, i) => adam({ w: w[i]!, g: g[i]!, m: m[i]!, v: v[i]! }, constants));
    const [ws, gs, ms, vs] = [w, g, m, v].map(place) as [number, number, number, number];
    const { rate, keep, beta1, beta2, correct1, correct2, epsilon } = constants;
    kernel.adam(ws, gs, ms, vs, 8, rate, keep, beta1, beta2, correct1, correct2, epsilon);
    const found = [ws, ms, vs].map((address) => [...memory.floats(address, 8)]);
    expected.forEach((one, i) =>
      [one.w, one.m, one.v].forEach((value, part) => expect(found[part]![i]).toBeCloseTo(value, 5)),
    );
  });

  it("keeps a net's numbers through its padded memory", () => {
    const small = netMemory([3, 5, 2], 4);
    const block = small.block();
    const all = Float32Array.from(numbers(3 * 5 + 5 + 5 * 2 + 2));
    small.write(block, all);
    expect(small.read(block)).toEqual(all);
    expect(padded(5)).toBe(8);
  });
});

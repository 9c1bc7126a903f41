import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { csrFromEntries } from "../../../src/math/sparse/csr-matrix.ts";
import { packMatrix, unpackMatrix } from "../../../src/training/packed-matrix.ts";

const open = (arrays: unknown): Readonly<Record<string, never>> => arrays as Readonly<Record<string, never>>;

describe("a packed matrix", () => {
  const random = seededRandom(5, "packed");
  const rows: number[] = [];
  const columns: number[] = [];
  for (let i = 0; i < 4000; i++) {
    rows.push(random.integer(40));
    columns.push(random.integer(70_000));
  }
  const values = rows.map(() => random.normal());
  const matrix = csrFromEntries(41, 70_000, rows, columns, values);

  it("keeps every place, and every weight to half a step of the square-root scale", () => {
    const packed = packMatrix("m", matrix);
    const back = unpackMatrix("m", 70_000, open(packed));
    expect({ ...back, values: null }).toEqual({ ...matrix, values: null });
    for (let row = 0; row < 41; row++) {
      const [from, to] = [matrix.rowStart[row]!, matrix.rowStart[row + 1]!];
      const scale = matrix.values
        .subarray(from, to)
        .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (let at = from; at < to; at++) {
        const root = (value: number): number => Math.sign(value) * Math.sqrt(Math.abs(value) / scale);
        expect(Math.abs(root(back.values[at]!) - root(matrix.values[at]!))).toBeLessThan(0.501 / 127);
      }
    }
  });

  it("packs what it unpacked to the same bytes", () => {
    const packed = packMatrix("m", matrix);
    expect(packMatrix("m", unpackMatrix("m", 70_000, open(packed)))).toEqual(packed);
  });

  it("takes less than 4 bytes an entry here, and none for an empty matrix", () => {
    const bytes = (packed: ReturnType<typeof packMatrix>): number =>
      Object.values(packed).reduce((sum, array) => sum + array.byteLength, 0);
    expect(bytes(packMatrix("m", matrix)) / matrix.values.length).toBeLessThan(4);
    expect(bytes(packMatrix("m", csrFromEntries(0, 0, [], [])))).toBe(0);
  });
});

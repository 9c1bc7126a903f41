import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { dataRows, tableRows, type TabularData, type TabularTable } from "../../src/models/tabular.ts";
import { encoded, fitEncoder } from "../../src/training/tabular/encode-categories.ts";
import golden from "./encodings.json" with { type: "json" };

const { genre, categories, folds, tolerance } = golden;
const data = (y: readonly number[] = genre.map(() => 0)): TabularData => ({
  rows: genre.length,
  target: Float64Array.from(y),
  columns: [
    {
      kind: "category",
      name: "genre",
      categories,
      values: Int32Array.from(genre, (word) => categories.indexOf(word)),
    },
  ],
});
const rowsOf = ({ rows, columns }: TabularTable): number[][] =>
  Array.from({ length: rows }, (_, row) => columns.map(({ values }) => values[row]!));
const near = (found: readonly number[][], wanted: readonly (readonly number[])[]): void =>
  found.forEach((row, i) =>
    row.forEach((value, c) => expect(Math.abs(value - wanted[i]![c]!)).toBeLessThan(tolerance)),
  );

describe(`encodings of categories, beside ${golden.library}`, () => {
  it.each([
    ["one-hot", golden.onehot],
    ["label", golden.ordinal.map((place) => [place])],
    ["hashed", golden.hashed],
  ] as const)("are its encoders: %s", (encoding, wanted) => {
    const { encoder, table } = fitEncoder(data(), { genre: encoding }, 0, seededRandom(1));
    expect(rowsOf(table)).toEqual(wanted);
    expect(rowsOf(encoded(encoder, data()))).toEqual(wanted);
  });

  it.each([
    ["continuous", 0],
    ["binary", 2],
    ["multiclass", 3],
  ] as const)("are TargetEncoder, of all rows and across folds: %s", (kind, classes) => {
    const { y, all, crossed } = golden[kind];
    const rows = data(y);
    const fit = (own: TabularData) => fitEncoder(own, { genre: "target" }, classes, seededRandom(1)).encoder;
    near(rowsOf(encoded(fit(rows), rows)), all);
    folds.forEach((test, fold) => {
      const others = Array.from({ length: rows.rows }, (_, row) => row).filter((row) => !test.includes(row));
      near(rowsOf(encoded(fit(dataRows(rows, others)), tableRows(rows, test))), crossed[fold]!);
    });
  });
});

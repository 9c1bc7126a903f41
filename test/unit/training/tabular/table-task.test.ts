import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import type { TabularTable } from "../../../../src/models/tabular.ts";
import { permutationImportances } from "../../../../src/training/tabular/table-task.ts";

describe("importance by permutation", () => {
  const random = seededRandom(3);
  const told = Float64Array.from({ length: 200 }, () => random.normal());
  const table: TabularTable = {
    rows: 200,
    columns: [
      { kind: "numeric", name: "told", values: told },
      {
        kind: "category",
        name: "silent",
        values: Int32Array.from(told, (_, r) => r % 3),
        categories: ["a", "b", "c"],
      },
    ],
  };
  const before = structuredClone(table);
  const loss = ({ columns }: TabularTable): number =>
    told.reduce((sum, value, r) => sum + (3 * value - 3 * columns[0]!.values[r]!) ** 2, 0) / 200;

  it("is what losing the column costs, and leaves the table as it was", () => {
    const [first, second] = permutationImportances(loss, table, 5, seededRandom(4));
    // Twice the variance of 3x, for a shuffled copy is as good as unrelated.
    expect(first!.mean).toBeGreaterThan(14);
    expect(first!.mean).toBeLessThan(22);
    expect(first!.deviation).toBeGreaterThan(0);
    expect(second).toEqual({ mean: 0, deviation: 0 });
    expect(table).toEqual(before);
  });

  it("of one column does not depend on which others there are", () => {
    const alone = permutationImportances(
      loss,
      { ...table, columns: table.columns.slice(0, 1) },
      2,
      seededRandom(4),
    );
    expect(alone[0]).toEqual(permutationImportances(loss, table, 2, seededRandom(4))[0]);
  });
});

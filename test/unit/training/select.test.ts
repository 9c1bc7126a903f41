import { describe, expect, it } from "vitest";
import { bestOfGroups, selectCandidates, type BacktestErrors } from "../../../src/training/select.ts";

/** Errors from rows [series][origin][candidate]. */
function errorsOf(
  rows: readonly (readonly (readonly number[])[])[],
  group: readonly number[],
): BacktestErrors {
  return {
    series: rows.length,
    origins: rows[0]!.length,
    candidates: rows[0]![0]!.length,
    rmsse: Float64Array.from(rows.flat(2)),
    group: Uint8Array.from(group),
  };
}

describe("selectCandidates", () => {
  it("lets a group of many similar series outvote one series' few origins", () => {
    const usual = [
      [1, 2],
      [1, 2],
    ];
    const odd = [
      [1.1, 1],
      [1.1, 1],
    ];
    const rows = [...Array.from({ length: 30 }, () => usual), odd];
    const chosen = selectCandidates(
      errorsOf(
        rows,
        rows.map(() => 0),
      ),
      [0, 1],
      0,
    );
    expect([...chosen]).toEqual(rows.map(() => 0));
  });

  it("follows a series that differs from its group clearly enough", () => {
    const usual = [
      [1, 1.01],
      [1, 1.01],
    ];
    const odd = [
      [3, 1],
      [3, 1],
    ];
    const rows = [...Array.from({ length: 30 }, () => usual), odd];
    expect(
      selectCandidates(
        errorsOf(
          rows,
          rows.map(() => 0),
        ),
        [0, 1],
        0,
      )[30],
    ).toBe(1);
  });

  it("judges each group by itself", () => {
    const a = [[1, 2]];
    const b = [[2, 1]];
    const errors = errorsOf([a, a, b, b], [0, 0, 1, 1]);
    expect([...selectCandidates(errors, [0], 0)]).toEqual([0, 0, 1, 1]);
    expect(bestOfGroups(errors, [0], 1)).toEqual([[0], [1]]);
  });

  it("looks at the given origins only", () => {
    const errors = errorsOf(
      [
        [
          [1, 2],
          [9, 1],
        ],
        [
          [1, 2],
          [9, 1],
        ],
      ],
      [0, 0],
    );
    expect([...selectCandidates(errors, [0], 1)]).toEqual([0, 0]);
    expect([...selectCandidates(errors, [1], 0)]).toEqual([1, 1]);
  });

  it("takes the earlier of equals, skips what failed, and falls back when nothing was measured", () => {
    expect(selectCandidates(errorsOf([[[1, 1]]], [0]), [0], 1)[0]).toBe(0);
    expect(selectCandidates(errorsOf([[[NaN, 1, 2]], [[NaN, 1, 2]]], [0, 0]), [0], 2)[0]).toBe(1);
    expect(selectCandidates(errorsOf([[[NaN, NaN]]], [0]), [0], 1)[0]).toBe(1);
    expect(selectCandidates(errorsOf([[[1, 2]]], [0]), [], 1)[0]).toBe(1);
    expect(bestOfGroups(errorsOf([[[NaN, NaN]]], [0]), [0], 2)).toEqual([]);
  });

  it("does not let a hard month count against whoever forecast it", () => {
    // candidate 0 was only tried in the hard month, where it was better
    const rows = Array.from({ length: 20 }, () => [
      [NaN, 1, 1.2],
      [5, 6, 6.2],
    ]);
    expect(
      selectCandidates(
        errorsOf(
          rows,
          rows.map(() => 0),
        ),
        [0, 1],
        2,
      )[0],
    ).toBe(0);
    expect(
      bestOfGroups(
        errorsOf(
          rows,
          rows.map(() => 0),
        ),
        [0, 1],
        2,
      ),
    ).toEqual([[0, 1]]);
  });
});

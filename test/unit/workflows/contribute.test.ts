import { describe, expect, it } from "vitest";
import { nodeRandom } from "../../../src/platform/node/secrets.ts";
import { contribute, type ContributeRequest } from "../../../src/workflows/contribute.ts";
import { encodeArtifact, type Json } from "../../../src/registry/artifact.ts";
import { decodeContributions, encodeContributions } from "../../../src/workflows/contribution-file.ts";

const context = { random: nodeRandom, clock: { isoNow: () => "2026-11-20T10:00:00Z", monotonicMs: () => 0 } };
const table = (rows: readonly (readonly [string, string])[]): ContributeRequest["interactions"] => ({
  fileName: "loyalty.csv",
  columns: ["card", "isbn"],
  cells: [rows.map(([user]) => user), rows.map(([, item]) => item)],
});
const request: ContributeRequest = {
  interactions: table([
    ["secret-card-1", "a"],
    ["secret-card-1", "b"],
    ["secret-card-1", "b"],
    ["secret-card-2", "c"],
    ["secret-card-2", "unlisted"],
  ]),
  userColumn: "card",
  itemColumn: "isbn",
  titles: ["a", "b", "c", "d"],
  settings: { epsilon: 20, delta: 0, clip: 2, itemShare: 0.2 },
  budget: { epsilon: 50, delta: 0 },
  ledger: null,
};
const code = (error: string): unknown => expect.objectContaining({ code: error });

describe("a contribution", () => {
  it("counts pairs under noise, and says to the person here what was left out", () => {
    const result = contribute(request, context);
    expect(result).toMatchObject({ readers: 2, readersClipped: 0, rowsOutsideTheList: 1 });
    const { pairs, items } = result.contribution.counts;
    // Scale 500: beyond 15,000 with probability exp(-30).
    expect(Math.abs(pairs[0]! - 8000)).toBeLessThan(15_000);
    expect(pairs).toHaveLength(6);
    expect(items).toHaveLength(4);
    expect(result.spentEpsilon).toBe(20);
  });

  it("keeps its ledger, and counts nothing once the budget is spent", () => {
    const first = contribute(request, context);
    const second = contribute({ ...request, ledger: first.ledger }, context);
    expect(second.spentEpsilon).toBe(40);
    expect(() => contribute({ ...request, ledger: second.ledger }, context)).toThrow(
      code("privacy.budget-spent"),
    );
    const { entries } = JSON.parse(second.ledger) as { entries: { id: string }[] };
    expect(entries).toHaveLength(2);
    expect(entries[0]!.id).not.toBe(entries[1]!.id);
  });

  it("refuses a ledger it cannot read or of another budget", () => {
    const { ledger } = contribute(request, context);
    const other = { ...request, budget: { epsilon: 80, delta: 0 }, ledger };
    expect(() => contribute(other, context)).toThrow(code("privacy.other-budget"));
    for (const text of ["", "{}", "null", ledger.replace("discrete-laplace", "magic"), ledger.slice(0, -9)]) {
      expect(() => contribute({ ...request, ledger: text }, context)).toThrow(code("privacy.bad-ledger"));
    }
  });

  it("needs both cells of a row", () => {
    const broken = { ...request, interactions: table([["", "a"]]) };
    expect(() => contribute(broken, context)).toThrow(code("table.empty-cell"));
    expect(() => contribute({ ...request, interactions: table([]) }, context)).toThrow(code("table.no-rows"));
  });
});

describe("its file", () => {
  for (const delta of [0, 1e-6]) {
    it(`comes back as it was and names no reader (δ ${delta})`, async () => {
      const budget = { epsilon: 50, delta };
      const { contribution } = contribute(
        { ...request, budget, settings: { ...request.settings, delta } },
        context,
      );
      const bytes = await encodeContributions(contribution);
      expect(await decodeContributions(bytes, "tablet.bin")).toEqual(contribution);
      expect(Buffer.from(bytes).toString("latin1")).not.toContain("secret-card");
      expect(Buffer.from(bytes).toString("latin1")).not.toContain("unlisted");
    });
  }

  it("is refused when a single count was changed, and read in the format without a hash", async () => {
    const { contribution } = contribute(request, context);
    const bytes = await encodeContributions(contribution);
    bytes[bytes.length - 8]! ^= 1;
    await expect(decodeContributions(bytes, "x")).rejects.toThrow(code("privacy.bad-contribution"));
    const { counts, parts, ...rest } = contribution;
    const data = { ...rest, unit: "reader", parts: parts as unknown as Json };
    const arrays = { pairs: counts.pairs, items: counts.items };
    const old = encodeArtifact({ kind: "reader-pairs", version: 1, data, arrays });
    expect(await decodeContributions(old, "x")).toEqual(contribution);
  });

  it("is refused when it is damaged or something else", async () => {
    const { contribution } = contribute(request, context);
    const bytes = await encodeContributions(contribution);
    await expect(decodeContributions(bytes.slice(0, -8), "x")).rejects.toThrow(
      code("privacy.bad-contribution"),
    );
    await expect(decodeContributions(new Uint8Array(40), "x")).rejects.toThrow(
      code("artifact.unknown-format"),
    );
    const bad = [
      { ...contribution, titles: ["a"] },
      { ...contribution, parts: [] },
      { ...contribution, parts: [{ ...contribution.parts[0]!, noise: 0.5 }] },
      { ...contribution, mechanism: "discrete-gaussian" as const },
      {
        ...contribution,
        counts: { ...contribution.counts, pairs: new Float64Array(6) as unknown as Int32Array },
      },
    ];
    for (const one of bad) {
      await expect(decodeContributions(await encodeContributions(one), "x")).rejects.toThrow(
        code("privacy.bad-contribution"),
      );
    }
  });
});

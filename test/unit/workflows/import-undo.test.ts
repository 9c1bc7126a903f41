import { describe, expect, it } from "vitest";
import { dayNumber } from "../../../src/domain/calendar.ts";
import type { SaleColumns } from "../../../src/domain/dataset.ts";
import { rejectedRows } from "../../../src/workflows/import-rejects.ts";
import { undoImport } from "../../../src/workflows/import-undo.ts";
import { tillShop } from "../../fixtures/import/till-shop.ts";

const MONDAY = dayNumber(2026, 3, 2);
const HEADER = "Date,SKU,Qty,Title,Store,Customer\n";

describe("taking an import back", () => {
  it("restores the shop as it was before", async () => {
    const shop = await tillShop();
    await shop.bring(`${HEADER}2026-03-02,A1,2,Emma,North,C1\n`);
    const before = { ...(await shop.record()), revision: 0 };
    const items = await shop.items();
    const demand = await shop.demand();
    const { record } = await shop.bring(
      `${HEADER}2026-03-02,A1,2,Emma,North,C1\n2026-03-05,A1,1,Emma (new),South,C2\n2026-03-05,B2,4,Persuasion,,\nnever,X,1,,,\n`,
    );
    expect(await shop.items()).toEqual({ id: ["A1", "B2"], title: ["Emma (new)", "Persuasion"] });
    const after = await undoImport(shop.context, shop.id, record.importId);
    expect({ ...after, revision: 0 }).toEqual(before);
    expect(after.revision).toBe(3);
    expect(await shop.record()).toEqual(after);
    expect(await shop.items()).toEqual(items);
    expect(await shop.demand()).toEqual(demand);
    expect(await shop.database.read("sales", `${shop.id}/stores`)).toEqual(["North"]);
    expect(await shop.database.read("sales", `${shop.id}/customers`)).toEqual(["C1"]);
    expect(await shop.database.keys("sales", `${shop.id}/lines/`)).toHaveLength(1);
    expect(await rejectedRows(shop.database, record.importId, 0, 5)).toEqual([]);
  });

  it("keeps what a later file also held, and numbers the remaining entries anew", async () => {
    const shop = await tillShop();
    const first = await shop.bring(
      `${HEADER}2026-03-02,A1,2,Emma,North,C1\n2026-03-02,B2,1,Persuasion,South,C2\n`,
    );
    const second = await shop.bring(
      `${HEADER}2026-03-02,B2,1,Persuasion,South,C2\n2026-03-03,C3,3,Sanditon,South,\n`,
    );
    expect(second.record).toMatchObject({ added: 1, alreadyKnown: 1 });
    await undoImport(shop.context, shop.id, first.record.importId);
    expect(await shop.items()).toEqual({ id: ["B2", "C3"], title: ["Persuasion", "Sanditon"] });
    expect(await shop.demand()).toMatchObject({
      B2: { units: { [MONDAY]: 1 } },
      C3: { units: { [MONDAY + 1]: 3 } },
    });
    const lines = (await shop.database.read(
      "sales",
      `${shop.id}/lines/${second.record.importId}`,
    )) as SaleColumns;
    expect([[...lines.item], [...lines.store], [...lines.customer]]).toEqual([
      [0, 1],
      [1, 1],
      [1, 0],
    ]);
    expect(await shop.database.read("sales", `${shop.id}/stores`)).toEqual(["South"]);
    // The same file again is still known, line by line.
    const again = await shop.bring(`${HEADER}2026-03-02,B2,1,Persuasion,South,C2\n`);
    expect(again.record).toMatchObject({ added: 0, alreadyKnown: 1 });
  });

  it("of the only import leaves an empty shop", async () => {
    const shop = await tillShop();
    const { record } = await shop.bring(`${HEADER}2026-03-02,A1,2,Emma,North,C1\n`);
    const after = await undoImport(shop.context, shop.id, record.importId);
    expect(after).toMatchObject({ firstDay: null, lastDay: null, itemCount: 0, lineCount: 0, imports: [] });
    expect(await shop.demand()).toEqual({});
  });

  it("is refused for an import that is not there, or that changed entries in place", async () => {
    const shop = await tillShop();
    await expect(undoImport(shop.context, shop.id, "x.1")).rejects.toMatchObject({
      code: "import.unknown-import",
    });
    const { record } = await shop.bring("SKU,Title,Author\nA1,Emma,Jane Austen\n");
    await expect(undoImport(shop.context, shop.id, record.importId)).rejects.toMatchObject({
      code: "import.not-undoable",
    });
  });
});

import { expect, it } from "vitest";
import { TABLE_BITS, tableBits } from "../../fixtures/table-bits.ts";

it("models of tables are trained to Node's bytes in Chromium", async () => {
  expect(await tableBits()).toEqual(TABLE_BITS);
}, 120_000);

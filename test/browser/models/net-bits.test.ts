import { expect, it } from "vitest";
import { NET_BITS, netBits } from "../../fixtures/net-bits.ts";

it("nets are trained and predict to Node's bits in Chromium", async () => {
  expect(await netBits()).toEqual(NET_BITS);
});

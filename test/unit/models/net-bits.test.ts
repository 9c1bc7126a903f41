import { expect, it } from "vitest";
import { NET_BITS, netBits } from "../../fixtures/net-bits.ts";

it("nets are trained and predict to their known bits in Node", async () => {
  expect(await netBits()).toEqual(NET_BITS);
});

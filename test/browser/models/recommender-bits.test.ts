import { expect, it } from "vitest";
import { RECOMMENDER_BITS, recommenderBits } from "../../fixtures/recommender-bits.ts";

it("recommenders are trained and tuned to Node's bits in Chromium", async () => {
  expect(await recommenderBits()).toEqual(RECOMMENDER_BITS);
});

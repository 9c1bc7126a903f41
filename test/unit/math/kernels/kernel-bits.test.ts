import { expect, it } from "vitest";
import { KERNEL_BITS, kernelBits } from "../../../fixtures/kernel-bits.ts";

it("the kernels of vectors and factors give their known bits in Node", () => {
  expect(kernelBits()).toEqual(KERNEL_BITS);
});

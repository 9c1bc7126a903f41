import { expect, it } from "vitest";
import { KERNEL_BITS, kernelBits } from "../../fixtures/kernel-bits.ts";

it("the kernels of vectors and factors give Node's bits in Chromium", () => {
  expect(kernelBits()).toEqual(KERNEL_BITS);
});

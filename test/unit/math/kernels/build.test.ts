import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { kernelModule, kernelNames } from "../../../../scripts/build-kernels.mjs";
import { bytesFromBase64 } from "../../../../src/math/kernels/base64.ts";

const kernels = fileURLToPath(new URL("../../../../src/math/kernels", import.meta.url));

describe("committed kernels", () => {
  it.each(kernelNames())("%s is what its source compiles to, byte for byte", async (name) => {
    const committed = readFileSync(join(kernels, name, "module.ts"), "utf8");
    expect(committed === (await kernelModule(name)), `run: node scripts/build-kernels.mjs ${name}`).toBe(
      true,
    );
  });
});

describe("bytesFromBase64", () => {
  it.each([0, 1, 2, 3, 4, 255])("gives back %i bytes", (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + 251) & 255);
    expect(bytesFromBase64(Buffer.from(bytes).toString("base64"))).toEqual(bytes);
  });
});

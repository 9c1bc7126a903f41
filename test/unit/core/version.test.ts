import { expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { CODE_VERSION } from "../../../src/core/version.ts";

it("is the version of the package", () => {
  expect(CODE_VERSION).toBe(packageJson.version);
});

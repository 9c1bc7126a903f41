import { describe, expect, it } from "vitest";
import { errorEnvelope, errorFromEnvelope } from "../../../src/core/error-envelope.ts";
import { AppError, coreError } from "../../../src/core/errors.ts";

const roundTrip = (thrown: unknown): AppError => errorFromEnvelope(structuredClone(errorEnvelope(thrown)));

describe("the error envelope", () => {
  it("gives back class, kind, code, message, remedy, details and stack", () => {
    const error = new AppError("data", "x.y", "Found 1.", "Do that.", { found: 1, list: ["a"] });
    const back = roundTrip(error);
    expect(back).toBeInstanceOf(AppError);
    expect(back).toMatchObject({
      kind: "data",
      code: "x.y",
      message: "Found 1.",
      remedy: "Do that.",
      details: { found: 1, list: ["a"] },
    });
    expect(back.stack).toBe(error.stack);
    expect(back.cause).toBeUndefined();
  });

  it("keeps the text of the causes, the nearest first, also of those that are no errors", () => {
    const texts = (thrown: unknown): string[] => [...errorEnvelope(thrown).causes];
    const root = new RangeError("root");
    expect(
      texts(coreError("core.aborted", { what: "x" }, { cause: new TypeError("near", { cause: root }) })),
    ).toEqual(["TypeError: near", "RangeError: root"]);
    expect(texts("thrown text")).toEqual(["thrown text"]);
    expect(texts({ status: 7 })).toEqual(['{"status":7}']);
    expect(texts(() => 1)).toEqual(["function"]);
    expect((roundTrip(new Error("plain", { cause: "deep" })).cause as Error).cause).toMatchObject({
      message: "deep",
    });
  });

  it("stops at eight causes, so that a cycle ends", () => {
    const error = new Error("a");
    error.cause = error;
    expect(errorEnvelope(error).causes).toHaveLength(8);
  });
});

import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/core/errors.ts";
import type { OptionsSchema } from "../../../src/models/model.ts";
import { completeOptions, defaultOptions } from "../../../src/models/options.ts";

const schema = {
  window: { type: "integer", default: 28, min: 1, max: 60, help: "" },
  alpha: { type: "number", default: 0.1, min: 0.001, max: 1, help: "" },
  variant: { type: "choice", default: "classic", choices: ["classic", "optimized"], help: "" },
  weekdayProfile: { type: "boolean", default: false, help: "" },
} as const satisfies OptionsSchema;

function failure(given: Record<string, unknown>): AppError {
  try {
    completeOptions(schema, given);
  } catch (error) {
    return error as AppError;
  }
  throw new Error("the options were accepted");
}

describe("the options of a model", () => {
  it("stand at their defaults when none are given", () => {
    expect(defaultOptions(schema)).toEqual({
      window: 28,
      alpha: 0.1,
      variant: "classic",
      weekdayProfile: false,
    });
  });

  it("keep what is given, bounds included", () => {
    const given = { window: 60, alpha: 0.001, variant: "optimized", weekdayProfile: true };
    expect(completeOptions(schema, given)).toEqual(given);
  });

  it("refuse an unknown name and list the known ones", () => {
    const error = failure({ windw: 3 });
    expect(error.code).toBe("model.unknown-option");
    expect(error.message).toContain("window, alpha, variant, weekdayProfile");
  });

  it("refuse a value out of bounds or of another type, saying what was expected", () => {
    const cases: readonly [Record<string, unknown>, string][] = [
      [{ window: 0 }, "a whole number from 1 to 60"],
      [{ window: 61 }, "a whole number from 1 to 60"],
      [{ window: 2.5 }, "a whole number from 1 to 60"],
      [{ alpha: 1.01 }, "a number from 0.001 to 1"],
      [{ alpha: Number.NaN }, "a number from 0.001 to 1"],
      [{ alpha: "0.5" }, "a number from 0.001 to 1"],
      [{ variant: "modern" }, "one of classic, optimized"],
      [{ variant: 1 }, "one of classic, optimized"],
      [{ weekdayProfile: "yes" }, "true or false"],
    ];
    for (const [given, expected] of cases) {
      const error = failure(given);
      expect(error.code).toBe("model.bad-option");
      expect(error.message).toContain(expected);
    }
  });
});

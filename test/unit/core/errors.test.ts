import { describe, expect, it } from "vitest";
import {
  AppError,
  asAppError,
  coreError,
  errorCatalogue,
  errorText,
  throwIfAborted,
} from "../../../src/core/errors.ts";

const shelfError = errorCatalogue({
  "shelf.too-short": errorText(
    "data",
    (d: { found: number; needed: number }) => `The shelf holds ${d.found} books; ${d.needed} are needed.`,
    (d) => `Bring ${d.needed - d.found} more.`,
  ),
});

describe("errorCatalogue", () => {
  it("makes an error that says what was found, what was expected and what to do", () => {
    const cause = new Error("mice");
    const error = shelfError("shelf.too-short", { found: 9, needed: 26 }, { cause });
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      name: "AppError",
      kind: "data",
      code: "shelf.too-short",
      message: "The shelf holds 9 books; 26 are needed.",
      remedy: "Bring 17 more.",
      details: { found: 9, needed: 26 },
      cause,
    });
  });

  it("leaves the cause out when there is none", () => {
    expect("cause" in shelfError("shelf.too-short", { found: 1, needed: 2 })).toBe(false);
  });
});

describe("asAppError", () => {
  it("passes an AppError through", () => {
    const error = coreError("core.aborted", { what: "Import" });
    expect(asAppError(error)).toBe(error);
  });

  it("wraps anything else and keeps it as the cause", () => {
    const cause = new TypeError("x is not a function");
    const error = asAppError(cause);
    expect(error).toMatchObject({
      code: "core.unexpected",
      cause,
      message: "Unexpected error: x is not a function",
    });
    expect(asAppError("plain text").message).toBe("Unexpected error: plain text");
  });
});

describe("throwIfAborted", () => {
  it("throws core.aborted only once the signal has fired", () => {
    const controller = new AbortController();
    throwIfAborted(undefined, "Import");
    throwIfAborted(controller.signal, "Import");
    controller.abort();
    expect(() => throwIfAborted(controller.signal, "Import")).toThrow("Import was cancelled.");
  });
});

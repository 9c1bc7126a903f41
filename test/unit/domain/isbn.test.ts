import { expect, it } from "vitest";
import { isbn13Of, isbn13OfTrimmed } from "../../../src/domain/isbn.ts";

it.each([
  ["9780141439518", "9780141439518"],
  ["978-0-14-143951-8", "9780141439518"],
  ["ISBN 0-14-143951-3", "9780141439518"],
  ["ISBN-13: 9780141439518", "9780141439518"],
  ["080442957X", "9780804429573"],
  ["0-8044-2957-x", "9780804429573"],
])("reads %s as ISBN-13", (text, isbn) => {
  expect(isbn13Of(text)).toBe(isbn);
});

it.each(["9780141439519", "0141439514", "5012345678900", "85123A", "", "97801414395", "141439513"])(
  "does not take %j for an ISBN",
  (text) => {
    expect(isbn13Of(text)).toBeNull();
  },
);

it("restores zeros that a spreadsheet dropped only when the check digit agrees", () => {
  expect(isbn13OfTrimmed("141439513")).toBe("9780141439518");
  expect(isbn13OfTrimmed("141439514")).toBeNull();
  expect(isbn13OfTrimmed("9780141439518")).toBe("9780141439518");
});

import { describe, expect, it } from "vitest";
import { codeForms } from "../../../src/domain/book-code.ts";
import { serviceLines } from "../../../src/domain/service-line.ts";

describe("codeForms", () => {
  it("gives the ISBN-10 of an EAN-13 and back, with the right check digit", () => {
    expect(codeForms("9780141439518")).toEqual(["9780141439518", "0141439513"]);
    expect(codeForms("0141439513")).toEqual(["0141439513", "9780141439518"]);
    expect(codeForms("080442957x")).toEqual(["080442957X", "9780804429573"]);
    expect(codeForms("978-0-8044-2957-3")).toEqual(["978-0-8044-2957-3", "9780804429573", "080442957X"]);
  });

  it("has no ISBN-10 for the newer 979", () => {
    expect(codeForms("9791234567896")).toEqual(["9791234567896"]);
  });

  it("takes a UPC with and without its leading zero", () => {
    expect(codeForms("012345678905")).toEqual(["012345678905", "0012345678905"]);
    expect(codeForms("0012345678905")).toEqual(["0012345678905", "012345678905"]);
  });

  it("leaves other codes as they are", () => {
    expect(codeForms(" 85123a ")).toEqual(["85123A"]);
    expect(codeForms("  ")).toEqual([]);
  });
});

describe("serviceLines", () => {
  it("are the few ids without a digit among ids with some", () => {
    expect([...serviceLines(["85123A", "POST", "9780141439518", "C2", "BANK CHARGES"])]).toEqual([
      0, 1, 0, 0, 1,
    ]);
  });

  it("are none where half of a shop's ids or more have no digit", () => {
    expect([...serviceLines(["emma", "persuasion", "1984"])]).toEqual([0, 0, 0]);
    expect([...serviceLines(["emma", "1984"])]).toEqual([0, 0]);
    expect([...serviceLines([])]).toEqual([]);
  });
});

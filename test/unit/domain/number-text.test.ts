import { describe, expect, it } from "vitest";
import { currencyOf, explainNumber, readCents, readNumber } from "../../../src/domain/number-text.ts";

describe("numbers as text", () => {
  it.each([
    ["12", 12],
    ["-3", -3],
    ["+3", 3],
    ["3-", -3],
    ["(3)", -3],
    ["−3", -3],
    ["- 3", -3],
    ["1,234", 1234],
    ["1,234.5", 1234.5],
    ["1,234,567.89", 1234567.89],
    ["1 234.5", 1234.5],
    ["1\u00a0234", 1234],
    ["1'234.50", 1234.5],
    ["£12.50", 12.5],
    ["12.50 EUR", 12.5],
    ["-£12.50", -12.5],
    ["£-12.50", -12.5],
    ["(£12.50)", -12.5],
    ["12.50 kr", 12.5],
    [".5", 0.5],
    ["5.", 5],
    [" 7 ", 7],
    ["1e-7", 1e-7],
    ["1E+5", 100000],
    ["0012", 12],
  ])("reads %s with a decimal point", (text, expected) => {
    expect(readNumber(text, ".")).toBe(expected);
  });

  it.each([
    ["12,5", 12.5],
    ["1.234", 1234],
    ["1.234,5", 1234.5],
    ["1 234,5", 1234.5],
    ["1'234,5", 1234.5],
    ["12,50 €", 12.5],
    ["-12,5", -12.5],
    ["12,-", 12],
  ])("reads %s with a decimal comma", (text, expected) => {
    expect(readNumber(text, ",")).toBe(expected);
  });

  it.each(["", " ", "abc", "1,2", "12,34.5", "1.2.3", "--3", "3 4", "12%", "1,23,456", "-", "()", "€"])(
    "does not take %j for a number with a decimal point",
    (text) => {
      expect(readNumber(text, ".")).toBeNaN();
    },
  );

  it("does not take a decimal point for a thousands sign unless three digits follow", () => {
    expect(readNumber("1.50", ",")).toBeNaN();
    expect(readCents("1.50", ",")).toBeNaN();
  });
});

describe("money as text", () => {
  it.each([
    ["2.55", 255],
    ["2.5", 250],
    ["2", 200],
    ["0", 0],
    ["0.07", 7],
    ["1.005", 101],
    ["2.345", 235],
    ["-2.345", -235],
    ["2.3449", 234],
    ["1,234.567", 123457],
    ["£7.99", 799],
    ["(7.99)", -799],
    ["7.99-", -799],
    ["-0.00", 0],
    ["1e-3", 0],
    ["5e-3", 1],
    ["19.999999999999996", 2000],
    ["12345678901.23", 1234567890123],
  ])("reads %s as %d hundredths", (text, cents) => {
    expect(readCents(text, ".")).toBe(cents);
  });

  it("reads decimal commas", () => {
    expect(readCents("2,55", ",")).toBe(255);
    expect(readCents("1.234,5 €", ",")).toBe(123450);
    expect(readCents(",5", ",")).toBe(50);
  });

  it.each(["", "free", "2.5.5", "."])("does not take %j for money", (text) => {
    expect(readCents(text, ".")).toBeNaN();
  });

  it("tells the currency by its sign or code", () => {
    expect(["£7", "7 €", "$7", "¥7", "7 CHF", "eur 7", "7.99"].map(currencyOf)).toEqual([
      "GBP",
      "EUR",
      "USD",
      "JPY",
      "CHF",
      "EUR",
      null,
    ]);
  });

  it("explains a number of the other decimal sign", () => {
    expect(explainNumber("price", "1.234,5", ".")).toBe(
      'The price "1.234,5" is no number with "." as decimal sign; with "," it would be one.',
    );
    expect(explainNumber("quantity", "two", ",")).toBe(
      'The quantity "two" is no number with "," as decimal sign.',
    );
    expect(explainNumber("quantity", " ", ",")).toBe("The quantity is empty.");
  });
});

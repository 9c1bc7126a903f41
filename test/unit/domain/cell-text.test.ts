import { expect, it } from "vitest";
import { cleanCell, detached, isScientific } from "../../../src/domain/cell-text.ts";
import { csvRow } from "../../../src/domain/csv-row.ts";

it.each([
  [" 0141439513 ", "0141439513"],
  ['="0141439513"', "0141439513"],
  ["\u00a0Émile\u00a0", "Émile"],
  ["'=SUM(A1)", "=SUM(A1)"],
  ["'Tis Pity", "'Tis Pity"],
  ["=", "="],
  ['=""', ""],
  ["Middlemarch", "Middlemarch"],
  ["", ""],
  ["   ", ""],
])("keeps of the cell %j the text %j", (cell, text) => {
  expect(cleanCell(cell)).toBe(text);
});

it("knows numbers that a spreadsheet cut short", () => {
  expect(["9.78E+12", "9,78E+12", "9.78014E12", "5E+5"].map(isScientific)).toEqual([true, true, true, true]);
  expect(["85123E1", "9780141439518", "1E5", "A9.78E+12", "978"].map(isScientific)).toEqual(
    Array(5).fill(false),
  );
});

it("detaches long texts without changing them", () => {
  const text = "\ufeffThe Count of Monte Cristo, Émile 📚";
  expect(detached(text)).toBe(text);
  expect(detached("short")).toBe("short");
});

it("writes CSV that gives the same cells back", () => {
  expect(csvRow(["a", 'He said "no"', "x,y", "two\nlines", " padded"])).toBe(
    'a,"He said ""no""","x,y","two\nlines"," padded"\r\n',
  );
  expect(csvRow(["a;b", "c,d"], ";")).toBe('"a;b";c,d\r\n');
});

it("guards texts that a spreadsheet would run, and leaves numbers alone", () => {
  expect(csvRow(["=cmd|' /C calc'!A0", "@SUM(1)", "+49 30 1", "-1+2", "\tx"])).toBe(
    "'=cmd|' /C calc'!A0,'@SUM(1),'+49 30 1,'-1+2,'\tx\r\n",
  );
  expect(csvRow(["-3", "+3", "-1,234.50"])).toBe('-3,+3,"-1,234.50"\r\n');
});

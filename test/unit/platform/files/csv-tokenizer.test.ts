import { describe, expect, it } from "vitest";
import { CsvTokenizer } from "../../../../src/platform/files/csv-tokenizer.ts";
import { guessDelimiter } from "../../../../src/platform/files/delimiter.ts";

/** [line, ...cells] of each row; the text is given in pieces of `size` characters. */
function tokens(text: string, delimiter = ",", size = 1e9): (string | number)[][] {
  const tokenizer = new CsvTokenizer("till.csv", delimiter);
  const rows: (string | number)[][] = [];
  for (let start = 0; start < text.length || start === 0; start += size) {
    const batch = tokenizer.push(text.slice(start, start + size), start + size >= text.length);
    batch.rows.forEach((row, i) => rows.push([batch.lines[i]!, ...row]));
  }
  return rows;
}

describe("rows of a text", () => {
  it.each([
    [
      "LF",
      "a,b\n1,2\n",
      [
        [1, "a", "b"],
        [2, "1", "2"],
      ],
    ],
    [
      "CR LF",
      "a,b\r\n1,2\r\n",
      [
        [1, "a", "b"],
        [2, "1", "2"],
      ],
    ],
    [
      "CR alone",
      "a,b\r1,2\r",
      [
        [1, "a", "b"],
        [2, "1", "2"],
      ],
    ],
    [
      "no line end at the end",
      "a,b\n1,2",
      [
        [1, "a", "b"],
        [2, "1", "2"],
      ],
    ],
    [
      "blank rows, skipped but counted",
      "a,b\n\n , \r\n1,2\n\n",
      [
        [1, "a", "b"],
        [4, "1", "2"],
      ],
    ],
    ["empty cells", ",b,\n", [[1, "", "b", ""]]],
    ["quoted delimiters", '"a,b",c\n', [[1, "a,b", "c"]]],
    ["quoted quotes", '"He said ""no""","x"\n', [[1, 'He said "no"', "x"]]],
    [
      "quoted line ends",
      '"two\nlines",b\r\n1,"x\r\ny"\n9,9\n',
      [
        [1, "two\nlines", "b"],
        [3, "1", "x\r\ny"],
        [5, "9", "9"],
      ],
    ],
    ["empty quoted cells", '"",""\n1,2\n', [[2, "1", "2"]]],
    ["an empty quoted cell beside a full one", '"",a\n', [[1, "", "a"]]],
    [
      "quotes inside a cell",
      'RECORD 7" SINGLE,2\n1,2\n',
      [
        [1, 'RECORD 7" SINGLE', "2"],
        [2, "1", "2"],
      ],
    ],
    ["text after a closing quote", '"a, b" c,2\n', [[1, "a, b c", "2"]]],
    ["blanks after a closing quote", '"a" ,2\n', [[1, "a", "2"]]],
    ["a quote at the very end", '1,"b"', [[1, "1", "b"]]],
    [
      "a quote that is never closed",
      '"a,1\nb,2\nc,3\n',
      [
        [1, '"a', "1"],
        [2, "b", "2"],
        [3, "c", "3"],
      ],
    ],
    [
      "a quote that another row's quote closes",
      '"a,1\nb "x",2\n',
      [
        [1, '"a', "1"],
        [2, 'b "x"', "2"],
      ],
    ],
    ["a line that names the delimiter", "sep=,\na,b\n", [[2, "a", "b"]]],
    ["nothing", "", []],
  ])("reads %s, whole and in pieces of any size", (_, text, expected) => {
    expect(tokens(text)).toEqual(expected);
    for (const size of [1, 2, 3, 7]) expect(tokens(text, ",", size)).toEqual(expected);
  });

  it("cuts by other delimiters", () => {
    expect(tokens("a;b,c\n", ";")).toEqual([[1, "a", "b,c"]]);
    expect(tokens('a\t"b\tc"\n', "\t")).toEqual([[1, "a", "b\tc"]]);
  });

  it("gives up on a quote that stays open for a million characters", () => {
    const rows = tokens(`"a,1\n${"b,2\n".repeat(300_000)}`);
    expect(rows.length).toBe(300_001);
    expect(rows[0]).toEqual([1, '"a', "1"]);
    expect(rows.at(-1)).toEqual([300_001, "b", "2"]);
  });

  it("refuses a row of over 16 million characters instead of filling the memory", () => {
    const tokenizer = new CsvTokenizer("bomb.csv", ",");
    const piece = "0".repeat(1 << 20);
    expect(() => {
      for (let i = 0; i < 20; i++) tokenizer.push(piece, false);
    }).toThrow(expect.objectContaining({ code: "file.row-too-long" }));
  });

  it.each(["", ";;", '"', "\n"])("refuses %j as a delimiter", (delimiter) => {
    expect(() => new CsvTokenizer("till.csv", delimiter)).toThrow(
      expect.objectContaining({ code: "file.bad-delimiter" }),
    );
  });
});

describe("guessing the delimiter", () => {
  it.each([
    [",", "a,b,c\n1,2,3\n"],
    [";", "a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n"],
    ["\t", "a\tb, c\n1\t2, 3\n"],
    ["|", "a|b\n1|2\n"],
    [":", "sep=:\na:b\n"],
    [",", 'a,b\n"x;y;z",2\n"x;y;z",2\n'],
  ])("finds %j", (delimiter, text) => {
    expect(guessDelimiter(text)).toEqual({ delimiter, found: true });
  });

  it("says when there is none", () => {
    expect(guessDelimiter("a\nb\n")).toEqual({ delimiter: ",", found: false });
  });
});

import { describe, expect, it } from "vitest";
import { isBlank, sentenceSpans } from "../../../src/features/sentences.ts";

const sentences = (text: string): string[] =>
  sentenceSpans(text).map(({ start, end }) => text.slice(start, end));

describe("sentences", () => {
  it("do not end at abbreviations, initials and numbers", () => {
    for (const whole of [
      "Mr. J. K. Rowling wrote it.",
      "It rose by 3.14 per cent, i.e. hardly at all.",
      "The U.S. Army came on Jan. 3 to St. Louis.",
      "See Smith et al. and fig. 2 on p. 5 for more.",
      "Am 3. Mai 1851 kam z. B. Herr Dr. Faust an.",
      "Die 2. Auflage erschien im 19. Jahrhundert.",
      "M. Dupont et Mme. Durand arrivèrent.",
      "1. Auflage, Berlin.",
    ]) {
      expect(sentences(whole)).toEqual([whole]);
    }
  });

  it("end at full stops, question and exclamation marks, closing quotes with them", () => {
    expect(sentences('She said "Go." He left! Did he? (He did.) 7 men came.')).toEqual([
      'She said "Go."',
      "He left!",
      "Did he?",
      "(He did.)",
      "7 men came.",
    ]);
    expect(sentences("»Niemand.« „Wer da?“ Er kam mit Äpfeln usw. Dann ging er.")).toEqual([
      "»Niemand.«",
      "„Wer da?“",
      "Er kam mit Äpfeln usw.",
      "Dann ging er.",
    ]);
    expect(sentences("He and I. Then she.")).toEqual(["He and I.", "Then she."]);
    expect(sentences("Founded in 1851. Later")).toEqual(["Founded in 1851.", "Later"]);
  });

  it("go on after a quote or dots where the next word is small", () => {
    for (const whole of [
      '"Who?" he asked.',
      "Wait... what then?",
      "« Qui est là ? » demanda-t-il.",
      "Visit www.example.org for it.",
    ]) {
      expect(sentences(whole)).toEqual([whole]);
    }
  });

  it("of Chinese and Japanese end without a blank", () => {
    expect(sentences("吾輩は猫である。名前はまだ無い。「どこで？」と言った。")).toEqual([
      "吾輩は猫である。",
      "名前はまだ無い。",
      "「どこで？」",
      "と言った。",
    ]);
  });

  it("end at a blank line, and not at a single line break", () => {
    expect(sentences("A heading\n\nThe text goes\non here\r\n \r\nand there")).toEqual([
      "A heading",
      "The text goes\non here",
      "and there",
    ]);
    expect(sentences(" \n \n ")).toEqual([]);
  });

  it("are found in time that grows with the text, in a line of megabytes too", () => {
    const megabyte = 1 << 20;
    for (const part of ["x", "a.b", '."', "\n ", "吾輩は。", "Mr. ", "« ", "J. ", "1. "]) {
      const text = part.repeat(megabyte / part.length);
      const started = performance.now();
      sentenceSpans(text);
      // A tenth of a second is usual; quadratic time would be hours.
      expect(performance.now() - started).toBeLessThan(20_000);
    }
  });

  it("take as blank what a regular expression does", () => {
    for (let unit = 0; unit < 0x10000; unit++) {
      expect([unit, isBlank(unit)]).toEqual([unit, /\s/.test(String.fromCharCode(unit))]);
    }
  });
});

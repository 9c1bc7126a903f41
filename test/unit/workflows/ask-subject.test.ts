import { beforeAll, describe, expect, it } from "vitest";
import { askSubject } from "../../../src/workflows/ask-subject.ts";
import { openForecastData, type ForecastData } from "../../../src/workflows/forecast-data.ts";
import { DEMO_DATASET_ID as DEMO } from "../../../src/workflows/open-demo-shop.ts";
import { askDemo } from "./ask-shop.ts";

let shop: ForecastData;
beforeAll(async () => {
  shop = await openForecastData(await askDemo(), DEMO);
});
const subjectOf = (text: string) => {
  const found = askSubject(shop, text);
  return (
    found && {
      titles: [...found.itemIds].map((itemId) => shop.titleOf(shop.rowOf.get(itemId)!).title),
      rest: found.rest,
      whole: found.whole,
    }
  );
};

describe("the title that a question names", () => {
  it("is the longest one in it, however it is written", () => {
    expect(subjectOf("Where is the German edition of Struwwelpeter kept?")).toEqual({
      titles: ["Struwwelpeter"],
      rest: "Where is the German edition of it kept?",
      whole: null,
    });
    expect(subjectOf("what is the dog in “three men in a boat” called?")).toEqual({
      titles: ["Three Men in a Boat"],
      rest: "what is the dog in it called?",
      whole: null,
    });
    expect(subjectOf("Who stole the moby dick?")?.titles).toEqual(["Moby-Dick"]);
    expect(subjectOf("Is Count of Monte Cristo lent to staff?")?.titles).toEqual([
      "The Count of Monte Cristo",
    ]);
  });

  it("is none where a word is only a word", () => {
    for (const text of [
      "Emma who?",
      "a book on essays and kim",
      "Which poems are short?",
      "Who hunts the whale?",
    ]) {
      expect(subjectOf(text)).toBeNull();
    }
  });

  it("is asked for as a whole, or for something in it", () => {
    const wholes = [
      ["What is Emma about?", "description"],
      ["What’s Emma all about?", "description"],
      ["Give me the plot of Emma", "description"],
      ["Worum geht es in Emma?", "description"],
      ["What does the staff say of Emma?", "note"],
      ["What do readers think about Emma?", "review"],
      ["Are there reviews of Emma?", "review"],
      ["Does the shop have a signed copy of Emma?", null],
      ["Who lives in Emma?", null],
    ] as const;
    for (const [text, whole] of wholes) expect([text, subjectOf(text)?.whole]).toEqual([text, whole]);
  });
});

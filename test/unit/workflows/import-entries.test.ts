import { describe, expect, it } from "vitest";
import { storedTitle, type StockRecord, type TitleRecord } from "../../../src/domain/dataset.ts";
import { genresIn, splitAuthors } from "../../../src/domain/catalogue-rows.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { answerFromFields } from "../../../src/workflows/ask-fields.ts";
import { forecastDataCache } from "../../../src/workflows/forecast-data.ts";
import { salesPlan, tillShop } from "../../fixtures/import/till-shop.ts";

const EMMA: TitleRecord = {
  itemId: "9780141439587",
  title: "Emma",
  authors: ["Jane Austen"],
  year: 1815,
  genre: "Novel",
  priceCents: 799,
  isbn: "9780141439587",
  pages: 474,
  description: "A clever young woman meddles.",
  language: null,
  series: null,
  ageFrom: null,
  format: null,
  publisher: null,
  subjects: [],
  availability: null,
  rating: null,
  ratings: null,
};
const CATALOGUE =
  "ISBN,Title,Author,Year,Genre,Price,Pages,Description\n9780141439587,Emma,Jane Austen,1815,Novel,7.99,474 p.,A clever young woman meddles.\n";

describe("importing a catalogue", () => {
  it("brings titles, and changes nothing the second time", async () => {
    const shop = await tillShop();
    const { record } = await shop.bring(CATALOGUE);
    expect(record).toMatchObject({ kind: "catalogue", rows: 1, added: 1, alreadyKnown: 0, rejected: 0 });
    expect(await shop.database.read("catalogue", shop.id)).toEqual([EMMA]);
    const before = await shop.record();
    expect(before).toMatchObject({ revision: 1, imports: [record] });
    expect((await shop.bring(CATALOGUE)).record).toMatchObject({ added: 0, alreadyKnown: 1 });
    expect(await shop.record()).toEqual(before);
  });

  it("lets the last file win each field that it gives", async () => {
    const shop = await tillShop();
    await shop.bring(CATALOGUE);
    const { record } = await shop.bring(
      "ISBN,Title,Author,Price,Genre\n9780141439587,,,8.99,\n9780141439518,Pride and Prejudice,Jane Austen,,Novel\n",
    );
    expect(record).toMatchObject({ rows: 2, added: 2 });
    const titles = (await shop.database.read("catalogue", shop.id)) as TitleRecord[];
    expect(titles[0]).toEqual({ ...EMMA, priceCents: 899 });
    expect(titles[1]).toMatchObject({
      title: "Pride and Prejudice",
      priceCents: null,
      year: null,
      description: null,
    });
  });

  it("lets the last row of a file win, and counts the repetition", async () => {
    const shop = await tillShop();
    const { record } = await shop.bring("SKU,Title,Author\nA1,Emma,\nA1,Emma!,\nA1,Emma!,\n");
    expect(record).toMatchObject({ rows: 3, added: 2, alreadyKnown: 1, duplicatesInFile: 2 });
    expect(await shop.database.read("catalogue", shop.id)).toMatchObject([
      { itemId: "A1", title: "Emma!", isbn: null },
    ]);
  });

  it("takes delivery in a part of a day for a day, and none of more than a year", async () => {
    const shop = await tillShop();
    const { firstRejects } = await shop.bringAs(
      "SKU,On hand,Lead time\nA1,3,1.5\nA2,3,366\n",
      salesPlan({ kind: "stock" }, { item: 0, onHand: 1, leadTimeDays: 2 }),
    );
    expect(firstRejects.map((row) => row.reason)).toEqual(["The delivery time 366 is over 365 days."]);
    expect(await shop.database.read("stock", shop.id)).toEqual([
      { itemId: "A1", onHand: 3, onOrder: 0, reserved: 0, leadTimeDays: 2, packSize: 1 },
    ] satisfies StockRecord[]);
  });

  it("understands language, series, volume and age, by columns and in titles", async () => {
    const shop = await tillShop();
    const { record } = await shop.bring(
      [
        "ISBN,Title,Author,Language,Reihe,Band,Lesealter,Year",
        '9780439023481,"The Hunger Games (The Hunger Games, #1)",Suzanne Collins,eng,,,12+,2008',
        "9780141439587,Emma,Jane Austen,Englisch,Austen,4,ab 14 Jahren,1815",
        "9780141439518,Pride and Prejudice,Jane Austen,,,,,1813",
      ].join("\n"),
    );
    expect(record).toMatchObject({ kind: "catalogue", added: 3, rejected: 0 });
    expect(await shop.database.read("catalogue", shop.id)).toMatchObject([
      {
        title: "The Hunger Games",
        language: "en",
        series: { name: "The Hunger Games", number: 1 },
        ageFrom: 12,
      },
      { title: "Emma", language: "en", series: { name: "Austen", number: 4 }, ageFrom: 14 },
      { title: "Pride and Prejudice", language: null, series: null, ageFrom: null },
    ]);
    await shop.bring("ISBN,Title,Author,Year\n9780439023481,,,2009\n");
    const [first] = (await shop.database.read("catalogue", shop.id)) as TitleRecord[];
    expect(first).toMatchObject({ year: 2009, language: "en", ageFrom: 12 });
  });

  it("understands format, publisher, subjects and availability, and takes subjects for the genre where there is none", async () => {
    const shop = await tillShop();
    await shop.bring(
      [
        "ISBN;Titel;Autor;Einband;Verlag;Schlagworte;Lieferbarkeit",
        "9780439023481;Die Tribute;Suzanne Collins;gebundene Ausgabe;Oetinger;Dystopie|Jugend;lieferbar",
        "9780141439587;Emma;Jane Austen;Taschenbuch;Insel;;nicht lieferbar",
      ].join("\n"),
    );
    expect(await shop.database.read("catalogue", shop.id)).toMatchObject([
      {
        format: "hardback",
        publisher: "Oetinger",
        subjects: ["Dystopie", "Jugend"],
        genre: "Dystopie|Jugend",
        availability: "available",
      },
      { format: "paperback", publisher: "Insel", subjects: [], genre: null, availability: "unavailable" },
    ]);
  });

  it("understands what readers gave, and answers which title is rated best", async () => {
    const shop = await tillShop();
    const { record, firstRejects } = await shop.bring(
      [
        "ISBN,Title,Author,average_rating,ratings_count",
        "9780439023481,The Hunger Games,Suzanne Collins,4.34,4780653",
        "9780141439587,Emma,Jane Austen,3.99 of 5,441",
        "9780141439518,Pride and Prejudice,Jane Austen,good,3",
      ].join("\n"),
    );
    expect(record).toMatchObject({ added: 2, rejected: 1 });
    expect(firstRejects[0]!.reason).toBe('"good" is no rating from 0 to 100.');
    const titles = (await shop.database.read("catalogue", shop.id)) as TitleRecord[];
    expect(titles.map(({ rating, ratings }) => [rating, ratings])).toEqual([
      [4.34, 4_780_653],
      [3.99, 441],
    ]);
    const context = { database: shop.database, locks: memoryLocks(), cache: forecastDataCache() };
    const asked = { datasetId: shop.id, before: [], query: null };
    const best = await answerFromFields(context, asked, "Which book is best rated?");
    expect(best).toMatchObject({ certainty: "answer", itemIds: ["9780439023481"] });
    const emma = await answerFromFields(context, asked, "How many ratings does Emma have?");
    expect(emma!.table!.sentence).toContain("441");
  });

  it("keeps titles of an older version as they are, their later fields unknown", async () => {
    const shop = await tillShop();
    const {
      language,
      series,
      ageFrom,
      format,
      publisher,
      subjects,
      availability,
      rating,
      ratings,
      ...older
    } = EMMA;
    const later = [language, series, ageFrom, format, publisher, availability, rating, ratings];
    expect(later).toEqual(later.map(() => null));
    expect(subjects).toEqual([]);
    expect(storedTitle(older)).toEqual(EMMA);
    await shop.database.write([{ store: "catalogue", key: shop.id, value: [older] }]);
    await shop.bring("ISBN,Title,Author,Language\n9780141439587,Emma,Jane Austen,en\n");
    expect(await shop.database.read("catalogue", shop.id)).toEqual([{ ...EMMA, language: "en" }]);
  });

  it("rejects rows that it cannot read, with their reason", async () => {
    const shop = await tillShop();
    const plan = salesPlan(
      { kind: "catalogue" },
      { item: 0, title: 1, year: 2, price: 3, pages: 4, ageFrom: 5 },
    );
    const { record, firstRejects } = await shop.bringAs(
      "SKU,Title,Year,Price,Pages,Age\n,Emma,,,,\nA1,Emma,,,,adult\nA1,,,,,\nA1,Emma,long ago,,,\nA1,Emma,,-1,,\nA1,Emma,,,many,\nA1,Emma,c. 1815,,,\nA2,Iliad,-720,0,12.0,\n",
      plan,
    );
    expect(record).toMatchObject({ rows: 8, added: 2, rejected: 6 });
    expect(firstRejects.map((row) => row.reason)).toEqual([
      "The item number is empty.",
      '"adult" is no age from 0 to 99.',
      "The title is empty.",
      '"long ago" is no year between -3000 and 2100.',
      "The price -1 is negative.",
      '"many" is no number of pages.',
    ]);
    expect(await shop.database.read("catalogue", shop.id)).toMatchObject([
      { year: 1815 },
      { year: -720, priceCents: 0, pages: 12 },
    ]);
  });

  it.each([
    ["Jane Austen", ["Jane Austen"]],
    ["Neil Gaiman; Terry Pratchett", ["Neil Gaiman", "Terry Pratchett"]],
    ["Neil Gaiman & Terry Pratchett", ["Neil Gaiman", "Terry Pratchett"]],
    ["Suzanne Collins, Mary GrandPré", ["Suzanne Collins", "Mary GrandPré"]],
    ["Goethe, Johann Wolfgang von", ["Goethe, Johann Wolfgang von"]],
    [
      "Goethe, Johann Wolfgang von|Schiller, Friedrich",
      ["Goethe, Johann Wolfgang von", "Schiller, Friedrich"],
    ],
    ["Voltaire", ["Voltaire"]],
    ["; ", []],
  ])("finds the authors in %j", (text, authors) => {
    expect(splitAuthors(text)).toEqual(authors);
  });
});

describe("the genres in a cell", () => {
  it("are parted by semicolons and bars only", () => {
    expect(genresIn("Fantasy; Young Adult|Travel, Food & Wine")).toEqual([
      "Fantasy",
      "Young Adult",
      "Travel, Food & Wine",
    ]);
    expect(genresIn(" ; ")).toEqual([]);
  });
});

describe("importing stock", () => {
  it("brings stock, keeps what a later file does not give, and counts negative stock as none", async () => {
    const shop = await tillShop();
    await shop.bring("SKU,On hand,On order,Reserved,Lead time,Pack size\nA1,3,5,1,4,10\nA2,-2,,,,\n");
    const second = await shop.bring("SKU,On hand\nA1,7\nA3,1\n");
    expect(second.record).toMatchObject({ kind: "stock", rows: 2, added: 2 });
    expect(await shop.database.read("stock", shop.id)).toEqual([
      { itemId: "A1", onHand: 7, onOrder: 5, reserved: 1, leadTimeDays: 4, packSize: 10 },
      { itemId: "A2", onHand: 0, onOrder: 0, reserved: 0, leadTimeDays: null, packSize: 1 },
      { itemId: "A3", onHand: 1, onOrder: 0, reserved: 0, leadTimeDays: null, packSize: 1 },
    ] satisfies StockRecord[]);
  });

  it("rejects rows that it cannot read, with their reason", async () => {
    const shop = await tillShop();
    const plan = salesPlan({ kind: "stock" }, { item: 0, onHand: 1, packSize: 2 });
    const { firstRejects } = await shop.bringAs(
      "SKU,On hand,Pack\n,1,\nA1,,\nA1,some,\nA1,9780141439518,\nA1,1,0\nA1,1,2.5\n",
      plan,
    );
    expect(firstRejects.map((row) => row.reason)).toEqual([
      "The item number is empty.",
      "The stock on hand is empty.",
      'The stock on hand "some" is no number with "." as decimal sign.',
      "The stock on hand 9780141439518 is over 1,000,000: is it a barcode?",
      "The pack size 0 is no whole number from 1.",
      "The pack size 2.5 is no whole number from 1.",
    ]);
  });
});

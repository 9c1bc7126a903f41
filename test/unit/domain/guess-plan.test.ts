import { describe, expect, it } from "vitest";
import type { FilePreview, ImportPlan } from "../../../src/domain/import-plan.ts";
import { fileTableReader } from "../../../src/platform/files/table-reader.ts";
import { inspectFile } from "../../../src/workflows/import-file.ts";
import { textFile } from "../../fixtures/import/till-shop.ts";

const inspect = (text: string, chosen?: Partial<ImportPlan>): Promise<FilePreview> =>
  inspectFile(fileTableReader(), textFile(text), chosen);

/** Role -> header of its column. */
function named({ plan, columns }: FilePreview): Record<string, string> {
  return Object.fromEntries(Object.entries(plan.mapping).map(([role, column]) => [role, columns[column]!]));
}

describe("guessing the columns of sales", () => {
  it.each([
    [
      "English",
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n536365,85123A,WHITE LANTERN,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n",
      {
        receipt: "InvoiceNo",
        item: "StockCode",
        title: "Description",
        quantity: "Quantity",
        date: "InvoiceDate",
        price: "UnitPrice",
        customer: "CustomerID",
      },
    ],
    [
      "German",
      "Datum;Filiale;Bonnr;ISBN;Titel;Menge;Einzelpreis;Kundennummer\n03.04.2026;Mitte;17;9780141439518;Stolz und Vorurteil;1;12,50;K1\n13.04.2026;Mitte;18;9780141439518;Stolz und Vorurteil;2;12,50;\n",
      {
        date: "Datum",
        store: "Filiale",
        receipt: "Bonnr",
        item: "ISBN",
        title: "Titel",
        quantity: "Menge",
        price: "Einzelpreis",
        customer: "Kundennummer",
      },
    ],
    [
      "French",
      "Date de vente;Magasin;Code article;Désignation;Quantité;Prix unitaire;Rupture de stock\n03/04/2026;Lyon;A-17;Le Père Goriot;1;7,90;non\n",
      {
        date: "Date de vente",
        store: "Magasin",
        item: "Code article",
        title: "Désignation",
        quantity: "Quantité",
        price: "Prix unitaire",
        stockOut: "Rupture de stock",
      },
    ],
    [
      "Spanish",
      "Fecha;Tienda;Código;Nombre;Cantidad;Precio;Cliente\n03/04/2026;Sol;A17;Don Quijote de la Mancha;1;9,90;\n",
      {
        date: "Fecha",
        store: "Tienda",
        item: "Código",
        title: "Nombre",
        quantity: "Cantidad",
        price: "Precio",
        customer: "Cliente",
      },
    ],
    [
      "Italian",
      "Data vendita;Negozio;Codice articolo;Titolo;Quantità;Prezzo unitario;Scontrino\n03/04/2026;Duomo;A17;I promessi sposi;1;9,90;88\n",
      {
        date: "Data vendita",
        store: "Negozio",
        item: "Codice articolo",
        title: "Titolo",
        quantity: "Quantità",
        price: "Prezzo unitario",
        receipt: "Scontrino",
      },
    ],
    [
      "Dutch",
      "Verkoopdatum;Filiaal;Artikelnummer;Omschrijving;Aantal;Stuksprijs;Klantnummer\n03-04-2026;Dam;A17;Max Havelaar herdruk;1;9,90;\n",
      {
        date: "Verkoopdatum",
        store: "Filiaal",
        item: "Artikelnummer",
        title: "Omschrijving",
        quantity: "Aantal",
        price: "Stuksprijs",
        customer: "Klantnummer",
      },
    ],
  ])("knows %s headers", async (_, text, expected) => {
    const preview = await inspect(text);
    expect(preview.plan.kind).toBe("sales");
    expect(named(preview)).toEqual(expected);
  });

  it("reads German decimals and days", async () => {
    const { plan, doubts } = await inspect("Datum;ISBN;Menge;Preis\n13.04.2026;9780141439518;1;12,50\n");
    expect(plan).toEqual({
      kind: "sales",
      mapping: { date: 0, item: 1, quantity: 2, price: 3 },
      encoding: "utf-8",
      delimiter: ";",
      hasHeader: true,
      dateOrder: "DMY",
      decimal: ",",
      identicalLines: "keep",
    });
    expect(doubts).toEqual([]);
  });

  it("tells names from numbers where a header can mean both", async () => {
    const french = await inspect(
      "Date;ISBN;Nombre\n2026-04-13;9780141439518;2\n2026-04-13;9780141439518;1\n",
    );
    expect(named(french)).toEqual({ date: "Date", item: "ISBN", quantity: "Nombre" });
  });

  it("guesses by the cells alone where there is no header", async () => {
    const rows = Array.from(
      { length: 12 },
      (_, i) => `2026-04-${10 + i},97801414395${18 + i},${1 + (i % 3)},${7 + i}.99,The Book of Number ${i}`,
    );
    const preview = await inspect(rows.join("\n"));
    expect(preview.plan.hasHeader).toBe(false);
    expect(preview.columns).toEqual(["Column 1", "Column 2", "Column 3", "Column 4", "Column 5"]);
    expect(preview.plan.mapping).toEqual({ date: 0, item: 1, quantity: 2, price: 3, title: 4 });
    expect(preview.rows).toHaveLength(12);
  });

  it("finds a header below the name and period of a report", async () => {
    const preview = await inspect(
      "Bookshop on the Square,,,\nSales,from 2026-04-01,,\n\nDate,ISBN,Qty,Price\n2026-04-13,9780141439518,1,7.99\n",
    );
    expect(preview.plan.headerLine).toBe(4);
    expect(preview.columns).toEqual(["Date", "ISBN", "Qty", "Price"]);
    expect(preview.rows).toEqual([["2026-04-13", "9780141439518", "1", "7.99"]]);
    expect(preview.doubts).toEqual(["The 2 rows above the header on line 4 will be skipped."]);
  });

  it("takes unknown texts above values for a header", async () => {
    const preview = await inspect("foo,bar\n2026-04-13,85123A\n2026-04-13,85123B\n");
    expect(preview.plan.hasHeader).toBe(true);
    expect(preview.plan.mapping).toEqual({ date: 0, item: 1 });
  });

  it("does what a person has chosen", async () => {
    const text = "Datum;ISBN;Menge;Preis\n03.04.2026;9780141439518;1;12,50\n";
    const chosen = {
      mapping: { date: 0, item: 2 },
      dateOrder: "MDY",
      decimal: ".",
      identicalLines: "once",
    } as const;
    const { plan, doubts } = await inspect(text, chosen);
    expect(plan).toMatchObject(chosen);
    expect(doubts).toEqual([]);
    const headerless = await inspect(text, { hasHeader: false });
    expect(headerless.rows[0]![0]).toBe("Datum");
    expect((await inspect(text, { kind: "stock" })).plan.mapping).toEqual({ item: 1, onHand: 2 });
  });

  it("maps no column twice, and no total to the price", async () => {
    const preview = await inspect("Date,SKU,Qty,Total\n2026-04-13,A1,2,15.98\n");
    expect(named(preview)).toEqual({ date: "Date", item: "SKU", quantity: "Qty" });
  });
});

describe("guessing other kinds", () => {
  it("knows a catalogue, whose ISBN is its item number too", async () => {
    const preview = await inspect(
      'Title,Author,Year,Genre,Price,ISBN,Pages,Description\nEmma,Jane Austen,1815,Novel,7.99,9780141439587,474,"A rich, clever young woman meddles."\n',
    );
    expect(preview.plan.kind).toBe("catalogue");
    expect(named(preview)).toEqual({
      title: "Title",
      authors: "Author",
      year: "Year",
      genre: "Genre",
      price: "Price",
      isbn: "ISBN",
      item: "ISBN",
      pages: "Pages",
      description: "Description",
    });
  });

  it("keeps SKU and ISBN of a catalogue apart", async () => {
    const preview = await inspect(
      "SKU;Titel;Autor;ISBN-13\nB1;Emma;Jane Austen;9780141439587\nB2;Lady Susan;Jane Austen;9780141439587\n",
    );
    expect(preview.plan.kind).toBe("catalogue");
    expect(named(preview)).toEqual({ item: "SKU", title: "Titel", authors: "Autor", isbn: "ISBN-13" });
  });

  it("knows a stock list", async () => {
    const preview = await inspect(
      "ISBN;Bestand;Bestellt;Reserviert;Lieferzeit;VE\n9780141439518;3;5;1;4;10\n",
    );
    expect(preview.plan.kind).toBe("stock");
    expect(named(preview)).toEqual({
      item: "ISBN",
      onHand: "Bestand",
      onOrder: "Bestellt",
      reserved: "Reserviert",
      leadTimeDays: "Lieferzeit",
      packSize: "VE",
    });
  });
});

describe("doubts", () => {
  it("names dates that could be two", async () => {
    const { doubts } = await inspect("Date,SKU\n03/04/2026,A1\n");
    expect(doubts).toEqual([
      '"03/04/2026" could be 3 April 2026 or 4 March 2026; it is read as 3 April 2026.',
    ]);
  });

  it("does not read a text as a date that it cannot be", async () => {
    const mixed = await inspect("Date,SKU\n13/02/2024,A1\n02/14/2024,A1\n2024-02-15,A1\n");
    expect(mixed.doubts).toEqual([
      'Some dates are day/month, such as "13/02/2024", and some month/day, such as "02/14/2024"; they are read as day/month.',
    ]);
    const zones = await inspect(
      "Date,SKU\n2024-02-01 24:00:00,A1\n2024-02-02 10:00,A1\n1/2/2024 9:05 pm,A1\n",
    );
    expect(zones.doubts).toEqual([
      '"1/2/2024 9:05 pm" could be 1 February 2024 or 2 January 2024; it is read as 1 February 2024.',
    ]);
  });

  it("names a number that could be thousands or a fraction", async () => {
    const { plan, doubts } = await inspect("Date;SKU;Price\n2026-04-13;A1;1.234\n");
    expect(plan.decimal).toBe(",");
    expect(doubts).toEqual(['"1.234" could be thousands or a fraction; it is read as thousands.']);
    const pointed = await inspect("Date,SKU,Price\n2026-04-13,A1,1.234\n");
    expect(pointed.doubts).toEqual(['"1.234" could be thousands or a fraction; it is read as a fraction.']);
  });

  it("names mixed decimal signs", async () => {
    const { plan, doubts } = await inspect(
      "Date;SKU;Price\n2026-04-13;A1;1,50\n2026-04-13;A1;2,50\n2026-04-13;A1;2.50\n",
    );
    expect(plan.decimal).toBe(",");
    expect(doubts).toEqual([
      'Some numbers have a decimal comma, some a decimal point; "," is taken as the decimal sign.',
    ]);
  });

  it("warns of item numbers that a spreadsheet cut short or stripped of zeros", async () => {
    const cut = await inspect("Date,ISBN\n2026-04-13,9.78E+12\n");
    expect(cut.doubts).toEqual([
      'A spreadsheet has cut item numbers short ("9.78E+12"); those rows cannot be imported.',
    ]);
    const stripped = await inspect(`Date,ISBN\n${"2026-04-13,141439513\n".repeat(5)}`);
    expect(stripped.doubts).toEqual([
      'Item numbers such as "141439513" look like ISBNs that lost their leading zero in a spreadsheet.',
    ]);
  });
});

import type { OnixProduct } from "./onix.ts";

/** The columns of a catalogue as an ONIX message fills them; the import knows each by its name. */
export const ONIX_COLUMNS = [
  "ISBN",
  "Title",
  "Authors",
  "Year",
  "Genre",
  "Price",
  "Currency",
  "Description",
  "Pages",
  "Language",
  "Series",
  "Series number",
  "Age from",
  "Format",
  "Publisher",
  "Subjects",
  "Availability",
  "Deleted",
] as const;

/**
 * A product as a row under `ONIX_COLUMNS`.
 * @param decimal sign with which the price is written
 */
export function onixRow(product: OnixProduct, decimal: "." | ","): string[] {
  return [
    product.itemId,
    product.title,
    // In a catalogue's cell "&" divides authors, ";" genres.
    product.authors.map((name) => name.replace(/\s+&\s+/g, " and ").replace(/[;|]/g, ",")).join("; "),
    product.year,
    product.genre,
    decimal === "," ? product.price.replace(".", ",") : product.price,
    product.currency,
    product.description,
    product.pages,
    product.language ?? "",
    product.series?.name ?? "",
    product.series?.number ?? "",
    product.ageFrom,
    product.format ?? "",
    product.publisher,
    product.subjects.map((subject) => subject.replace(/[;|]/g, ",")).join("; "),
    product.availability,
    product.isRemoved ? "delete" : "",
  ];
}

import type { ColumnRole } from "../../domain/import-plan.ts";

/** What a column means, in the shop's words. */
export const ROLE_LABELS: Readonly<Record<ColumnRole, string>> = {
  date: "date",
  item: "ISBN or SKU",
  quantity: "quantity",
  price: "price",
  title: "title",
  store: "store",
  customer: "customer",
  receipt: "receipt",
  stockOut: "out of stock",
  authors: "authors",
  year: "year",
  genre: "genre",
  description: "description",
  isbn: "ISBN",
  pages: "pages",
  language: "language",
  series: "series",
  seriesNumber: "volume of the series",
  ageFrom: "age from",
  onHand: "on hand",
  onOrder: "on order",
  reserved: "reserved",
  leadTimeDays: "days to deliver",
  packSize: "pack size",
};

import type { QueryColumn, QueryField, TableQuery } from "../../domain/table-query.ts";
import { hasField, type ShopTable } from "./shop-table.ts";

/** Columns of an answer beside title and author, at most. */
const MORE_COLUMNS = 5;

/** Fields that an answer of titles shows: title, author, what is asked, and what the filters and the order look at. */
export function columnsOf(table: ShopTable, query: TableQuery): QueryField[] {
  const asked: QueryField[] = [];
  if (query.result.kind === "field" || query.result.kind === "compare") asked.push(query.result.field);
  if (query.result.kind === "aggregate") asked.push(query.result.of);
  if (query.explain !== null) asked.push("toOrder", "onHand", "expected", "stockOutDay");
  if (query.sort !== null) asked.push(query.sort.field);
  for (const { field } of query.filters) {
    if (field !== "subject" && field !== "item" && field !== "description") asked.push(field);
  }
  const more = [...new Set(asked)].filter(
    (field) => field !== "title" && field !== "author" && field !== "titles",
  );
  const first = (["title", "author"] as const).filter((field) => hasField(table, field));
  return [...first, ...more.filter((field) => hasField(table, field)).slice(0, MORE_COLUMNS)];
}

const LABELS: Readonly<Record<QueryField, string>> = {
  item: "Item",
  title: "Title",
  author: "Author",
  genre: "Genre",
  language: "Language",
  series: "Series",
  seriesNumber: "Volume",
  year: "Year",
  price: "Price",
  pages: "Pages",
  isbn: "ISBN",
  ageFrom: "Age from",
  format: "Format",
  publisher: "Publisher",
  rating: "Rating",
  ratings: "Ratings",
  description: "Description",
  sold: "Copies sold",
  revenue: "Revenue",
  lastSale: "Last sale",
  onHand: "On the shelf",
  onOrder: "On order",
  stockOutDay: "Runs out",
  expected: "Expected in 28 days",
  cover: "Days the stock lasts",
  toOrder: "To order",
  titles: "Titles",
};

/** A column's heading and what its values are. */
export function queryColumn(field: QueryField): QueryColumn {
  return { field, label: LABELS[field], type: typeOf(field) };
}

function typeOf(field: QueryField): QueryColumn["type"] {
  switch (field) {
    case "price":
    case "revenue":
      return "money";
    case "lastSale":
    case "stockOutDay":
      return "day";
    case "year":
      return "year";
    case "item":
    case "title":
    case "author":
    case "genre":
    case "language":
    case "series":
    case "isbn":
    case "format":
    case "publisher":
    case "description":
      return "text";
    default:
      return "number";
  }
}

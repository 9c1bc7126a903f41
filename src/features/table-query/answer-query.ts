import type { QueryField, QueryReading, TableAnswer, TableQuery } from "../../domain/table-query.ts";
import { queryColumn } from "./query-columns.ts";
import { aggregateWords, EXTREME, FIELD_WORDS, queryWords, titlesWords } from "./query-words.ts";
import { runQuery, type QueryOutcome } from "./run-query.ts";
import { selectRows } from "./select-rows.ts";
import { hasField, type ShopTable } from "./shop-table.ts";
import { listWords, numberWords, valueWords } from "./value-words.ts";

/** Titles that a sentence names, at most. */
const NAMED = 5;

/** Run a query and say what it gave. */
export function answerQuery(
  table: ShopTable,
  query: TableQuery,
  readings: readonly QueryReading[] = [],
): TableAnswer {
  const lacking = lackingFields(table, query);
  const outcome = runQuery(table, query);
  const { sentence, answered } =
    lacking.length > 0
      ? {
          sentence: `The catalogue does not say: it has no ${listWords(lacking.map((field) => FIELD_WORDS[field]))}.`,
          answered: false,
        }
      : sentenceOf(table, query, outcome);
  return {
    query,
    words: queryWords(table, query),
    readings,
    sentence: answered && usesRevenue(query) ? withRevenue(sentence) : sentence,
    columns: outcome.fields.map(queryColumn),
    rows: outcome.rows,
    total: outcome.total,
    answered,
    notes: notesOf(table, query, outcome),
  };
}

/** Fields of a query that no title of the shop has. */
export function lackingFields(table: ShopTable, query: TableQuery): QueryField[] {
  const { result, sort, groupBy, explain } = query;
  const asked: (QueryField | "subject")[] = query.filters.map(({ field }) => field);
  if (result.kind === "aggregate") asked.push(result.of);
  if (result.kind === "field" || result.kind === "compare" || result.kind === "distinct")
    asked.push(result.field);
  if (sort !== null) asked.push(sort.field);
  if (groupBy !== null) asked.push(groupBy);
  if (explain !== null) asked.push(explain.about === "order" ? "toOrder" : "expected");
  return [...new Set(asked)].filter(
    (field): field is QueryField => field !== "subject" && !hasField(table, field),
  );
}

interface Said {
  readonly sentence: string;
  readonly answered: boolean;
}

function sentenceOf(table: ShopTable, query: TableQuery, outcome: QueryOutcome): Said {
  const { result, explain } = query;
  if (explain !== null) {
    const row = table.rowOf.get(explain.itemId);
    const why = row === undefined ? null : (table.why?.(row, explain.about) ?? null);
    return why === null ? unsaid("Nothing is known of its forecast.") : said(why);
  }
  if (result.kind === "count" && query.groupBy === null) return countSentence(outcome);
  if (result.kind === "distinct") return distinctSentence(result.field, outcome);
  if (outcome.rows.length === 0) {
    return outcome.unknown > 0
      ? unsaid(`The catalogue does not say: of ${titlesWords(outcome.unknown)}, none has what is asked.`)
      : { sentence: "No title is like that.", answered: !query.filters.some(({ is }) => is === "contains") };
  }
  if (query.groupBy !== null && result.kind !== "compare") return groupSentence(table, query, outcome);
  switch (result.kind) {
    case "aggregate":
      return aggregateSentence(table, result.of, result.how, outcome);
    case "field":
      return fieldSentence(table, result.field, query.limit, outcome);
    case "compare":
      return compareSentence(table, query, result, outcome);
    case "count":
    case "rows":
      return rowsSentence(table, query, outcome);
  }
}

const said = (sentence: string): Said => ({ sentence, answered: true });
const unsaid = (sentence: string): Said => ({ sentence, answered: false });

function countSentence({ figure, total, rows }: QueryOutcome): Said {
  const count = figure ?? total;
  if (count === 0) return said("There are none.");
  const names = rows.slice(0, NAMED).map(({ values }) => `“${String(values[0])}”`);
  if (rows[0]?.itemId === null) return said(`There are ${numberWords(count)}.`);
  const more = count > names.length ? " among them" : "";
  return said(`There ${count === 1 ? "is 1" : `are ${numberWords(count)}`}: ${listWords(names)}${more}.`);
}

/** What is counted, as one and as many. */
const DISTINCT_WORDS: Readonly<Partial<Record<QueryField, readonly [one: string, many: string]>>> = {
  author: ["author", "authors"],
  genre: ["genre", "genres"],
  language: ["language", "languages"],
  publisher: ["publisher", "publishers"],
  series: ["series", "series"],
  format: ["format", "formats"],
  year: ["year", "years"],
};

function distinctSentence(field: QueryField, { figure }: QueryOutcome): Said {
  const count = figure ?? 0;
  const [one, many] = DISTINCT_WORDS[field] ?? ["value", "values"];
  return said(count === 1 ? `There is 1 ${one}.` : `There are ${numberWords(count)} different ${many}.`);
}

function groupSentence(table: ShopTable, query: TableQuery, { rows, fields, total }: QueryOutcome): Said {
  const [group, measure] = fields as [QueryField, QueryField];
  const parts = rows.slice(0, NAMED).map(({ values }) => {
    const name = valueWords(group, values[0]!, table.currency);
    return `${name} (${measureWords(table, measure, values[1] ?? null)})`;
  });
  const rest = total - parts.length;
  const more = query.limit === null && rest > 0 ? `, and ${numberWords(rest)} more` : "";
  return said(`${listWords(parts)}${more}.`);
}

function aggregateSentence(
  table: ShopTable,
  of: QueryField,
  how: "sum" | "mean" | "median" | "min" | "max",
  { figure, total, unknown }: QueryOutcome,
): Said {
  if (figure === null) return unsaid(`The catalogue does not say the ${FIELD_WORDS[of]} of any of them.`);
  const words = of === "rating" ? numberWords(figure) : measureWords(table, of, figure);
  const what = aggregateWords(how, of);
  const counted = titlesWords(total - unknown);
  return said(
    how === "sum" && of === "sold" ? `${words}, of ${counted}.` : `The ${what} of ${counted}: ${words}.`,
  );
}

function fieldSentence(
  table: ShopTable,
  field: QueryField,
  limit: number | null,
  { rows, fields, total }: QueryOutcome,
): Said {
  const at = fields.indexOf(field);
  const titleAt = fields.indexOf("title");
  const known = rows.filter(({ values }) => values[at] !== null && values[at] !== undefined);
  if (known.length === 0) {
    const titles = rows.slice(0, NAMED).map(({ values }) => `“${String(values[titleAt])}”`);
    return unsaid(`The catalogue does not say the ${FIELD_WORDS[field]} of ${listWords(titles)}.`);
  }
  const parts = known
    .slice(0, NAMED)
    .map(({ values }) => fieldWords(table, field, String(values[titleAt]), values[at]!));
  const rest = (limit === null ? total : rows.length) - parts.length;
  return said(`${listWords(parts)}${rest > 0 ? `, and ${numberWords(rest)} more` : ""}.`);
}

function fieldWords(table: ShopTable, field: QueryField, title: string, value: string | number): string {
  const words = measureWords(table, field, value);
  switch (field) {
    case "author":
      return `“${title}” is by ${words}`;
    case "year":
      return `“${title}” is from ${words}`;
    case "price":
      return `“${title}” costs ${words}`;
    case "pages":
      return `“${title}” has ${words}`;
    case "title":
      return `“${title}”`;
    case "onHand":
    case "onOrder":
    case "sold":
    case "expected":
    case "toOrder":
    case "ratings":
    case "cover":
      return `“${title}”: ${words}`;
    case "stockOutDay":
      return `“${title}” runs out on ${words}`;
    case "lastSale":
      return `“${title}” last sold on ${words}`;
    case "rating":
      return `“${title}” is ${words}`;
    default:
      return `The ${FIELD_WORDS[field]} of “${title}”: ${words}`;
  }
}

/** A value with what it counts: "12 copies sold", "£7.99", "320 pages". */
function measureWords(table: ShopTable, field: QueryField, value: string | number | null): string {
  if (value === null) return "unknown";
  const words = valueWords(field, value, table.currency);
  const one = value === 1;
  switch (field) {
    case "titles":
      return `${words} ${one ? "title" : "titles"}`;
    case "pages":
      return `${words} ${one ? "page" : "pages"}`;
    case "ratings":
      return `${words} ${one ? "rating" : "ratings"}`;
    case "sold":
      return `${words} ${one ? "copy" : "copies"} sold`;
    case "onHand":
      return `${words} ${one ? "copy" : "copies"} on the shelf`;
    case "onOrder":
      return `${words} ${one ? "copy" : "copies"} on order`;
    case "expected":
      return `${words} ${one ? "copy" : "copies"} expected in 28 days`;
    case "toOrder":
      return `${words} ${one ? "copy" : "copies"} to order`;
    case "cover":
      return value === Infinity ? "no sale expected" : `stock for ${words} days`;
    case "rating":
      return `rated ${words}`;
    default:
      return words;
  }
}

function compareSentence(
  table: ShopTable,
  query: TableQuery,
  { field, wants }: { readonly field: QueryField; readonly wants: "more" | "less" | "both" },
  { rows, fields }: QueryOutcome,
): Said {
  const at = query.groupBy === null ? fields.indexOf(field) : 1;
  const named = rows.map(({ itemId, values }) => ({
    name: itemId === null ? valueWords(query.groupBy!, values[0]!, table.currency) : `“${String(values[0])}”`,
    value: values[at] ?? null,
  }));
  const known = named.filter(({ value }) => value !== null);
  const parts = known.map(({ name, value }) => `${name}: ${measureWords(table, field, value)}`);
  const missing = named.filter(({ value }) => value === null).map(({ name }) => name);
  if (missing.length > 0 || known.length < 2) {
    const silent = missing.length > 0 ? missing : named.map(({ name }) => name);
    return unsaid(
      `The catalogue does not say the ${FIELD_WORDS[field]} of ${missing.length > 0 ? listWords(silent) : "both"}${parts.length > 0 ? `; ${listWords(parts)}` : ""}.`,
    );
  }
  const numbers = known.map(({ value }) => Number(value));
  const best = wants === "less" ? Math.min(...numbers) : Math.max(...numbers);
  const winners = known.filter(({ value }) => Number(value) === best);
  if (winners.length === known.length) return said(`They are equal. ${listWords(parts)}.`);
  if (wants === "both") return said(`${listWords(parts)}.`);
  const winner = listWords(winners.map(({ name }) => name));
  return said(`${winner}. ${parts.join("; ")}.`);
}

function rowsSentence(table: ShopTable, query: TableQuery, outcome: QueryOutcome): Said {
  const { rows, total, fields, ties } = outcome;
  const { sort, limit } = query;
  const sortAt = sort === null ? -1 : fields.indexOf(sort.field);
  const parts = rows.slice(0, NAMED).map(({ values }) => {
    const value = sortAt < 0 || sort!.field === "title" ? null : (values[sortAt] ?? null);
    return value === null
      ? `“${String(values[0])}”`
      : `“${String(values[0])}” (${measureWords(table, sort!.field, value)})`;
  });
  const hidden = (limit === null ? total - query.skip : rows.length + ties) - parts.length;
  const more = hidden > 0 ? `, and ${numberWords(hidden)} more` : "";
  if (limit === 1 && sort !== null) {
    const extreme = EXTREME[sort.field]?.[sort.descending ? 1 : 0];
    const tied = rows.length > 1 || ties > 0 ? " share the place" : "";
    return said(
      `${extreme && query.skip === 0 && tied === "" ? `The ${extreme}: ` : ""}${listWords(parts)}${more}${tied}.`,
    );
  }
  return said(`${titlesWords(limit === null ? total : rows.length)}: ${listWords(parts)}${more}.`);
}

function notesOf(table: ShopTable, query: TableQuery, outcome: QueryOutcome): string[] {
  const notes: string[] = [];
  const { result, sort } = query;
  const measured = result.kind === "aggregate" ? result.of : result.kind === "rows" ? sort?.field : undefined;
  if (outcome.unknown > 0 && measured !== undefined && hasField(table, measured)) {
    notes.push(`The ${FIELD_WORDS[measured]} of ${titlesWords(outcome.unknown)} is not known.`);
  }
  if (outcome.ties > 0)
    notes.push(`${numberWords(outcome.ties)} more have the same ${FIELD_WORDS[sort?.field ?? "titles"]}.`);
  for (const filter of query.filters) {
    if (filter.is !== "between" || !hasField(table, filter.field) || filter.field === "sold") continue;
    const others = query.filters.filter((other) => other !== filter);
    const silent = selectRows(table, {
      filters: [...others, { field: filter.field, is: "missing" }],
      period: query.period,
    }).length;
    if (silent > 0)
      notes.push(`${titlesWords(silent)} that would fit do not say their ${FIELD_WORDS[filter.field]}.`);
  }
  if (usesStock(query) && outcome.rows.some(({ itemId }) => itemId !== null && table.reserved.has(itemId)))
    notes.push("Copies reserved for customers are not counted.");
  return notes;
}

const usesRevenue = (query: TableQuery): boolean => uses(query, ["revenue"]);
const usesStock = (query: TableQuery): boolean => uses(query, ["onHand", "cover", "stockOutDay"]);

function uses({ result, sort, filters }: TableQuery, fields: readonly QueryField[]): boolean {
  const asked = [
    ...(result.kind === "aggregate" ? [result.of] : []),
    ...(result.kind === "field" || result.kind === "compare" ? [result.field] : []),
    ...(sort === null ? [] : [sort.field]),
    ...filters.map(({ field }) => field),
  ];
  return fields.some((field) => asked.includes(field));
}

/** What the till took may have been less or more: the sentence says what was counted. */
const withRevenue = (sentence: string): string =>
  `${sentence} Revenue is counted as copies sold times the last price.`;

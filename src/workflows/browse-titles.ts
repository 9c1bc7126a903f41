import MiniSearch, { type Query } from "minisearch";
import { codeForms } from "../domain/book-code.ts";
import type { CatalogueFacets, Facet } from "../domain/catalogue-facets.ts";
import type { TitleTable } from "../domain/forecast-view.ts";
import type { Provenance } from "../domain/provenance.ts";
import { meanBetween, quantileOfSum } from "../training/demand-outlook.ts";
import { derive, openForecastData, type ForecastData, type ScreenContext } from "./forecast-data.ts";

/** Days of the sums in the title table. */
const TABLE_DAYS = 28;
/** Rows a search returns, at most: nobody scrolls further. */
const SEARCH_LIMIT = 200;

/** Whose data and which model the screens speak from. @throws `import.unknown-dataset` */
export async function provenanceOf(context: ScreenContext, datasetId: string): Promise<Provenance> {
  return (await openForecastData(context, datasetId)).provenance;
}

/** All titles as columns. The arrays are the caller's. @throws `import.unknown-dataset` */
export async function titleTable(context: ScreenContext, datasetId: string): Promise<TitleTable> {
  const data = await openForecastData(context, datasetId);
  const count = data.itemId.length;
  const titles = Array.from({ length: count }, (_, row) => data.titleOf(row));
  const title = joinTexts(titles.map((record) => record.title));
  const author = joinTexts(titles.map((record) => record.authors.join(", ")));
  const itemId = joinTexts(data.itemId);
  return {
    count,
    titleText: title.text,
    titleStart: title.start,
    authorText: author.text,
    authorStart: author.start,
    itemIdText: itemId.text,
    itemIdStart: itemId.start,
    ...expectedColumns(data),
    onHand: Float32Array.from(data.itemId, (id) => data.stock.get(id)?.onHand ?? NaN),
    recent: recentUnits(data),
    service: data.service.slice(),
  };
}

/** What the titles can be filtered by. @throws `import.unknown-dataset` */
export async function catalogueFacets(context: ScreenContext, datasetId: string): Promise<CatalogueFacets> {
  const data = await openForecastData(context, datasetId);
  return derive(data, "facets", () => {
    const genres = new Map<string, number>();
    const languages = new Map<string, number>();
    let ages = false;
    data.itemId.forEach((_, row) => {
      if (data.service[row] === 1) return;
      const { genre, language, ageFrom } = data.titleOf(row);
      if (genre !== null) genres.set(genre, (genres.get(genre) ?? 0) + 1);
      if (language !== null) languages.set(language, (languages.get(language) ?? 0) + 1);
      ages ||= ageFrom !== null;
    });
    return { genres: facets(genres), languages: facets(languages), ages };
  });
}

function facets(titlesOf: ReadonlyMap<string, number>): Facet[] {
  return [...titlesOf]
    .map(([value, titles]) => ({ value, titles }))
    .sort((a, b) => b.titles - a.titles || (a.value < b.value ? -1 : 1));
}

/**
 * Rows of the title table that match, best first: a code (SKU, ISBN) exactly, then words of title, author and code by
 * their beginnings and with up to one typing mistake.
 */
export async function searchTitles(
  context: ScreenContext,
  datasetId: string,
  query: string,
): Promise<Uint32Array> {
  const data = await openForecastData(context, datasetId);
  const exact = codeForms(query).flatMap((form) => codeIndex(data).get(form) ?? []);
  const index = searchIndex(data);
  let results = index.search(query);
  if (results.length === 0) results = index.search(withExchanges(query));
  const found = results.slice(0, SEARCH_LIMIT).map((result) => result.id as number);
  return Uint32Array.from(new Set([...exact, ...found]));
}

/**
 * The query with any two neighbouring letters of a word exchanged ("lihgt"): to the index that is two mistakes, to a
 * typist one.
 */
function withExchanges(query: string): Query {
  const words = query.split(/\s+/).filter((word) => word !== "");
  return {
    combineWith: "AND",
    queries: words.map((word) => ({ combineWith: "OR", fuzzy: 0, queries: [word, ...exchanges(word)] })),
  };
}

function exchanges(word: string): string[] {
  if (word.length < 4) return [];
  return Array.from(
    { length: word.length - 1 },
    (_, i) => word.slice(0, i) + word[i + 1]! + word[i]! + word.slice(i + 2),
  );
}

/** Build the search index now, so that the first keystroke does not wait for it. */
export async function prepareSearch(context: ScreenContext, datasetId: string): Promise<void> {
  const data = await openForecastData(context, datasetId);
  searchIndex(data);
  codeIndex(data);
}

/** The item a scanned code belongs to (SKU, EAN-13, ISBN-10 or -13), or null. */
export async function findByCode(
  context: ScreenContext,
  datasetId: string,
  code: string,
): Promise<string | null> {
  const data = await openForecastData(context, datasetId);
  for (const form of codeForms(code)) {
    const row = codeIndex(data).get(form);
    if (row !== undefined) return data.itemId[row]!;
  }
  return null;
}

function joinTexts(texts: readonly string[]): { text: string; start: Uint32Array } {
  const start = new Uint32Array(texts.length + 1);
  const clean = texts.map((text) => (text.includes("\n") ? text.replaceAll("\n", " ") : text));
  clean.forEach((text, i) => (start[i + 1] = start[i]! + text.length + 1));
  return { text: clean.join("\n"), start };
}

function expectedColumns(data: ForecastData): Pick<TitleTable, "expected" | "low" | "high"> {
  const { forecast, asOfDay } = data;
  const count = data.itemId.length;
  const columns = {
    expected: new Float32Array(count).fill(NaN),
    low: new Float32Array(count).fill(NaN),
    high: new Float32Array(count).fill(NaN),
  };
  if (!forecast) return columns;
  for (let row = 0; row < count; row++) {
    const at = data.forecastRow[row]!;
    if (at < 0) continue;
    const mean = meanBetween(forecast, at, asOfDay, asOfDay + TABLE_DAYS);
    columns.expected[row] = mean;
    columns.low[row] = quantileOfSum(forecast, at, mean, TABLE_DAYS, 0.1);
    columns.high[row] = quantileOfSum(forecast, at, mean, TABLE_DAYS, 0.9);
  }
  return columns;
}

function recentUnits(data: ForecastData): Float32Array {
  const { demand, asOfDay } = data;
  const recent = new Float32Array(data.itemId.length);
  for (let row = 0; row < demand.rowStart.length - 1; row++) {
    for (let i = demand.rowStart[row + 1]! - 1; i >= demand.rowStart[row]!; i--) {
      if (demand.day[i]! < asOfDay - TABLE_DAYS) break;
      recent[row]! += demand.units[i]!;
    }
  }
  return recent;
}

function codeIndex(data: ForecastData): ReadonlyMap<string, number> {
  return derive(data, "codes", () => {
    const index = new Map<string, number>();
    const add = (code: string, row: number): void => {
      for (const form of codeForms(code)) if (!index.has(form)) index.set(form, row);
    };
    data.itemId.forEach((id, row) => add(id, row));
    data.itemId.forEach((_, row) => add(data.titleOf(row).isbn ?? "", row));
    return index;
  });
}

function searchIndex(data: ForecastData): MiniSearch {
  return derive(data, "search", () => {
    const index = new MiniSearch({
      fields: ["title", "authors", "code"],
      processTerm: plainTerm,
      searchOptions: {
        boost: { title: 2 },
        combineWith: "AND",
        // Words may be unfinished. A single letter begins too many; it only counts as a whole word.
        prefix: (term: string) => term.length > 1,
        // One mistake is forgiven in words long enough to have one.
        fuzzy: (term: string) => (term.length > 3 ? 1 : 0),
        maxFuzzy: 1,
      },
    });
    index.addAll(
      data.itemId.map((id, row) => {
        const { title, authors, isbn } = data.titleOf(row);
        return { id: row, title, authors: authors.join(" "), code: isbn === null ? id : `${id} ${isbn}` };
      }),
    );
    return index;
  });
}

/** Lower case without accents: "Brontë" is found by "bronte". */
function plainTerm(term: string): string {
  return term.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

import type { Database } from "../core/ports.ts";
import type { SourceText } from "../domain/document.ts";
import { textHigh, textLow } from "../domain/line-identity.ts";
import { titleSources } from "../features/catalogue-text.ts";
import { documentSourceId, documentText } from "./documents.ts";
import type { ForecastData } from "./forecast-data.ts";

/**
 * Everything of a dataset that can be asked, in the order of its passages: titles in the shop's order, then notes and
 * reviews, then documents.
 *
 * @param documents ids of the documents, as `documentIds` gives them
 */
export async function* askSources(
  database: Database,
  shop: ForecastData,
  documents: readonly string[],
): AsyncGenerator<SourceText> {
  for (const row of shop.itemId.keys()) {
    if (shop.service[row] === 0) yield* sourcesOf(shop, row);
  }
  yield* await readNotes(database, shop.dataset.id);
  for (const documentId of documents) {
    const text = await documentText(database, shop.dataset.id, documentId);
    if (text !== null) yield text;
  }
}

/** One source by its id as it is now, or null where it is gone. */
export async function sourceById(
  database: Database,
  shop: ForecastData,
  sourceId: string,
): Promise<SourceText | null> {
  const at = sourceId.indexOf("/");
  const id = sourceId.slice(at + 1);
  switch (sourceId.slice(0, at)) {
    case "title":
    case "description": {
      const row = shop.rowOf.get(id);
      const sources = row === undefined ? [] : sourcesOf(shop, row);
      return sources.find((source) => source.sourceId === sourceId) ?? null;
    }
    case "document":
      return documentText(database, shop.dataset.id, id);
    default: {
      const notes = await readNotes(database, shop.dataset.id);
      return notes.find((note) => note.sourceId === sourceId) ?? null;
    }
  }
}

/** What staff and readers wrote of titles; nothing where nobody did. */
export async function readNotes(database: Database, datasetId: string): Promise<readonly SourceText[]> {
  return ((await database.read("documents", notesKey(datasetId))) as SourceText[] | undefined) ?? [];
}

export const notesKey = (datasetId: string): string => `${datasetId}/notes`;

/** What a source is told apart by: all that its passages depend on. Both lanes of `domain/line-identity`. */
export function sourceHash(source: SourceText): readonly [low: number, high: number] {
  const { kind, title, itemId, language, sections } = source;
  const text = JSON.stringify([kind, title, itemId, language, sections]);
  return [textLow(text), textHigh(text)];
}

/** Whether a passage's source is still there, as far as can be told without reading it. */
export function isSourceKnown(sourceId: string, shop: ForecastData, documents: ReadonlySet<string>): boolean {
  const [kind, id] = [sourceId.slice(0, sourceId.indexOf("/")), sourceId.slice(sourceId.indexOf("/") + 1)];
  if (kind === "document") return documents.has(sourceId);
  return (kind !== "title" && kind !== "description") || shop.rowOf.has(id);
}

export const documentSources = (ids: readonly string[]): ReadonlySet<string> =>
  new Set(ids.map(documentSourceId));

function sourcesOf(shop: ForecastData, row: number): SourceText[] {
  const title = shop.titleOf(row);
  return titleSources(title);
}

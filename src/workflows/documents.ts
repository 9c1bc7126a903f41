import { throwIfAborted } from "../core/errors.ts";
import type { ByteSource, Database, DocumentReader, WorkflowContext } from "../core/ports.ts";
import type { DocumentRecord, SourceText } from "../domain/document.ts";
import { passagesOf } from "../features/passages.ts";
import { sha256 } from "../registry/index-file.ts";
import { askError } from "./ask-errors.ts";
import { readDataset } from "./datasets.ts";

export interface DocumentContext extends Pick<
  WorkflowContext,
  "database" | "clock" | "locks" | "progress" | "signal"
> {
  readonly documents: DocumentReader;
}

/** A document as it was, so that removing it can be undone. */
export interface RemovedDocument {
  readonly record: DocumentRecord;
  readonly text: SourceText;
}

/** Enough of the file's hash to tell any two documents of a shop apart. */
const ID_LETTERS = 16;

/**
 * Read a document and keep its text. The same file twice is one document: it is given back as it was kept.
 *
 * @throws `document.*`, `file.*` when it cannot be read, `import.unknown-dataset`, `core.aborted`, `storage.*`; nothing is kept
 * then
 */
export async function addDocument(
  context: DocumentContext,
  datasetId: string,
  source: ByteSource,
): Promise<DocumentRecord> {
  const { database, progress, signal } = context;
  await readDataset(database, datasetId);
  const report = (done: number): void =>
    progress({ phase: "Reading the document", done, total: source.size, unit: "bytes", remainingMs: null });
  report(0);
  // The hash needs all of the file: what would be refused anyway is not read for it.
  await context.documents.check(source);
  const hash = await sha256(await source.slice(0));
  const documentId = hash.slice(0, ID_LETTERS);
  const known = await readDocumentRecord(database, datasetId, documentId);
  if (known !== null) return known;
  const read = await context.documents.read(source, { signal, onBytes: report });
  throwIfAborted(signal, "Reading the document");
  const text: SourceText = {
    sourceId: documentSourceId(documentId),
    kind: "document",
    title: read.title,
    itemId: null,
    language: read.language,
    sections: read.sections,
  };
  const record: DocumentRecord = {
    documentId,
    fileName: source.name,
    format: read.format,
    title: read.title,
    language: read.language,
    bytes: source.size,
    sha256: hash,
    addedAt: context.clock.isoNow(),
    sections: read.sections.length,
    passages: passagesOf(text).length,
    doubts: read.doubts,
  };
  await keepDocument(context, datasetId, { record, text });
  return record;
}

/** Documents of a dataset, the newest first. */
export async function listDocuments(database: Database, datasetId: string): Promise<DocumentRecord[]> {
  const keys = await database.keys("documents", recordKey(datasetId, ""));
  const records = await Promise.all(keys.map((key) => database.read("documents", key)));
  return (records as (DocumentRecord | undefined)[])
    .filter((record) => record !== undefined)
    .sort((a, b) => (a.addedAt < b.addedAt ? 1 : a.addedAt > b.addedAt ? -1 : 0));
}

/** Ids of a dataset's documents, sorted: cheap, to see whether there are others than the index knows. */
export async function documentIds(database: Database, datasetId: string): Promise<string[]> {
  const prefix = recordKey(datasetId, "");
  return (await database.keys("documents", prefix)).map((key) => key.slice(prefix.length));
}

/** The text of a document; null where it is not there. */
export async function documentText(
  database: Database,
  datasetId: string,
  documentId: string,
): Promise<SourceText | null> {
  return (
    ((await database.read("documents", textKey(datasetId, documentId))) as SourceText | undefined) ?? null
  );
}

/**
 * Remove a document.
 *
 * @returns what `restoreDocument` brings back; null where it was not there
 * @throws `storage.*`
 */
export function removeDocument(
  context: Pick<WorkflowContext, "database" | "locks">,
  datasetId: string,
  documentId: string,
): Promise<RemovedDocument | null> {
  const { database } = context;
  return context.locks.hold(documentsLock(datasetId), { wait: true }, async () => {
    const record = await readDocumentRecord(database, datasetId, documentId);
    const text = await documentText(database, datasetId, documentId);
    await database.write([
      { store: "documents", key: recordKey(datasetId, documentId) },
      { store: "documents", key: textKey(datasetId, documentId) },
    ]);
    return record && text && { record, text };
  });
}

/** Bring back what `removeDocument` gave. @throws `ask.other-document`, `import.unknown-dataset`, `storage.*` */
export async function restoreDocument(
  context: Pick<WorkflowContext, "database" | "locks">,
  datasetId: string,
  removed: RemovedDocument,
): Promise<void> {
  const { documentId } = removed.record;
  if (removed.text.sourceId !== documentSourceId(documentId)) {
    throw askError("ask.other-document", { documentId });
  }
  await keepDocument(context, datasetId, removed);
}

/** Name of the lock under which the documents of a dataset are changed. */
export const documentsLock = (datasetId: string): string => `documents/${datasetId}`;
export const documentSourceId = (documentId: string): string => `document/${documentId}`;

function keepDocument(
  context: Pick<WorkflowContext, "database" | "locks">,
  datasetId: string,
  { record, text }: RemovedDocument,
): Promise<void> {
  const { database } = context;
  return context.locks.hold(documentsLock(datasetId), { wait: true }, async () => {
    // The shop may have been removed while the file was read.
    await readDataset(database, datasetId);
    await database.write([
      { store: "documents", key: recordKey(datasetId, record.documentId), value: record },
      { store: "documents", key: textKey(datasetId, record.documentId), value: text },
    ]);
  });
}

async function readDocumentRecord(
  database: Database,
  datasetId: string,
  documentId: string,
): Promise<DocumentRecord | null> {
  const value = await database.read("documents", recordKey(datasetId, documentId));
  return (value as DocumentRecord | undefined) ?? null;
}

const recordKey = (datasetId: string, documentId: string): string => `${datasetId}/list/${documentId}`;
const textKey = (datasetId: string, documentId: string): string => `${datasetId}/text/${documentId}`;

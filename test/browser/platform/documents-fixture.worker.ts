import type { ReadDocument } from "../../../src/core/ports.ts";
import { exposeApi } from "../../../src/bridge/expose.ts";
import { blobSource } from "../../../src/platform/files/blob-source.ts";
import { fileDocumentReader } from "../../../src/platform/files/document-reader.ts";

const reader = fileDocumentReader();

export interface DocumentsApi {
  read(blob: Blob, name: string): Promise<ReadDocument>;
}

exposeApi<DocumentsApi>({ read: (blob, name) => reader.read(blobSource(blob, name)) });

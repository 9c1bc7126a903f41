import { expect } from "vitest";
import { fileDocumentReader } from "../../../../src/platform/files/document-reader.ts";
import type { ReadDocument } from "../../../../src/core/ports.ts";
import { textFile } from "../../../fixtures/import/till-shop.ts";

const reader = fileDocumentReader();

/** A document from its content. */
export function readFile(content: string | Uint8Array<ArrayBuffer>, name: string): Promise<ReadDocument> {
  return reader.read(textFile(content, name));
}

/** Each section as "heading > heading: text". */
export function outline(document: ReadDocument): string[] {
  return document.sections.map(({ headings, text }) =>
    headings.length === 0 ? text : `${headings.join(" > ")}: ${text}`,
  );
}

export const withCode = (code: string): Error => expect.objectContaining({ code }) as Error;

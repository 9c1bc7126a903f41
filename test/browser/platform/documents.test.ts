import { afterAll, expect, it } from "vitest";
import { connect } from "../../../src/bridge/connect.ts";
import bookUrl from "../../fixtures/documents/ebooklib.epub?url";
import printedUrl from "../../fixtures/documents/chromium.pdf?url";
import savedUrl from "../../fixtures/documents/chromium.html?url";
import lockedUrl from "../../fixtures/documents/locked.pdf?url";
import type { DocumentsApi } from "./documents-fixture.worker.ts";
import onixUrl from "../../fixtures/documents/reference.xml?url";

// pdf.js greets whoever started the worker it is loaded in; the bridge must not take that for an answer.
const { api, terminate } = connect<DocumentsApi>(
  () => new Worker(new URL("documents-fixture.worker.ts", import.meta.url), { type: "module" }),
  { name: "documents" },
);
afterAll(terminate);

const fixture = async (url: string): Promise<Blob> => (await fetch(url)).blob();

it.each([
  ["an EPUB", bookUrl, "epub", ["Part One", "The Light"]],
  ["a PDF", printedUrl, "pdf", ["The cape"]],
  ["a page", savedUrl, "html", ["The cape"]],
  ["ONIX", onixUrl, "onix", ["Emma: A Novel"]],
])("a worker reads %s as Node does", async (_, url, format, headings) => {
  const document = await api.read(await fixture(url), "file");
  expect(document).toMatchObject({ format });
  expect(document.sections[0]).toMatchObject({ headings });
});

it("a worker reads Markdown, and gives the code of what it cannot read", async () => {
  expect(await api.read(new Blob(["# One\n\nText\n\n## Two\n\nMore"]), "README")).toMatchObject({
    format: "markdown",
  });
  await expect(api.read(await fixture(lockedUrl), "a.pdf")).rejects.toMatchObject({
    code: "document.locked",
  });
  await expect(api.read(new Blob(["PK\u0003\u0004"]), "a.epub")).rejects.toMatchObject({
    code: "document.damaged",
  });
});

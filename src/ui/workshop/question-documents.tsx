import { For, Show, type JSX } from "solid-js";
import type { DocumentFormat, DocumentRecord } from "../../domain/document.ts";
import { isoInstant } from "../format/days.ts";
import { bytes, count, counted } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { useApp } from "../state/app.tsx";
import { shopAskDocuments } from "../state/ask-documents.ts";
import { FileDrop } from "./file-drop.tsx";

const ACCEPT = ".txt,.md,.markdown,.html,.htm,.xhtml,.epub,.pdf,.csv,.tsv,.xml,.onx,.onix";

const FORMATS: Readonly<Record<DocumentFormat, string>> = {
  text: "Text",
  markdown: "Markdown",
  html: "HTML",
  epub: "EPUB",
  pdf: "PDF",
  csv: "CSV",
  onix: "ONIX",
};

/** Texts beside the catalogue that answers may come from: add, look at what was left out, remove. */
export function QuestionDocuments(): JSX.Element {
  const app = useApp();
  const documents = app.keep(shopAskDocuments);
  const failed = () => documents.outcomes().filter((outcome) => outcome.error !== null);
  const added = () => documents.outcomes().length - failed().length;
  return (
    <section aria-labelledby="documents-heading">
      <h2 id="documents-heading">Documents</h2>
      <FileDrop
        label="Choose documents"
        accept={ACCEPT}
        multiple
        onFiles={(files) => void documents.add(files)}
      >
        Texts, Markdown, HTML, EPUB, PDF, CSV or ONIX. They do not leave this device.
      </FileDrop>
      <p class="form-message" role="status">
        <Show when={added() > 0}>{counted(added(), "document is", "documents are")} added.</Show>
      </p>
      <For each={failed()}>
        {(outcome) => (
          <div class="note note-error" role="alert">
            <p>
              <strong>{outcome.fileName}:</strong> {outcome.error!.message} {outcome.error!.remedy}
            </p>
          </div>
        )}
      </For>
      <Show when={documents.list.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void documents.list.reload()} />}
      </Show>
      <Show
        when={(documents.list.value()?.length ?? 0) > 0}
        fallback={
          <p class="quiet">
            {documents.list.value() === undefined
              ? "Reading what is kept."
              : "None yet: questions are answered from the catalogue alone."}
          </p>
        }
      >
        <div class="table-scroll">
          <table class="dense">
            <caption class="visually-hidden">Documents that answers may come from</caption>
            <thead>
              <tr>
                <th scope="col">Document</th>
                <th scope="col">Kind</th>
                <th scope="col" class="figures">
                  Size
                </th>
                <th scope="col" class="figures">
                  Sections
                </th>
                <th scope="col" class="figures">
                  Passages
                </th>
                <th scope="col">Added</th>
                <td />
              </tr>
            </thead>
            <tbody>
              <For each={documents.list.value()}>
                {(record) => <DocumentRow record={record} onRemove={() => void documents.remove(record)} />}
              </For>
            </tbody>
          </table>
        </div>
      </Show>
    </section>
  );
}

function DocumentRow(props: { readonly record: DocumentRecord; readonly onRemove: () => void }): JSX.Element {
  const named = () => props.record.title !== "" && props.record.title !== props.record.fileName;
  return (
    <tr>
      <th scope="row">
        {props.record.title || props.record.fileName}
        <Show when={named()}>
          <span class="file-name">{props.record.fileName}</span>
        </Show>
        <Show when={props.record.doubts.length > 0}>
          <details class="doubts">
            <summary>{counted(props.record.doubts.length, "thing left out", "things left out")}</summary>
            <ul>
              <For each={props.record.doubts}>{(doubt) => <li>{doubt}</li>}</For>
            </ul>
          </details>
        </Show>
      </th>
      <td>{FORMATS[props.record.format]}</td>
      <td class="figures">{bytes(props.record.bytes)}</td>
      <td class="figures">{count(props.record.sections)}</td>
      <td class="figures">{count(props.record.passages)}</td>
      <td class="instant">{isoInstant(props.record.addedAt)}</td>
      <td>
        <button
          type="button"
          class="button small"
          aria-label={`Remove ${props.record.title || props.record.fileName}`}
          onClick={() => props.onRemove()}
        >
          Remove
        </button>
      </td>
    </tr>
  );
}

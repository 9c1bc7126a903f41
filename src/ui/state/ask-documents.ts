import { createSignal, type Accessor } from "solid-js";
import { asAppError, type AppError } from "../../core/errors.ts";
import type { DocumentRecord } from "../../domain/document.ts";
import type { AppState } from "./app.tsx";
import { shopAskIndex } from "./ask-index.ts";
import { createLoad, type Load } from "./load.ts";

/** What became of a file that was chosen. */
export interface FileOutcome {
  readonly fileName: string;
  readonly record: DocumentRecord | null;
  readonly error: AppError | null;
}

/** The documents that answers may come from. */
export interface AskDocuments {
  readonly list: Load<readonly DocumentRecord[]>;
  /** Of the files chosen last, in their order. */
  readonly outcomes: Accessor<readonly FileOutcome[]>;
  /** Files that cannot be read stop no others. */
  add(files: readonly File[]): Promise<void>;
  remove(record: DocumentRecord): Promise<void>;
}

function createAskDocuments(app: AppState): AskDocuments {
  const { services, datasets, jobs, toasts } = app;
  const index = app.keep(shopAskIndex);
  const list = createLoad(datasets.currentId, (id: string) => services.ask.documents(id));
  const [outcomes, setOutcomes] = createSignal<readonly FileOutcome[]>([]);
  app.onStores(["documents", "datasets"], () => void list.reload());
  const changed = async (): Promise<void> => {
    await Promise.all([list.reload(), index.status.reload()]);
  };
  return {
    list,
    outcomes,
    async add(files) {
      const datasetId = datasets.currentId();
      if (datasetId === null) return;
      // Vectors go on afterwards, where they were.
      jobs.indexing.cancel();
      setOutcomes([]);
      await jobs.index("Reading documents", datasetId, async (api, onProgress) => {
        for (const file of files) {
          const outcome = await api.addDocument(datasetId, file, onProgress).then(
            (record): FileOutcome => ({ fileName: file.name, record, error: null }),
            (thrown: unknown): FileOutcome => ({
              fileName: file.name,
              record: null,
              error: asAppError(thrown),
            }),
          );
          if (outcome.error?.kind === "aborted") throw outcome.error;
          setOutcomes((all) => [...all, outcome]);
        }
        return files.length;
      });
      await list.reload();
      await index.update();
    },
    async remove(record) {
      const datasetId = datasets.currentId();
      if (datasetId === null) return;
      try {
        const removed = await services.askIndex.removeDocument(datasetId, record.documentId);
        await changed();
        if (removed === null) return;
        toasts.show(`${record.title} is removed.`, {
          label: "Undo",
          run: () => {
            services.askIndex
              .restoreDocument(datasetId, removed.record, removed.text)
              .then(changed)
              .catch(toasts.showError);
          },
        });
      } catch (thrown) {
        toasts.showError(thrown);
      }
    },
  };
}

export function shopAskDocuments(app: AppState): AskDocuments {
  return createAskDocuments(app);
}

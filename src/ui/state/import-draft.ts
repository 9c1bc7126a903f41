import { createSignal, type Accessor } from "solid-js";
import type { FilePreview, ImportPlan } from "../../domain/import-plan.ts";
import { createLoad, type Load } from "./load.ts";
import type { Services } from "./services.ts";

/** What a person said about the file; the rest is guessed. */
type Choices = { -readonly [Key in keyof ImportPlan]?: ImportPlan[Key] };

/** A chosen file before its import: what it looks like, and what the person said about it. */
export interface ImportDraft {
  readonly file: Accessor<File | null>;
  readonly preview: Load<FilePreview>;
  /** The guessed plan with the person's choices over it. */
  readonly plan: Accessor<ImportPlan | undefined>;
  open(file: File): void;
  /** Say something about the file; it is looked at again with that. */
  choose(choices: Partial<ImportPlan>): void;
  clear(): void;
}

export function createImportDraft(services: Services): ImportDraft {
  const [file, setFile] = createSignal<File | null>(null);
  const [choices, setChoices] = createSignal<Choices>({});
  const preview = createLoad(file, (chosen: File) => services.ingest.inspectFile(chosen, choices()));
  return {
    file,
    preview,
    plan: () => {
      const guessed = preview.value()?.plan;
      return guessed === undefined ? undefined : { ...guessed, ...choices() };
    },
    open(next) {
      setChoices({});
      setFile(() => next);
    },
    choose(more) {
      setChoices((old) => {
        const next = { ...old, ...more };
        // Another kind has other columns, another header row or delimiter other ones: those are guessed anew.
        const columnsChange = "kind" in more || "delimiter" in more || "hasHeader" in more;
        if (columnsChange) delete next.mapping;
        return next;
      });
      void preview.reload();
    },
    clear() {
      setFile(null);
      setChoices({});
    },
  };
}

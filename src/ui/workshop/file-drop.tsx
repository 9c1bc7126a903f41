import { createSignal, type JSX } from "solid-js";
import { Icon } from "../parts/icon.tsx";
import { useApp } from "../state/app.tsx";

const ACCEPT = ".csv,.tsv,.txt,.gz,.xlsx,.parquet,.xml,.onix";

/** Where a file is dropped or picked. */
export function FileDrop(): JSX.Element {
  const app = useApp();
  const [over, setOver] = createSignal(false);
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file === undefined) return;
    if (files!.length > 1) app.toasts.show(`One file at a time: looking at ${file.name}.`);
    app.importDraft.open(file);
  };
  return (
    <label
      class="file-drop"
      classList={{ over: over() }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <Icon name="file" />
      <strong>Choose a file, or drop one here</strong>
      <span>
        Sales, a catalogue or stock, as CSV, TSV (also gzipped), XLSX or Parquet, a catalogue also as ONIX
        3.0. It does not leave this device.
      </span>
      <input
        type="file"
        class="visually-hidden"
        accept={ACCEPT}
        aria-label="Choose a file"
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}

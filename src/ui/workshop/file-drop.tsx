import { createSignal, type JSX } from "solid-js";
import { Icon } from "../parts/icon.tsx";

/** Where files are dropped or picked. */
export function FileDrop(props: {
  /** What to choose, as one says it: "Choose a file". */
  readonly label: string;
  /** Endings of names, as the `accept` of an input. */
  readonly accept: string;
  readonly multiple?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
  /** Which files, and what becomes of them. */
  readonly children: JSX.Element;
}): JSX.Element {
  const [over, setOver] = createSignal(false);
  const take = (files: FileList | null | undefined): void => {
    const taken = [...(files ?? [])];
    if (taken.length > 0) props.onFiles(taken);
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
      <strong>
        {props.label}, or drop {props.multiple ? "them" : "one"} here
      </strong>
      <span>{props.children}</span>
      <input
        type="file"
        class="visually-hidden"
        accept={props.accept}
        multiple={props.multiple ?? false}
        aria-label={props.label}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}

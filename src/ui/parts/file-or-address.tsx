import { createSignal, type JSX } from "solid-js";

/** Where something large comes from: chosen files, or an address that is typed. */
export function FileOrAddress(props: {
  /** On the button, and for whoever cannot see what stands around it. */
  readonly label: string;
  readonly fileLabel: string;
  readonly accept: string;
  readonly multiple?: boolean;
  readonly addressLabel: string;
  readonly placeholder: string;
  /** "url": a whole address, checked by the browser; "text": also one of the app's own server. */
  readonly addressType: "url" | "text";
  /** At least one. */
  readonly onFiles: (files: readonly File[]) => void;
  readonly onAddress: (address: string) => void;
}): JSX.Element {
  const [address, setAddress] = createSignal("");
  const take = (input: HTMLInputElement): void => {
    const files = [...(input.files ?? [])];
    input.value = "";
    if (files.length > 0) props.onFiles(files);
  };
  return (
    <div class="index-actions">
      <label class="button file-button">
        {props.label}
        <input
          type="file"
          multiple={props.multiple === true}
          accept={props.accept}
          class="visually-hidden"
          aria-label={props.fileLabel}
          onChange={(event) => take(event.currentTarget)}
        />
      </label>
      <form
        class="source-address"
        onSubmit={(event) => {
          event.preventDefault();
          if (address().trim() !== "") props.onAddress(address().trim());
        }}
      >
        <input
          type={props.addressType}
          inputmode="url"
          aria-label={props.addressLabel}
          placeholder={props.placeholder}
          value={address()}
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
        <button type="submit" class="button">
          Fetch
        </button>
      </form>
    </div>
  );
}

import { createSignal, type JSX } from "solid-js";
import type { ProfileImportMode } from "../../domain/private-profile.ts";
import { Segmented } from "../parts/segmented.tsx";
import { useApp } from "../state/app.tsx";
import { carryFile, PLAIN_FILE, SEALED_FILE } from "./carry-file.ts";

const MODES: readonly { readonly value: ProfileImportMode; readonly label: string }[] = [
  { value: "add", label: "Add to my shelf" },
  { value: "replace", label: "Replace my shelf" },
];

/** Carry the list to another device, or bring one from there. */
export function ShelfFiles(props: {
  readonly count: number;
  readonly onImport: (file: File, passphrase: string | null, mode: ProfileImportMode) => Promise<boolean>;
}): JSX.Element {
  const app = useApp();
  const [phrase, setPhrase] = createSignal("");
  const [filePhrase, setFilePhrase] = createSignal("");
  const [mode, setMode] = createSignal<ProfileImportMode>("add");
  const [file, setFile] = createSignal<File | null>(null);
  let input!: HTMLInputElement;

  const save = async (sealed: boolean): Promise<void> => {
    try {
      const blob = await (sealed
        ? app.services.profile.exportSealed(phrase())
        : app.services.profile.exportPlain());
      await carryFile(blob, sealed ? SEALED_FILE : PLAIN_FILE);
      setPhrase("");
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
  };
  const take = async (chosen: File): Promise<void> => {
    const before = props.count;
    if (!(await props.onImport(chosen, filePhrase() === "" ? null : filePhrase(), mode()))) return;
    setFile(null);
    setFilePhrase("");
    input.value = "";
    const change = props.count - before;
    app.toasts.show(
      change === 0
        ? "The file is taken in; the number of books is as before."
        : `The file is taken in: ${change > 0 ? "+" : "−"}${Math.abs(change)} books.`,
    );
  };
  return (
    <section aria-labelledby="carry-heading">
      <h2 id="carry-heading">Carry it along</h2>
      <div class="carry-grid">
        <form
          class="card"
          onSubmit={(event) => {
            event.preventDefault();
            void save(true);
          }}
        >
          <h3>To another device</h3>
          <label class="field">
            <span>Passphrase for the file</span>
            <input
              type="password"
              autocomplete="new-password"
              value={phrase()}
              onInput={(event) => setPhrase(event.currentTarget.value)}
            />
          </label>
          <div class="form-actions">
            <button type="submit" class="button" disabled={phrase() === "" || props.count === 0}>
              Save it sealed
            </button>
            <button
              type="button"
              class="button"
              disabled={props.count === 0}
              onClick={() => void save(false)}
            >
              Save it readable
            </button>
          </div>
          <p class="quiet">
            Whoever gets the readable file reads the list; the sealed one needs the passphrase.
          </p>
        </form>
        <form
          class="card"
          onSubmit={(event) => {
            event.preventDefault();
            const chosen = file();
            if (chosen !== null) void take(chosen);
          }}
        >
          <h3>From another device</h3>
          <label class="field">
            <span>A file of a shelf</span>
            <input
              ref={input}
              type="file"
              accept=".json,.shelf,application/json"
              onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
            />
          </label>
          <label class="field">
            <span>Its passphrase, if it is sealed</span>
            <input
              type="password"
              autocomplete="off"
              value={filePhrase()}
              onInput={(event) => setFilePhrase(event.currentTarget.value)}
            />
          </label>
          <Segmented legend="What happens to mine" options={MODES} value={mode()} onChange={setMode} />
          <div class="form-actions">
            <button type="submit" class="button" disabled={file() === null}>
              Take it in
            </button>
          </div>
        </form>
      </div>
    </section>
  );
}

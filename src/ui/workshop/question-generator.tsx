import { createResource, createSignal, Show, type JSX } from "solid-js";
import type { GeneratorChoice, LocalGenerator } from "../../domain/generator.ts";
import { bytes, percent } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { FileOrAddress } from "../parts/file-or-address.tsx";
import { useApp } from "../state/app.tsx";
import { deviceGenerator } from "../state/generator.ts";

/** Which language model, if any, puts answers into words. By default none. */
export function QuestionGenerator(props: { readonly datasetId: string }): JSX.Element {
  const app = useApp();
  const generator = app.keep(deviceGenerator);
  const [browser, { refetch }] = createResource(() => app.services.rewriting.browserModel());
  const [share, setShare] = createSignal<number | null>(null);
  const state = () => generator.value();
  const say = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
    await generator.reload();
  };
  const choose = (choice: GeneratorChoice): Promise<void> =>
    say(() => app.services.ask.chooseGenerator(choice));
  const add = async (source: File | string): Promise<void> => {
    app.jobs.indexing.cancel();
    const added = await app.jobs.index("Adding a language model", props.datasetId, (api, onProgress) =>
      api.addGenerator(source, onProgress),
    );
    await generator.reload();
    if (added?.local) app.toasts.show(`${added.local.label} is added.`);
  };
  const fetchBrowser = (): Promise<void> =>
    say(async () => {
      setShare(0);
      try {
        await app.services.rewriting.fetchBrowserModel(setShare);
      } finally {
        setShare(null);
        await refetch();
      }
    });
  return (
    <section aria-labelledby="generator-heading">
      <h2 id="generator-heading">Answers put into words (experimental)</h2>
      <p>
        A language model may put an answer into its own words when asked. Each of its sentences is held
        against the sources, and what none of them says is left out; the sentences of the sources stay in any
        case.
      </p>
      <Show when={generator.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void generator.reload()} />}
      </Show>
      <Show when={state()}>
        {(known) => (
          <fieldset class="choices-list">
            <legend class="visually-hidden">Who puts answers into words</legend>
            <Option
              label="Nobody: answers stand in the words of their sources"
              checked={known().choice === "extractive"}
              onChoose={() => void choose("extractive")}
            />
            <Option
              label={`The browser's own model${browser() === "available" ? "" : ` (${BROWSER[browser() ?? "unavailable"]})`}`}
              checked={known().choice === "browser"}
              disabled={browser() !== "available"}
              onChoose={() => void choose("browser")}
            />
            <Option
              label={
                known().local === null ? "A small model of your own (none is added)" : known().local!.label
              }
              checked={known().choice === "local"}
              disabled={known().local === null}
              onChoose={() => void choose("local")}
            />
          </fieldset>
        )}
      </Show>
      <Show when={browser() === "downloadable" || browser() === "downloading"}>
        <button type="button" class="button" disabled={share() !== null} onClick={() => void fetchBrowser()}>
          {share() === null ? "Have the browser fetch its model" : `Fetching (${percent(share()!)})`}
        </button>
      </Show>
      <Show when={state()?.local}>
        {(local) => (
          <LocalFacts
            local={local()}
            onRemove={() => void say(() => app.services.askIndex.removeGenerator())}
          />
        )}
      </Show>
      <AddModel onAdd={(source) => void add(source)} />
    </section>
  );
}

const BROWSER = {
  unavailable: "this browser has none",
  downloadable: "not fetched yet",
  downloading: "being fetched",
  available: "ready",
} as const;

function Option(props: {
  readonly label: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChoose: () => void;
}): JSX.Element {
  return (
    <label class="generator-option">
      <input
        type="radio"
        name="generator"
        checked={props.checked}
        disabled={props.disabled === true}
        onChange={() => props.onChoose()}
      />{" "}
      {props.label}
    </label>
  );
}

function LocalFacts(props: { readonly local: LocalGenerator; readonly onRemove: () => void }): JSX.Element {
  return (
    <>
      <p>
        {props.local.label}, {bytes(props.local.bytes)}, licence {props.local.licence ?? "not known"}.
        <br />
        <span class="quiet generator-hash">SHA-256 {props.local.sha256}</span>
      </p>
      <button type="button" class="button" onClick={() => props.onRemove()}>
        Remove the model
      </button>
    </>
  );
}

/** From a file or an address; the last one added stays. */
function AddModel(props: { readonly onAdd: (source: File | string) => void }): JSX.Element {
  return (
    <FileOrAddress
      label="Add a model (.gguf)"
      fileLabel="Add a language model"
      accept=".gguf"
      addressLabel="Address of a language model"
      addressType="url"
      placeholder="https://…/model.gguf"
      onFiles={([file]) => props.onAdd(file!)}
      onAddress={(address) => props.onAdd(address)}
    />
  );
}

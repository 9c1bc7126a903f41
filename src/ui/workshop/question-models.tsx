import { createSignal, For, Show, type JSX } from "solid-js";
import type { ListedModel, OfferedModel } from "../../domain/embedding-model.ts";
import { languageName } from "../format/languages.ts";
import { bytes, count } from "../format/numbers.ts";
import { Confirm } from "../parts/confirm.tsx";
import { ErrorNote } from "../parts/error-note.tsx";
import { FileOrAddress } from "../parts/file-or-address.tsx";
import { ProgressPanel } from "../parts/progress-panel.tsx";
import { useApp } from "../state/app.tsx";
import { ADDING_MODEL, deviceModels } from "../state/ask-models.ts";

/** The models that passages are found by meaning with: choose, add, remove. */
export function QuestionModels(): JSX.Element {
  const app = useApp();
  const models = app.keep(deviceModels);
  const { indexing } = app.jobs;
  const adding = () => indexing.job()?.what === ADDING_MODEL && indexing.running();
  const [leaving, setLeaving] = createSignal<ListedModel | null>(null);
  return (
    <section aria-labelledby="models-heading">
      <h2 id="models-heading">Models of meaning</h2>
      <p>
        Vectors are made with one model. Choosing another makes them anew; until that is done, questions are
        answered with the older ones.
      </p>
      <Show when={models.list.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void models.list.reload()} />}
      </Show>
      <Show when={models.list.value()} fallback={<div class="skeleton skeleton-line" aria-busy="true" />}>
        {(known) => (
          <>
            <ul class="model-list">
              <For each={known().models}>
                {(model) => (
                  <Model
                    model={model}
                    chosen={model.modelId === known().chosenId}
                    onChoose={() => void models.choose(model.modelId)}
                    onRemove={() => setLeaving(model)}
                  />
                )}
              </For>
            </ul>
            <Show
              when={adding()}
              fallback={
                <details class="add-model">
                  <summary>Add a model</summary>
                  <AddModel />
                  <Show when={known().offered.length > 0}>
                    <Offered models={known().offered} />
                  </Show>
                </details>
              }
            >
              <ProgressPanel
                what={ADDING_MODEL}
                progress={indexing.job()?.progress ?? null}
                onCancel={() => indexing.cancel()}
                cancelLabel="Cancel"
              >
                <p>What has arrived is kept: adding the same model again goes on from there.</p>
              </ProgressPanel>
            </Show>
          </>
        )}
      </Show>
      <Show when={leaving()}>
        {(model) => (
          <Confirm
            title={`Remove ${model().label}?`}
            action="Remove the model"
            onConfirm={() => {
              void models.remove(model().modelId);
              setLeaving(null);
            }}
            onClose={() => setLeaving(null)}
          >
            <p>
              Its files ({bytes(model().bytes)}) and all vectors that were made with it leave this device. To
              have it again, its files are needed again.
            </p>
          </Confirm>
        )}
      </Show>
    </section>
  );
}

function Model(props: {
  readonly model: ListedModel;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onRemove: () => void;
}): JSX.Element {
  const model = () => props.model;
  return (
    <li class="model" classList={{ chosen: props.chosen }}>
      <div>
        <h3>
          {model().label}
          <Show when={props.chosen}>
            <span class="model-mark">in use</span>
          </Show>
        </h3>
        <p>
          {bytes(model().bytes)}, licence {model().licence ?? "not known"}, {languagesOf(model().languages)}.
          Vectors of {count(model().dimension)} numbers,{" "}
          {model().pooling === "cls" ? "the first token's" : "the mean of the tokens"}; up to{" "}
          {count(model().maxTokens)} tokens of a sentence.
        </p>
        <p class="quiet model-hash">
          {model().verified
            ? "Hash verified: it is what was published"
            : "Hash not known beforehand; checked to be still the same at each start"}
          . SHA-256 {model().sha256}
        </p>
        <For each={model().doubts}>{(doubt) => <p class="quiet">{doubt}</p>}</For>
      </div>
      <div class="index-actions">
        <Show when={!props.chosen}>
          <button
            type="button"
            class="button"
            aria-label={`Use this one: ${model().label}`}
            onClick={() => props.onChoose()}
          >
            Use this one
          </button>
        </Show>
        <Show when={!model().builtIn}>
          <button
            type="button"
            class="button"
            aria-label={`Remove ${model().label}`}
            onClick={() => props.onRemove()}
          >
            Remove
          </button>
        </Show>
      </div>
    </li>
  );
}

function languagesOf(languages: readonly string[]): string {
  if (languages.length === 0) return "languages not known";
  const names = languages.slice(0, 3).map(languageName).join(", ");
  return languages.length > 3 ? `${names} and ${count(languages.length - 3)} more` : names;
}

/** From its files, or from a folder on the app's own server. */
function AddModel(): JSX.Element {
  const app = useApp();
  const models = app.keep(deviceModels);
  const [label, setLabel] = createSignal("");
  const [licence, setLicence] = createSignal("");
  const [hash, setHash] = createSignal("");
  const nameOf = (usual: string): string => label().trim() || usual;
  const add = (source: readonly File[] | string, usual: string): void => {
    const sha256 = hash().trim().toLowerCase();
    void models.add(source, {
      label: nameOf(usual),
      licence: licence().trim() || null,
      languages: [],
      weightsSha256: sha256 === "" ? null : sha256,
    });
  };
  const take = (files: readonly File[]): void => {
    const weights = files.find(({ name }) => name.endsWith(".onnx"));
    add(files, (weights?.name ?? "A model").replace(/\.onnx$/, ""));
  };
  const fetchIt = (typed: string): void => {
    const { href, pathname } = new URL(typed, location.origin);
    add(href, pathname.split("/").filter(Boolean).at(-1) ?? "A model");
  };
  return (
    <div class="add-model-form">
      <label class="field">
        <span>Name</span>
        <input type="text" maxlength="80" value={label()} onInput={(e) => setLabel(e.currentTarget.value)} />
      </label>
      <label class="field">
        <span>Licence, as its source states it</span>
        <input
          type="text"
          maxlength="80"
          value={licence()}
          onInput={(e) => setLicence(e.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>SHA-256 of its weights, if you know it</span>
        <input
          type="text"
          maxlength="64"
          pattern="[0-9a-fA-F]{64}"
          value={hash()}
          onInput={(e) => setHash(e.currentTarget.value)}
        />
      </label>
      <FileOrAddress
        label="Choose its files"
        fileLabel="Choose the files of a model"
        accept=".json,.onnx"
        multiple
        addressLabel="Address of a model's folder on this app's server"
        addressType="text"
        placeholder="/models/my-model/"
        onFiles={take}
        onAddress={fetchIt}
      />
      <p class="quiet">
        A sentence model as ONNX: config.json, tokenizer.json and one .onnx together. An address is a folder
        on the server that this app comes from; nothing is fetched from anywhere else.
      </p>
    </div>
  );
}

function Offered(props: { readonly models: readonly OfferedModel[] }): JSX.Element {
  return (
    <>
      <p>Known to fit; fetch the files on a computer with a network, then choose them here:</p>
      <ul>
        <For each={props.models}>
          {(model) => (
            <li>
              {model.label}, about {bytes(model.aboutBytes)}, {model.licence}:{" "}
              <span class="model-hash">{model.url}</span>
            </li>
          )}
        </For>
      </ul>
    </>
  );
}

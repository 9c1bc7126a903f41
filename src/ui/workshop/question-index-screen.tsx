import { A } from "@solidjs/router";
import { Match, Show, Switch, type JSX } from "solid-js";
import { isoInstant } from "../format/days.ts";
import { bytes, count, percent } from "../format/numbers.ts";
import { downloadBlob } from "../parts/download.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Note } from "../parts/note.tsx";
import { ProgressPanel } from "../parts/progress-panel.tsx";
import { ProvenanceLine } from "../parts/provenance-line.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useApp } from "../state/app.tsx";
import { shopAskIndex } from "../state/ask-index.ts";
import { ADDING_MODEL } from "../state/ask-models.ts";
import { AnswerFeedbackSection } from "./answer-feedback-section.tsx";
import { FilePrediction } from "./file-prediction.tsx";
import { QuestionGenerator } from "./question-generator.tsx";
import { QuestionModels } from "./question-models.tsx";
import { QuestionDocuments } from "./question-documents.tsx";
import { QuestionEvaluation } from "./question-evaluation.tsx";
import "./question-index.css";
import "./workshop.css";

/** What questions are answered from: passages and their vectors, documents, models; and how well it answers. */
export function QuestionIndexScreen(): JSX.Element {
  const app = useApp();
  const index = app.keep(shopAskIndex);
  return (
    <div class="screen workshop">
      <ScreenHead title="Question index">
        <A class="button quiet-button" href="/ask">
          To Ask
        </A>
      </ScreenHead>
      <Show when={app.provenance.value()}>
        {(provenance) => <ProvenanceLine provenance={provenance()} version={<></>} />}
      </Show>
      <Switch fallback={<div class="skeleton skeleton-chart" aria-busy="true" />}>
        <Match when={app.datasets.load.value() !== undefined && app.datasets.current() === undefined}>
          <p class="lead">
            There is no shop on this device yet. <A href="/">Start here.</A>
          </p>
        </Match>
        <Match when={index.status.error()}>
          {(error) => <ErrorNote error={error()} onRetry={() => void index.status.reload()} />}
        </Match>
        <Match when={index.status.value()}>
          {(status) => (
            <>
              <IndexState />
              <QuestionDocuments />
              <QuestionModels />
              <IndexFile datasetId={status().datasetId} />
              <QuestionGenerator datasetId={status().datasetId} />
              <AnswerFeedbackSection datasetId={status().datasetId} />
              <QuestionEvaluation datasetId={status().datasetId} />
              <Show when={status().embedded > 0}>
                <FilePrediction
                  model="rag_system"
                  options={{ shop: status().datasetId }}
                  of="answers"
                  label="Choose a file of questions"
                >
                  A text file with a question a line, or a table with a column “question”. You get a CSV of
                  the answers, each with its confidence and what it cites.
                </FilePrediction>
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </div>
  );
}

const BACKENDS: Readonly<Record<string, string>> = {
  wasm: "WebAssembly",
  webgpu: "WebGPU",
  native: "the computer's own runtime",
};

/** How far passages and vectors are, and the work on them. */
function IndexState(): JSX.Element {
  const app = useApp();
  const index = app.keep(shopAskIndex);
  const { indexing } = app.jobs;
  const status = () => index.status.value()!;
  const embedding = () => indexing.job()?.what === "Making vectors";
  return (
    <section aria-labelledby="index-heading">
      <h2 id="index-heading">Passages and vectors</h2>
      <Show when={index.failure()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void index.update()} />}
      </Show>
      <dl class="index-facts">
        <Fact label="Passages found by words" value={count(status().passages)} />
        <Fact
          label="found by meaning, too"
          value={
            status().passages === 0
              ? "0"
              : `${count(status().embedded)} (${percent(status().embedded / status().passages)})`
          }
        />
        <Fact label="Model" value={status().modelId ?? "none: questions are answered by words only"} />
        <Fact
          label="Computes on"
          value={
            status().backend === null
              ? embedding()
                ? "starting"
                : "not started yet"
              : (BACKENDS[status().backend!] ?? status().backend!)
          }
        />
        <Fact label="Size on this device" value={bytes(status().bytes)} />
        <Fact
          label="Made"
          value={status().updatedAt === null ? "not yet" : isoInstant(status().updatedAt!)}
        />
      </dl>
      <Show
        when={indexing.running() && indexing.job()!.what !== ADDING_MODEL}
        fallback={
          <>
            <Meanwhile />
            <Show when={status().stale}>
              <Note>The catalogue or the documents have changed since the index was made.</Note>
            </Show>
            <Show when={index.incomplete() && index.paused()}>
              <Note>
                The making of vectors is paused at{" "}
                {percent(status().embedded / Math.max(1, status().passages))}; what is made is kept. Until
                then questions find passages by words only.
              </Note>
            </Show>
            <Show when={index.incomplete() && index.automatic() && index.held()}>
              {(reason) => <Note>Vectors are not made by themselves now: {reason()}.</Note>}
            </Show>
            <div class="index-actions">
              <button type="button" class="button" onClick={() => void index.update()}>
                Update the index
              </button>
              <Show when={index.incomplete()}>
                <button type="button" class="button primary" onClick={() => void index.embed()}>
                  {status().embedded > 0 ? "Go on making vectors" : "Make vectors"}
                </button>
              </Show>
            </div>
          </>
        }
      >
        <Meanwhile />
        <ProgressPanel
          what={indexing.job()!.what}
          progress={indexing.job()?.progress ?? null}
          onCancel={() => (embedding() ? index.pause() : indexing.cancel())}
          cancelLabel={embedding() ? "Pause" : "Cancel"}
        >
          <p>
            {embedding()
              ? "Each batch is kept: pausing, or closing the page, loses nothing. Questions are answered meanwhile."
              : "Questions are answered meanwhile from what there is."}
          </p>
        </ProgressPanel>
      </Show>
      <label class="check-field automatic-vectors">
        <input
          type="checkbox"
          checked={index.automatic()}
          onChange={(event) => index.setAutomatic(event.currentTarget.checked)}
        />
        <span>Make vectors by itself while nothing else runs; not when the device saves data or battery</span>
      </label>
    </section>
  );
}

/** While the vectors of another model are made. */
function Meanwhile(): JSX.Element {
  const index = useApp().keep(shopAskIndex);
  return (
    <Show when={index.status.value()?.meanwhile}>
      {(label) => <Note>Until all vectors are made, questions are answered with those of {label()}.</Note>}
    </Show>
  );
}

function Fact(props: { readonly label: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd class="figures">{props.value}</dd>
    </div>
  );
}

/** The index with its vectors as one file, so that one tablet makes them for all. */
function IndexFile(props: { readonly datasetId: string }): JSX.Element {
  const app = useApp();
  const index = app.keep(shopAskIndex);
  const save = async (): Promise<void> => {
    try {
      downloadBlob(await app.services.askIndex.exportIndex(props.datasetId), "question-index.soma");
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
  };
  const load = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    input.value = "";
    if (file === undefined) return;
    const { datasetId } = props;
    app.jobs.indexing.cancel();
    const taken = await app.jobs.index("Taking in the index", datasetId, (api, onProgress) =>
      api.importIndex(datasetId, file, onProgress),
    );
    await index.status.reload();
    if (taken !== null) app.toasts.show(`${file.name} is taken in.`);
  };
  return (
    <section aria-labelledby="index-file-heading">
      <h2 id="index-file-heading">For the shop's other tablets</h2>
      <p>
        Vectors take time to make, and the same catalogue gives the same ones: make them on one tablet and
        carry the file to the others.
      </p>
      <Show when={index.status.value()?.embedded === 0}>
        <Note>No vectors are made yet: there is nothing to save.</Note>
      </Show>
      <div class="index-actions">
        <Show when={index.status.value()?.embedded !== 0}>
          <button type="button" class="button" onClick={() => void save()}>
            Save the index
          </button>
        </Show>
        <label class="button file-button">
          Take in an index
          <input
            type="file"
            class="visually-hidden"
            aria-label="Take in an index"
            onChange={(event) => void load(event.currentTarget)}
          />
        </label>
      </div>
    </section>
  );
}

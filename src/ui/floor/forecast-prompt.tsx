import { A } from "@solidjs/router";
import { createEffect, createSignal, For, Match, on, Show, Switch, type JSX } from "solid-js";
import type { Provenance } from "../../domain/provenance.ts";
import type { PendingTraining } from "../../domain/training.ts";
import { count, counted } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Note } from "../parts/note.tsx";
import { ProgressPanel } from "../parts/progress-panel.tsx";
import { ProvenanceLine } from "../parts/provenance-line.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useApp } from "../state/app.tsx";

/** Today before the first forecast: what is missing, and the one tap that gets it. */
export function ForecastPrompt(props: { readonly provenance: Provenance }): JSX.Element {
  const app = useApp();
  const { training } = app.jobs;
  const dataset = () => props.provenance.dataset;
  const [pending, setPending] = createSignal<PendingTraining | null>(null);
  createEffect(
    on([() => dataset().id, training.running], ([id]) => {
      app.services.train.pending(id).then(setPending, () => setPending(null));
    }),
  );
  const start = (): void => {
    void app.jobs.train(pending()?.request ?? { datasetId: dataset().id, preset: "fast" });
  };
  return (
    <>
      <ScreenHead title="Today" />
      <ProvenanceLine provenance={props.provenance} />
      <Switch>
        <Match when={training.running()}>
          <ProgressPanel
            what="Working out what will sell"
            progress={training.job()?.progress ?? null}
            onCancel={() => training.cancel()}
          >
            <p>The order appears here when it is done. You can look around meanwhile.</p>
          </ProgressPanel>
        </Match>
        <Match when={dataset().lineCount === 0}>
          <div class="empty">
            <p class="lead">No sales yet.</p>
            <p>Give this shop a file of its sales, and this page says what to order.</p>
            <A class="button primary" href="/data">
              Import sales
            </A>
          </div>
        </Match>
        <Match when={true}>
          <Show when={training.job()?.error}>{(error) => <ErrorNote error={error()} onRetry={start} />}</Show>
          <For each={props.provenance.warnings}>{(warning) => <Note>{warning}</Note>}</For>
          <div class="empty">
            <p class="lead">
              {pending() === null
                ? "One step is left: the forecast."
                : `The forecast stopped part of the way: ${count(pending()!.done)} of ${count(pending()!.total)} are done.`}
            </p>
            <p>
              From {counted(dataset().lineCount, "line", "lines")} of sales we work out how many copies of{" "}
              {counted(dataset().itemCount, "title", "titles")} will sell in the next four weeks. It stays on
              this device.
            </p>
            <button type="button" class="button primary" onClick={start}>
              {pending() === null ? "Forecast now" : "Go on"}
            </button>
          </div>
        </Match>
      </Switch>
    </>
  );
}

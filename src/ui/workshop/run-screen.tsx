import { A, useParams } from "@solidjs/router";
import { createEffect, createSignal, For, on, Show, type JSX } from "solid-js";
import { lastMetric, runParams, type RunRecord } from "../../domain/run.ts";
import { StepChart } from "../charts/step-chart.tsx";
import { isoInstant } from "../format/days.ts";
import { runMetricLabel } from "../format/run-metrics.ts";
import { bytes, count, elapsed, figure } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Icon } from "../parts/icon.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useApp } from "../state/app.tsx";
import { createExperiments, type Experiments } from "../state/experiments.ts";
import { createLoad } from "../state/load.ts";
import { RunStatusMark } from "./run-status.tsx";
import { TagForm } from "./tag-form.tsx";
import "./workshop.css";
import "./experiments.css";

/** All that is kept of one training. */
export function RunScreen(): JSX.Element {
  const app = useApp();
  const params = useParams<{ runId: string }>();
  const experiments = app.keep(createExperiments);
  const load = createLoad(
    () => params.runId,
    async (runId) => (await app.services.experiments.wholeRuns([runId]))[0]!,
  );
  app.onStores(["artifacts"], () => void load.reload());
  return (
    <div class="screen workshop experiments">
      <p class="provenance">
        <A href="/experiments">All runs</A>
      </p>
      <Show when={load.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void load.reload()} />}
      </Show>
      <Show when={load.value()} fallback={<ScreenHead title="Run" />}>
        {(run) => <Run run={run()} experiments={experiments} reload={load.reload} />}
      </Show>
    </div>
  );
}

interface RunProps {
  readonly run: RunRecord;
  readonly experiments: Experiments;
  readonly reload: () => Promise<void>;
}

function Run(props: RunProps): JSX.Element {
  const curves = () => Object.entries(props.run.metrics).filter(([, points]) => points.length > 1);
  return (
    <>
      <ScreenHead title={props.run.name}>
        <p class="head-aside">
          <RunStatusMark status={props.run.status} reason={null} />, {isoInstant(props.run.started_at)}
        </p>
      </ScreenHead>
      <Show when={props.run.reason}>
        {(reason) => (
          <div class="note">
            <p>{reason()}</p>
          </div>
        )}
      </Show>
      <Show when={props.run.deleted}>
        <div class="note">
          <p>This run is deleted: it is not on the list, and can be restored.</p>
        </div>
      </Show>
      <div class="actions-line">
        <button
          type="button"
          class="button"
          onClick={() => void props.experiments.exportMlflow([props.run.run_id])}
        >
          Export for MLflow
        </button>
        <button
          type="button"
          class="button"
          onClick={() =>
            void props.experiments
              .edit([props.run.run_id], { deleted: !props.run.deleted })
              .then(props.reload)
          }
        >
          {props.run.deleted ? "Restore" : "Delete"}
        </button>
      </div>
      <Notes {...props} />
      <Show when={curves().length > 0}>
        <section aria-labelledby="curves-heading">
          <h2 id="curves-heading">Over steps</h2>
          <div class="curves">
            <For each={curves()}>
              {([name, points]) => (
                <StepChart
                  name={runMetricLabel(name)}
                  lines={[{ label: props.run.name, style: 0, points }]}
                />
              )}
            </For>
          </div>
        </section>
      </Show>
      <div class="report-grid">
        <Facts
          caption="Metrics"
          rows={Object.keys(props.run.metrics).map((name) => [
            runMetricLabel(name),
            figure(lastMetric(props.run, name)),
          ])}
          none="No metric was kept."
          figures
        />
        <Facts caption="Parameters" rows={Object.entries(runParams(props.run))} none="None." />
        <Facts caption="Of what and where" rows={factsOf(props.run)} none="" />
        <Facts
          caption="Files"
          rows={props.run.artifacts.map(({ name, bytes: size, local }) => [
            name,
            `${size === null ? "" : bytes(size)}${local ? ", never leaves this device" : ""}`,
          ])}
          none="It published no version."
        />
      </div>
    </>
  );
}

function factsOf(run: RunRecord): [string, string][] {
  const facts: [string, string | null][] = [
    ["Run", run.run_id],
    ["Experiment", run.experiment],
    ["Model", run.model === null ? null : `${run.model.name} ${run.model.version}`],
    ["Took", run.status === "running" ? null : elapsed(run.duration_ms)],
    ["Data, SHA-256", run.data_hash],
    ["Code", run.code_version],
    ["Device", run.device],
    ["Environment", run.environment],
    ["Steps kept", count(Object.values(run.metrics).reduce((sum, points) => sum + points.length, 0))],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== "");
}

function Facts(props: {
  readonly caption: string;
  readonly rows: readonly (readonly [string, string])[];
  readonly none: string;
  readonly figures?: boolean;
}): JSX.Element {
  return (
    <table class="dense facts">
      <caption>{props.caption}</caption>
      <tbody>
        <For
          each={props.rows}
          fallback={
            <tr>
              <td class="quiet">{props.none}</td>
            </tr>
          }
        >
          {([name, value]) => (
            <tr>
              <th scope="row">{name}</th>
              <td classList={{ figures: props.figures ?? false }}>{value}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

/** Tags and the note, which a person sets. */
function Notes(props: RunProps): JSX.Element {
  const [note, setNote] = createSignal("");
  createEffect(on([() => props.run.run_id, () => props.run.note], ([, kept]) => setNote(kept)));
  const edit = async (change: Parameters<Experiments["edit"]>[1]): Promise<boolean> => {
    const done = await props.experiments.edit([props.run.run_id], change);
    if (done) await props.reload();
    return done;
  };
  return (
    <section class="run-notes" aria-labelledby="notes-heading">
      <h2 id="notes-heading">Tags and note</h2>
      <ul class="tag-list">
        <For each={Object.entries(props.run.tags)}>
          {([tag, text]) => (
            <li class="run-tag">
              {text === "" ? tag : `${tag}: ${text}`}
              <button
                type="button"
                class="tag-remove"
                aria-label={`Remove the tag ${tag}`}
                onClick={() => void edit({ tags: { [tag]: null } })}
              >
                <Icon name="close" />
              </button>
            </li>
          )}
        </For>
      </ul>
      <TagForm action="Set" onTag={(name, value) => edit({ tags: { [name]: value } })} />
      <label class="field note-field">
        Note
        <textarea
          rows={2}
          value={note()}
          onInput={(event) => setNote(event.currentTarget.value)}
          onChange={() => void edit({ note: note() })}
        />
      </label>
    </section>
  );
}

import { For, Show, type JSX } from "solid-js";
import type { Provenance } from "../../domain/provenance.ts";
import { fullDay, isoInstant } from "../format/days.ts";
import { count } from "../format/numbers.ts";
import { metricLabel, metricValue } from "../format/metrics.ts";
import { useApp } from "../state/app.tsx";
import { Note } from "./note.tsx";
import { Traced } from "./traced.tsx";

/** Whose data a screen speaks of, and which version of the forecast. */
export function ProvenanceLine(props: {
  readonly provenance: Provenance;
  /** The version that speaks here, where it is not the forecast's. */
  readonly version?: JSX.Element;
}): JSX.Element {
  const dataset = () => props.provenance.dataset;
  const model = () => props.provenance.model;
  return (
    <p class="provenance">
      <span>
        {dataset().name}
        <Show when={dataset().simulated}>
          <span class="badge">simulated</span>
        </Show>
      </span>
      <Show when={dataset().lastDay !== null}>
        <Traced
          trace={{
            title: dataset().name,
            rows: [
              ["Sales from", dataset().firstDay === null ? "–" : fullDay(dataset().firstDay!)],
              ["to", fullDay(dataset().lastDay!)],
              ["Lines", count(dataset().lineCount)],
              ["Titles", count(dataset().itemCount)],
            ],
            words: dataset().simulated
              ? "A simulated shop: real books, invented sales. “Today” is the day after the last sale."
              : "The files imported into this shop. “Today” is the day after the last sale.",
          }}
        >
          {`sales to ${fullDay(dataset().lastDay!)}`}
        </Traced>
      </Show>
      {props.version}
      <Show when={props.version === undefined && model()}>
        {(trained) => (
          <Traced
            trace={{
              title: `Forecast, version ${trained().version}`,
              rows: [
                ["Trained", isoInstant(trained().trainedAt)],
                ...Object.entries(trained().metrics).map(
                  ([name, value]) => [metricLabel(name), metricValue(name, value)] as const,
                ),
              ],
              words:
                "Measured by forecasting weeks of the past from the days before them. Train has the details.",
            }}
          >
            {`forecast ${trained().version}`}
          </Traced>
        )}
      </Show>
    </p>
  );
}

/** What a reader must know before trusting the numbers: stale forecast, damaged artifacts set aside. */
export function ProvenanceNotes(props: { readonly provenance: Provenance }): JSX.Element {
  const app = useApp();
  return (
    <>
      <Show when={props.provenance.model?.stale}>
        <Note
          action={
            <button
              type="button"
              class="button"
              disabled={app.jobs.training.running()}
              onClick={() => void app.jobs.train({ datasetId: props.provenance.dataset.id, preset: "fast" })}
            >
              Forecast again
            </button>
          }
        >
          Sales were added after this forecast was made. The numbers below do not know them yet.
        </Note>
      </Show>
      <For each={props.provenance.warnings}>{(warning) => <Note>{warning}</Note>}</For>
    </>
  );
}

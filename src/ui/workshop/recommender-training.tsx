import { A } from "@solidjs/router";
import { createSignal, Show, type JSX } from "solid-js";
import type { RecommenderOverview } from "../../domain/recommender-report.ts";
import type { Preset } from "../../domain/training.ts";
import { isoInstant } from "../format/days.ts";
import { counted, elapsed } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { ProgressPanel } from "../parts/progress-panel.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";

const PRESETS: readonly { readonly value: Preset; readonly label: string; readonly help: string }[] = [
  { value: "fast", label: "Fast", help: "Settings that do on most shops. Seconds." },
  {
    value: "balanced",
    label: "Balanced",
    help: "Some settings are tried on a slice of the past. Half a minute.",
  },
  { value: "best", label: "Best", help: "Many settings are tried, five minutes at most." },
];
const BEST_LIMIT_MS = 300_000;

/** The recommender's version in use, for the screens that speak of it. */
export function createOverview(): ReturnType<typeof createLoad<string, RecommenderOverview | null>> {
  const app = useApp();
  const overview = createLoad(app.datasets.currentId, (datasetId: string) =>
    app.services.answer.recommenderReport(datasetId),
  );
  app.onStores(["datasets", "catalogue", "artifacts"], () => void overview.reload());
  return overview;
}

/** Learn what readers choose together: start, watch, stop; then what came of it. */
export function RecommenderTraining(props: { readonly datasetId: string }): JSX.Element {
  const app = useApp();
  const { recommender } = app.jobs;
  const overview = createOverview();
  const [preset, setPreset] = createSignal<Preset>("fast");
  const start = (): void =>
    void app.jobs.trainRecommender({
      datasetId: props.datasetId,
      preset: preset(),
      ...(preset() === "best" ? { timeLimitMs: BEST_LIMIT_MS } : {}),
    });
  return (
    <section aria-labelledby="recommender-heading">
      <h2 id="recommender-heading">Recommendations</h2>
      <Show
        when={!recommender.running()}
        fallback={
          <ProgressPanel
            what="Learning what readers choose together"
            progress={recommender.job()?.progress ?? null}
            onCancel={() => recommender.cancel()}
          >
            <p>The version in use stays until this one is finished.</p>
          </ProgressPanel>
        }
      >
        <Show when={recommender.job()?.error}>
          {(error) => <ErrorNote error={error()} onRetry={start} />}
        </Show>
        <Show when={overview.error()}>
          {(error) => <ErrorNote error={error()} onRetry={() => void overview.reload()} />}
        </Show>
        <p>
          <Show
            when={overview.value()}
            fallback={
              overview.value() === null
                ? "None is trained yet: the screens recommend what is read most."
                : "Reading what is in use."
            }
          >
            {(known) => (
              <>
                In use: version {known().version}, trained {isoInstant(known().trainedAt)} on{" "}
                {counted(known().pairs, "pair", "pairs")} of {counted(known().readers, "reader", "readers")}{" "}
                and {counted(known().titles, "title", "titles")}.{" "}
                <A href="/train/recommendations">How good it is</A>
                <Show when={known().stale}>
                  {" "}
                  <span class="badge">older than the sales</span>
                </Show>
              </>
            )}
          </Show>
        </p>
        <Show when={recommender.job()?.result}>
          {(report) => (
            <p role="status">
              Version {report().version} took {elapsed(report().durationMs)}: {report().method}.
            </p>
          )}
        </Show>
        <div class="toolbar">
          <Segmented legend="Effort" options={PRESETS} value={preset()} onChange={setPreset} />
        </div>
        <p class="quiet">{PRESETS.find((known) => known.value === preset())?.help}</p>
        <button type="button" class="button primary" onClick={start}>
          Train the recommender
        </button>
      </Show>
    </section>
  );
}

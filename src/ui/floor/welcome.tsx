import { A, useNavigate } from "@solidjs/router";
import { Show, type JSX } from "solid-js";
import { ErrorNote } from "../parts/error-note.tsx";
import { ProgressPanel } from "../parts/progress-panel.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useApp } from "../state/app.tsx";

/** The first visit: the demo shop in one tap, or one's own data. */
export function Welcome(): JSX.Element {
  const app = useApp();
  const { demo } = app.jobs;
  const navigate = useNavigate();
  return (
    <div class="welcome">
      <ScreenHead title="Welcome" heading={<>How many copies will sell, and how many to order.</>} />
      <p class="lead">
        SOMA reads a shop’s sales, forecasts each title and writes the order. Everything is worked out and
        kept on this device; it needs no network and sends nothing.
      </p>
      <Show when={demo.job()?.error}>
        {(error) => <ErrorNote error={error()} onRetry={() => void app.jobs.openDemo()} />}
      </Show>
      <Show
        when={!demo.running()}
        fallback={
          <ProgressPanel
            what="Opening the demo shop"
            progress={demo.job()?.progress ?? null}
            onCancel={() => demo.cancel()}
          >
            <p>About 300 classics, two years of simulated sales. The forecast follows by itself.</p>
          </ProgressPanel>
        }
      >
        <div class="choices">
          <button type="button" class="choice primary" onClick={() => void app.jobs.openDemo()}>
            <strong>Open the demo shop</strong>
            <span>Real classics, simulated sales. Ready in less than a minute.</span>
          </button>
          <button type="button" class="choice" onClick={() => navigate("/data")}>
            <strong>Use my own data</strong>
            <span>A file from your till: CSV, XLSX, Parquet or ONIX.</span>
          </button>
        </div>
        <p class="welcome-reader">
          A reader, not a shop? <A href="/shelf">Keep your own shelf here.</A>
        </p>
      </Show>
    </div>
  );
}

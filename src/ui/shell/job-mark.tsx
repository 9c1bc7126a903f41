import { A } from "@solidjs/router";
import { Show, type JSX } from "solid-js";
import { percent } from "../format/numbers.ts";
import { shareDone } from "../parts/progress-panel.tsx";
import { useApp } from "../state/app.tsx";

/** The running job in the header: its share done, and the way to its screen. */
export function JobMark(): JSX.Element {
  const { jobs } = useApp();
  const running = () => {
    if (jobs.importing.running()) return { job: jobs.importing.job()!, href: "/data", what: "Importing" };
    if (jobs.training.running()) return { job: jobs.training.job()!, href: "/train", what: "Forecasting" };
    if (jobs.recommender.running()) return { job: jobs.recommender.job()!, href: "/train", what: "Learning" };
    if (jobs.table.running()) return { job: jobs.table.job()!, href: "/train/table", what: "Training" };
    if (jobs.indexing.running())
      return { job: jobs.indexing.job()!, href: "/train/questions", what: "Indexing" };
    return null;
  };
  return (
    <Show when={running()}>
      {(current) => {
        const share = () => shareDone(current().job.progress);
        return (
          <A class="job-mark" href={current().href}>
            {current().what}
            <span class="figures">{share() === null ? "…" : percent(share()!)}</span>
            <span class="job-track" aria-hidden="true">
              <span style={{ transform: `scaleX(${share() ?? 0})` }} />
            </span>
          </A>
        );
      }}
    </Show>
  );
}

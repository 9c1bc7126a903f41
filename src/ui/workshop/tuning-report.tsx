import { createMemo, For, Show, type JSX } from "solid-js";
import type { TableReport } from "../../bridge/table-api.ts";
import { ParallelChart, valueText, type ParallelAxis } from "../charts/parallel-chart.tsx";
import { XYChart, type XY } from "../charts/xy-chart.tsx";
import { count, counted, percent, figure } from "../format/numbers.ts";
import { AsTable } from "./report-table.tsx";

type Tuning = NonNullable<TableReport["tuning"]>;
type Trial = Tuning["trials"][number];

const SEARCH_NAMES: Readonly<Record<string, string>> = {
  tpe: "TPE",
  "gaussian-process": "a Gaussian process",
  hyperband: "Hyperband",
  random: "random search",
  grid: "a grid",
};

/** The search of the method's options: its course, where good options lie, and which of them matter. */
export function TuningReport(props: { readonly tuning: Tuning }): JSX.Element {
  const judged = createMemo(() => props.tuning.trials.filter((trial) => trial.loss !== null));
  // An option may count only beside others: not every trial has it.
  const options = createMemo(() => [
    ...new Set(props.tuning.trials.flatMap((trial) => Object.keys(trial.options))),
  ]);
  return (
    <section aria-labelledby="tuning-heading">
      <h2 id="tuning-heading">Search of options</h2>
      <p class="quiet">
        {counted(props.tuning.trials.length, "trial", "trials")} by{" "}
        {SEARCH_NAMES[props.tuning.search] ?? props.tuning.search}.
      </p>
      <div class="plot-pair">
        <div>
          <h3>Course</h3>
          <History trials={judged()} />
        </div>
        <Show when={props.tuning.option_importance.length > 0}>
          <div>
            <h3>Which options matter</h3>
            <OptionImportance importance={props.tuning.option_importance} />
          </div>
        </Show>
      </div>
      <h3>Options and loss</h3>
      <ParallelChart
        summary={`Parallel coordinates of ${count(judged().length)} trials: ${options().join(", ")} and the loss.`}
        axes={axesOf(judged(), options())}
        lines={judged().map((trial) => [...options().map((name) => trial.options[name]), trial.loss])}
      />
      <AsTable
        name="Trials"
        head={["Trial", ...options(), "Share of rows", "Loss"]}
        rows={props.tuning.trials.map((trial) => [
          `${trial.number + 1}${trial.state === "complete" ? "" : `, ${trial.state}`}`,
          ...options().map((name) => valueText(trial.options[name])),
          percent(trial.resource),
          figure(trial.loss),
        ])}
      />
    </section>
  );
}

/** Each trial's loss in the order they were made, and the lowest so far of those on all rows. */
function History(props: { readonly trials: readonly Trial[] }): JSX.Element {
  const most = () => Math.max(...props.trials.map(({ resource }) => resource));
  const best = createMemo((): XY[] => {
    let least = Infinity;
    return props.trials.flatMap((trial): XY[] => {
      if (trial.resource < most() || trial.state !== "complete") return [];
      const before: XY[] = Number.isFinite(least) ? [[trial.number + 1, least]] : [];
      least = Math.min(least, trial.loss!);
      return [...before, [trial.number + 1, least]];
    });
  });
  return (
    <XYChart
      summary={`Loss of ${count(props.trials.length)} trials; the lowest is ${figure(best().at(-1)?.[1])}.`}
      caption="Each trial's loss, and the lowest so far. Faint: on a part of the rows."
      x="trial"
      y="loss"
      lines={[{ points: best(), tone: "strong" }]}
      marks={props.trials.map((trial) => ({
        at: [trial.number + 1, trial.loss!],
        text: `trial ${trial.number + 1}: loss ${figure(trial.loss)}${trial.resource < 1 ? `, on ${percent(trial.resource)} of the rows` : ""}`,
        tone: trial.resource < most() ? "quiet" : "strong",
      }))}
    />
  );
}

function OptionImportance(props: { readonly importance: Tuning["option_importance"] }): JSX.Element {
  return (
    <>
      <table class="dense winners">
        <thead>
          <tr>
            <th scope="col">Option</th>
            <th scope="col" class="figures">
              Share
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          <For each={props.importance}>
            {(each) => (
              <tr>
                <th scope="row">{each.option}</th>
                <td class="figures">{percent(each.share)}</td>
                <td class="bar-cell" aria-hidden="true">
                  <span style={{ width: `${100 * each.share}%` }} />
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <p class="quiet">How much of the loss's variance over the space each option explains alone.</p>
    </>
  );
}

/** One axis an option, the loss last. */
function axesOf(trials: readonly Trial[], options: readonly string[]): ParallelAxis[] {
  return [
    ...options.map((name): ParallelAxis => {
      const values = [...new Set(trials.map((trial) => trial.options[name]))].filter(
        (value) => value !== undefined,
      );
      const numbers = values.filter((value): value is number => typeof value === "number");
      if (numbers.length < values.length) return { name, kind: "words", values: values.map(valueText) };
      const positive = numbers.every((value) => value > 0);
      const log = positive && Math.max(...numbers) / Math.min(...numbers) > 50;
      return { name, kind: log ? "log" : "linear" };
    }),
    { name: "loss", kind: "linear" },
  ];
}

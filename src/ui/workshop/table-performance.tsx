import { Show, type JSX } from "solid-js";
import type { TableReport, TableVersionReport } from "../../bridge/table-api.ts";
import { figure, percent } from "../format/numbers.ts";
import { inReadingOrder, tableMetric } from "../format/table-metrics.ts";
import { ReportTable } from "./report-table.tsx";

/** A method of an ensemble. */
interface Member {
  readonly method: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly weight: number;
}

const changedText = (options: Member["options"]): string =>
  Object.entries(options)
    .map(([name, value]) => `${name} ${typeof value === "number" ? figure(value) : String(value)}`)
    .join(", ");

/** The metrics of each part beside the baseline, and the methods that were compared. */
export function TablePerformance(props: {
  readonly report: TableReport;
  readonly options: TableVersionReport["options"];
}): JSX.Element {
  const members = () => (props.options["members"] ?? []) as unknown as readonly Member[];
  const rows = () =>
    inReadingOrder(Object.keys(props.report.model_performance.test)).map((key) => {
      const { training, validation, test } = props.report.model_performance;
      const numbers = [training, validation, test, props.report.baseline].map((part) => figure(part[key]));
      return [<MetricName name={key} />, ...numbers];
    });
  return (
    <section aria-labelledby="performance-heading">
      <h2 id="performance-heading">Performance</h2>
      <ReportTable
        name="Performance"
        head={["Metric", "Training", "Validation", "Test", "Baseline on test"]}
        rows={rows()}
      />
      <p class="quiet">
        The test part was looked at once, at the end. The baseline knows only the training targets
        {props.report.classes === undefined
          ? ": it always says their mean."
          : ": it says each class's share."}
      </p>
      <Show when={members().length > 0}>
        <h3>The ensemble</h3>
        <ReportTable
          name="Members of the ensemble"
          head={["Method", "Weight"]}
          rows={members().map(({ method, options, weight }) => [
            <>
              {method} <span class="quiet metric-help">{changedText(options)}</span>
            </>,
            percent(weight),
          ])}
        />
      </Show>
      <Show when={props.report.candidates.length > 1}>
        <h3>Methods by cross-validation</h3>
        <ReportTable
          name="Methods by cross-validation"
          head={["Method", "Loss"]}
          rows={props.report.candidates.map((each) => [each.method, figure(each.cross_validation_loss)])}
        />
        <p class="quiet">
          {props.report.classes === undefined ? "Root of the mean squared error" : "Log loss"} of rows that a
          fit has not seen; lower is better.
        </p>
      </Show>
    </section>
  );
}

/** A metric's name with what it measures. */
export function MetricName(props: { readonly name: string }): JSX.Element {
  return (
    <>
      {tableMetric(props.name).label} <span class="quiet metric-help">{tableMetric(props.name).help}</span>
    </>
  );
}

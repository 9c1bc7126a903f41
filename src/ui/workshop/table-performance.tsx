import { Show, type JSX } from "solid-js";
import type { TableReport } from "../../bridge/table-api.ts";
import { figure } from "../format/numbers.ts";
import { inReadingOrder, tableMetric } from "../format/table-metrics.ts";
import { ReportTable } from "./report-table.tsx";

/** The metrics of each part beside the baseline, and the methods that were compared. */
export function TablePerformance(props: { readonly report: TableReport }): JSX.Element {
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

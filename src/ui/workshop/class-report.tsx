import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import type { TableReport } from "../../bridge/table-api.ts";
import { XYChart, type XY } from "../charts/xy-chart.tsx";
import { count, percent, score, figure } from "../format/numbers.ts";
import { SelectField } from "../parts/fields.tsx";
import { AsTable, ReportTable } from "./report-table.tsx";
import { ThresholdPicker } from "./threshold-picker.tsx";

type Curve = NonNullable<TableReport["roc_curves"]>[number];

const UNIT = { x: [0, 1], y: [0, 1] } as const;
const DIAGONAL: readonly XY[] = [
  [0, 0],
  [1, 1],
];
/** So many rows of a curve stand in its table. */
const TABLE_ROWS = 40;

/** How classes are told apart: confusion, curves, the threshold, and whether probabilities can be believed. */
export function ClassReport(props: { readonly report: TableReport }): JSX.Element {
  return (
    <>
      <section aria-labelledby="confusion-heading">
        <h2 id="confusion-heading">Confusion</h2>
        <Confusion report={props.report} />
      </section>
      <section aria-labelledby="curves-heading">
        <h2 id="curves-heading">Curves</h2>
        <Curves report={props.report} />
      </section>
      <Show when={props.report.operating_points}>
        {(points) => (
          <section aria-labelledby="threshold-heading">
            <h2 id="threshold-heading">Threshold by cost</h2>
            <ThresholdPicker points={points()} classes={props.report.classes!} />
          </section>
        )}
      </Show>
      <Show when={props.report.calibration}>
        {(bins) => (
          <section aria-labelledby="calibration-heading">
            <h2 id="calibration-heading">Calibration</h2>
            <div class="plot-pair">
              <div>
                <XYChart
                  summary={`Calibration in ${bins().length} bins: share right over confidence.`}
                  caption="On the line, what is said with 80 % is right in 80 of 100 rows."
                  x="confidence"
                  y="share right"
                  range={UNIT}
                  lines={[
                    { points: DIAGONAL, tone: "guide" },
                    { points: bins().map((bin): XY => [bin.confidence, bin.accuracy]), tone: "strong" },
                  ]}
                  marks={bins().map((bin) => ({
                    at: [bin.confidence, bin.accuracy],
                    text: `${count(bin.rows)} rows said with ${percent(bin.confidence)}: ${percent(bin.accuracy)} right`,
                    tone: "strong",
                  }))}
                />
                <AsTable
                  name="Calibration"
                  head={["Confidence", "Share right", "Rows"]}
                  rows={bins().map((bin) => [score(bin.confidence), score(bin.accuracy), count(bin.rows)])}
                />
              </div>
            </div>
          </section>
        )}
      </Show>
    </>
  );
}

/** True classes by predicted ones; the darker, the larger the share of its row. */
function Confusion(props: { readonly report: TableReport }): JSX.Element {
  const classes = () => props.report.classes!;
  return (
    <div class="report-grid">
      <div class="table-scroll" tabindex={0} role="region" aria-label="Confusion matrix">
        <table class="dense confusion">
          <caption>Rows are true, columns predicted</caption>
          <thead>
            <tr>
              <td />
              <For each={classes()}>
                {(each) => (
                  <th scope="col" class="figures">
                    {each.class}
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <For each={props.report.confusion_matrix}>
              {(row, k) => (
                <tr>
                  <th scope="row">{classes()[k()]!.class}</th>
                  <For each={row}>
                    {(rows) => {
                      const share = () => rows / Math.max(1, classes()[k()]!.support);
                      return (
                        <td class="figures" style={{ "--share": share() }}>
                          {count(rows)} <span class="quiet">{percent(share())}</span>
                        </td>
                      );
                    }}
                  </For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
      <ReportTable
        name="Classes"
        head={["Class", "Precision", "Recall", "F1", "Rows"]}
        rows={classes().map((each) => [
          each.class,
          score(each.precision),
          score(each.recall),
          score(each.f1),
          count(each.support),
        ])}
      />
    </div>
  );
}

/** ROC and precision-recall of one class against the rest; those of the others faint behind it. */
function Curves(props: { readonly report: TableReport }): JSX.Element {
  const roc = () => props.report.roc_curves ?? [];
  const pr = () => props.report.pr_curves ?? [];
  const [picked, setPicked] = createSignal<string | null>(null);
  const shown = () => picked() ?? roc()[0]?.class ?? "";
  const linesOf = (curves: readonly Curve[]) =>
    curves
      .map(({ class: name, points }) => ({ points, tone: name === shown() ? "strong" : "quiet" }) as const)
      .sort((a) => (a.tone === "strong" ? 1 : -1));
  const rocOf = createMemo(() => roc().find((curve) => curve.class === shown()));
  const prOf = createMemo(() => pr().find((curve) => curve.class === shown()));
  return (
    <>
      <Show when={roc().length > 1}>
        <div class="toolbar">
          <SelectField
            label="Class against the rest"
            value={shown()}
            options={roc().map((curve) => ({ value: curve.class, label: curve.class }))}
            onChange={setPicked}
          />
        </div>
      </Show>
      <div class="plot-pair">
        <Show when={rocOf()}>
          {(curve) => (
            <div>
              <h3>
                ROC, area <span class="figures">{score(curve().area)}</span>
              </h3>
              <XYChart
                summary={`ROC curve of ${curve().class}, area ${score(curve().area)}.`}
                caption={`How many of “${curve().class}” are found, for how many false alarms.`}
                x="false alarms, share of the others"
                y="found"
                range={UNIT}
                lines={[{ points: DIAGONAL, tone: "guide" }, ...linesOf(roc())]}
                marks={curve().points.map((at) => ({
                  at,
                  text: `${percent(at[1])} found with ${percent(at[0])} false alarms`,
                  tone: "none",
                }))}
              />
              <AsTable
                name={`ROC of ${curve().class}`}
                head={["False alarms", "Found"]}
                rows={some(curve().points).map((at) => [score(at[0]), score(at[1])])}
              />
            </div>
          )}
        </Show>
        <Show when={prOf()}>
          {(curve) => (
            <div>
              <h3>
                Precision and recall, area <span class="figures">{score(curve().area)}</span>
              </h3>
              <XYChart
                summary={`Precision over recall of ${curve().class}, area ${score(curve().area)}.`}
                caption={`How much of what is called “${curve().class}” is, over how many are found.`}
                x="found"
                y="precision"
                range={UNIT}
                lines={linesOf(pr())}
                marks={curve().points.map((at) => ({
                  at,
                  text: `${percent(at[0])} found, ${percent(at[1])} of those said are right`,
                  tone: "none",
                }))}
              />
              <AsTable
                name={`Precision and recall of ${curve().class}`}
                head={["Found", "Precision"]}
                rows={some(curve().points).map((at) => [score(at[0]), figure(at[1])])}
              />
            </div>
          )}
        </Show>
      </div>
    </>
  );
}

/** Evenly chosen points, the first and last among them. */
function some<T>(points: readonly T[]): readonly T[] {
  if (points.length <= TABLE_ROWS) return points;
  return Array.from(
    { length: TABLE_ROWS },
    (_, i) => points[Math.round((i * (points.length - 1)) / (TABLE_ROWS - 1))]!,
  );
}

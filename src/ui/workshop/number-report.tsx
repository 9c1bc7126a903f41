import { createMemo, type JSX } from "solid-js";
import { XYChart, type XY } from "../charts/xy-chart.tsx";
import { count, figure } from "../format/numbers.ts";
import { AsTable } from "./report-table.tsx";

/** Predictions of numbers beside what was so, and what is left over. */
export function NumberReport(props: {
  /** Actual and predicted, of test rows. */
  readonly points: readonly XY[];
  readonly target: string;
}): JSX.Element {
  const range = createMemo((): XY => {
    const values = props.points.flat();
    return [Math.min(...values), Math.max(...values)];
  });
  const residuals = createMemo(() =>
    props.points.map(([actual, predicted]): XY => [predicted, actual - predicted]),
  );
  const predictedEnds = createMemo((): XY => {
    const values = props.points.map(([, predicted]) => predicted);
    return [Math.min(...values), Math.max(...values)];
  });
  return (
    <section aria-labelledby="residuals-heading">
      <h2 id="residuals-heading">Predicted and actual</h2>
      <div class="plot-pair">
        <div>
          <XYChart
            summary={`Predicted over actual ${props.target} of ${count(props.points.length)} test rows.`}
            caption={`${count(props.points.length)} test rows; on the line, the prediction is right.`}
            x={`actual ${props.target}`}
            y="predicted"
            range={{ x: range(), y: range() }}
            lines={[
              {
                points: [
                  [range()[0], range()[0]],
                  [range()[1], range()[1]],
                ],
                tone: "guide",
              },
            ]}
            marks={props.points.map((at) => ({
              at,
              text: `actual ${figure(at[0])}, predicted ${figure(at[1])}`,
              tone: "quiet",
            }))}
          />
          <AsTable
            name="Predicted and actual"
            head={["Actual", "Predicted", "Left over"]}
            rows={props.points.map(([actual, predicted]) => [
              figure(actual),
              figure(predicted),
              figure(actual - predicted),
            ])}
          />
        </div>
        <div>
          <XYChart
            summary={`Residuals over predicted ${props.target}.`}
            caption="What is left over; no pattern should be seen."
            x={`predicted ${props.target}`}
            y="actual − predicted"
            lines={[
              {
                points: [
                  [predictedEnds()[0], 0],
                  [predictedEnds()[1], 0],
                ],
                tone: "guide",
              },
            ]}
            marks={residuals().map((at) => ({
              at,
              text: `predicted ${figure(at[0])}, off by ${figure(at[1])}`,
              tone: "quiet",
            }))}
          />
        </div>
      </div>
    </section>
  );
}

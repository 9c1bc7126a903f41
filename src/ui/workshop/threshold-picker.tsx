import { createMemo, createSignal, type JSX } from "solid-js";
import type { TableReport } from "../../bridge/table-api.ts";
import { cheapestPoint } from "../../domain/operating-point.ts";
import { XYChart, type XY } from "../charts/xy-chart.tsx";
import { count, percent, figure } from "../format/numbers.ts";
import { AsTable } from "./report-table.tsx";

/** The slider goes over powers of two: from a 32nd to 32 false alarms. */
const OCTAVES = 5;

/** What a miss costs against a false alarm decides from which probability on one says so; what then happens to the rows. */
export function ThresholdPicker(props: {
  readonly points: NonNullable<TableReport["operating_points"]>;
  readonly classes: NonNullable<TableReport["classes"]>;
}): JSX.Element {
  const [octave, setOctave] = createSignal(0);
  const missCost = () => 2 ** octave();
  const wanted = () => props.classes[1]!;
  const other = () => props.classes[0]!;
  const best = createMemo(() => cheapestPoint(props.points, wanted().support, other().support, missCost()));
  const place = (found: number, falseAlarms: number): XY => [
    falseAlarms / Math.max(1, other().support),
    found / Math.max(1, wanted().support),
  ];
  const cost = () =>
    octave() === 0
      ? "as much as a false alarm"
      : octave() > 0
        ? `${figure(missCost())} times a false alarm`
        : `1/${figure(1 / missCost())} of a false alarm`;
  const said = () => (best().threshold === null ? "never" : `from ${percent2(best().threshold!)} on`);
  return (
    <div class="plot-pair">
      <div>
        <label class="threshold-cost">
          <span>
            A “{wanted().class}” that is missed costs <strong>{cost()}</strong>
          </span>
          <input
            type="range"
            min={-OCTAVES}
            max={OCTAVES}
            step={0.25}
            value={octave()}
            aria-valuetext={cost()}
            onInput={(event) => setOctave(event.currentTarget.valueAsNumber)}
          />
        </label>
        <p class="lead" aria-live="polite">
          Say “{wanted().class}” <strong class="figures">{said()}</strong>: mistakes then cost{" "}
          <span class="figures">{figure(best().costPerRow)}</span> false alarms a row.
        </p>
        <div class="table-scroll" tabindex={0} role="region" aria-label="Confusion at the threshold">
          <table class="dense confusion">
            <caption>Test rows at this threshold: rows are true, columns said</caption>
            <thead>
              <tr>
                <td />
                <th scope="col" class="figures">
                  {other().class}
                </th>
                <th scope="col" class="figures">
                  {wanted().class}
                </th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">{other().class}</th>
                <Cell rows={best().passedOver} of={other().support} />
                <Cell rows={best().falseAlarms} of={other().support} />
              </tr>
              <tr>
                <th scope="row">{wanted().class}</th>
                <Cell rows={best().missed} of={wanted().support} />
                <Cell rows={best().found} of={wanted().support} />
              </tr>
            </tbody>
          </table>
        </div>
      </div>
      <div>
        <XYChart
          summary={`Where the threshold lies on the ROC curve: ${said()}.`}
          caption="The chosen place on the ROC curve."
          x="false alarms, share of the others"
          y="found"
          range={{ x: [0, 1], y: [0, 1] }}
          lines={[
            {
              points: [[0, 0], ...props.points.map(([, found, alarms]) => place(found, alarms))],
              tone: "strong",
            },
          ]}
          marks={props.points.map(([threshold, found, alarms]) => ({
            at: place(found, alarms),
            text: `from ${percent2(threshold)} on: ${count(found)} found, ${count(wanted().support - found)} missed, ${count(alarms)} false alarms`,
            tone: "none",
          }))}
          chosen={place(best().found, best().falseAlarms)}
        />
        <AsTable
          name="Thresholds"
          head={["From probability", "Found", "Missed", "False alarms"]}
          rows={props.points.map(([threshold, found, alarms]) => [
            percent2(threshold),
            count(found),
            count(wanted().support - found),
            count(alarms),
          ])}
        />
      </div>
    </div>
  );
}

function Cell(props: { readonly rows: number; readonly of: number }): JSX.Element {
  const share = () => props.rows / Math.max(1, props.of);
  return (
    <td class="figures" style={{ "--share": share() }}>
      {count(props.rows)} <span class="quiet">{percent(share())}</span>
    </td>
  );
}

/** A probability as percent with what it takes of digits: 3.12 %. */
const percent2 = (share: number): string => `${figure(100 * share)} %`;

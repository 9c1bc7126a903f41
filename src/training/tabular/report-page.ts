import {
  barPlot,
  escaped,
  figure,
  linePlot,
  scatterPlot,
  swarmPlot,
  timePlot,
  type Point,
} from "./report-plots.ts";
import type { TableReport } from "./table-report.ts";

const MOST_FEATURES = 20;
const SWARM_FEATURES = 12;
const SWARM_ROWS = 100;
const SHOWN_SEGMENTS = 10;

/**
 * A report as one HTML file that needs nothing else: plots are inline SVG, colours follow the reader's scheme, and paper
 * is white.
 */
export function reportPage(report: TableReport): string {
  const title = `${report.target}: ${report.method}`;
  const { rows } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(verdict(report))}</p>
<p class="quiet">${rows.training} rows for training, ${rows.validation} for validation, ${rows.test} held back for the test and looked at once. The baseline knows only the training targets.</p>
${section("Performance", performanceTable(report) + candidates(report))}
${section("What the model goes by", importances(report))}
${section("Learning curve", learningCurve(report))}
${section("Where it errs", breakdown(report))}
${report.classes === undefined ? regressionParts(report) : classParts(report)}
</body>
</html>
`;
}

function verdict({ task, model_performance: parts, baseline }: TableReport): string {
  const metric = task === "classification" ? "log_loss" : "rmse";
  const [own, naive] = [parts.test[metric] ?? NaN, baseline[metric] ?? NaN];
  const share = Math.round(100 * (1 - own / naive));
  const than = share > 0 ? `${share} % less than` : "no less than";
  return `On the test part the ${words(metric)} is ${figure(own)}, ${than} the baseline's ${figure(naive)}.`;
}

function performanceTable({ model_performance: parts, baseline }: TableReport): string {
  const rows = Object.keys(parts.test).map((metric) => [
    words(metric),
    ...[parts.training, parts.validation, parts.test, baseline].map((part) => figure(part[metric] ?? NaN)),
  ]);
  return table(["metric", "training", "validation", "test", "baseline on test"], rows);
}

function candidates({ candidates: all }: TableReport): string {
  if (all.length < 2) return "";
  const rows = all.map((each) => [each.method, figure(each.cross_validation_loss)]);
  return `<h3>Methods by cross-validation</h3>${table(["method", "loss"], rows)}`;
}

function importances({ feature_importance: all, shap_summary: shap }: TableReport): string {
  const shown = all.slice(0, MOST_FEATURES);
  const bars = shown.map((each) => ({
    name: each.feature,
    value: each.importance,
    deviation: each.importance_deviation,
  }));
  const how = {
    tree: "exact for the trees, by the training rows of each branch",
    linear: "exact for the linear score, columns taken as independent",
    sampling: "sampled: from other rows to this one, column by column, in drawn orders",
  }[shap.method];
  const of = shap.score_of === "the class given" ? "the class that the model says" : `“${shap.score_of}”`;
  const swarm = shap.sample.slice(0, SWARM_FEATURES).map(({ feature, points }) => {
    const step = Math.max(1, Math.ceil(points.length / SWARM_ROWS));
    const mean = shap.features.find((each) => each.feature === feature)!.mean_absolute;
    return { feature, mean, points: points.filter((_, i) => i % step === 0) };
  });
  return `<p>How much the test loss rises when a column is shuffled; the stroke is one deviation over the repeats.</p>
${barPlot("Importance of the features", bars)}
<h3>SHAP values</h3>
<p>Each dot is a test row: how far the column moves the score of ${escaped(of)} (${how}). <span class="low">Low</span> and <span class="high">high</span> values by their colour; grey is a word, or missing. At the right stands the mean size.</p>
${swarmPlot("SHAP values of the features", `contribution, ${shap.unit}`, swarm)}`;
}

function learningCurve({ learning_curve: points, task }: TableReport): string {
  if (points.length < 2) return "";
  const loss = task === "classification" ? "log loss" : "RMSE";
  const line = (pick: (point: (typeof points)[number]) => number): Point[] =>
    points.map((point) => [point.rows, pick(point)]);
  return `<div class="plots">${linePlot(
    "Loss by rows trained on",
    "rows",
    loss,
    [
      { name: "validation", points: line((point) => point.validation_loss) },
      { name: "training", points: line((point) => point.training_loss), dashed: true },
    ],
    { dots: true },
  )}</div>`;
}

function breakdown({ loss_over_time: time, segments }: TableReport): string {
  const parts: string[] = [];
  if (time !== undefined && time.stretches.length > 1) {
    const by = `by ${time.stretch} (${time.column})`;
    const { stretches } = time;
    const line = (pick: (stretch: (typeof stretches)[number]) => number | undefined) =>
      stretches.flatMap((stretch) => {
        const value = pick(stretch);
        return value === undefined ? [] : [{ from: stretch.from, value }];
      });
    const [bias, accuracy] = [line((each) => each.bias), line((each) => each.accuracy)];
    parts.push(
      `<div class="plots">${[
        timePlot(
          `${capital(words(time.row_loss))} ${by}`,
          words(time.row_loss),
          line((each) => each.loss),
        ),
        ...(bias.length > 0 ? [timePlot(`Predicted − actual ${by}`, "mean", bias)] : []),
        ...(accuracy.length > 0 ? [timePlot(`Accuracy ${by}`, "share right", accuracy)] : []),
      ].join("")}</div>`,
    );
  }
  if (segments.length > 0) {
    const rows = segments
      .slice(0, SHOWN_SEGMENTS)
      .map((each) => [
        `${each.column}: ${each.segment}`,
        String(each.rows),
        `${figure(each.loss)} ± ${figure(each.standard_error)}`,
        figure(each.loss_elsewhere),
        figure(each.accuracy ?? each.bias ?? NaN),
      ]);
    const last = segments[0]!.accuracy === undefined ? "predicted − actual" : "share right";
    const loss = segments[0]!.accuracy === undefined ? "absolute error" : "log loss";
    parts.push(
      `<h3>Test rows with the largest losses</h3>${table(["rows where", "rows", loss, "elsewhere", last], rows)}`,
    );
  }
  return parts.join("\n");
}

function classParts(report: TableReport): string {
  const {
    classes = [],
    confusion_matrix: confusion = [],
    thresholds,
    roc_curves = [],
    pr_curves = [],
  } = report;
  const names = classes.map((each) => each.class);
  const perClass = classes.map((each) => [
    each.class,
    figure(each.precision),
    figure(each.recall),
    figure(each.f1),
    `${each.support}`,
  ]);
  const square = { square: true };
  const curves = [
    ...roc_curves.map(({ class: name, area, points }) =>
      linePlot(`ROC, ${name}: area ${figure(area)}`, "false alarms", "found", [{ points }], {
        ...square,
        diagonal: true,
      }),
    ),
    ...pr_curves.map(({ class: name, area, points }) =>
      linePlot(`Precision, ${name}: area ${figure(area)}`, "found", "precision", [{ points }], square),
    ),
  ];
  const reliability = (report.reliability_curves ?? []).map(({ class: name, points }) =>
    linePlot(
      `Calibration, ${name}`,
      "predicted probability",
      "share of the class",
      [{ points: points.map((bin): Point => [bin.predicted, bin.observed]) }],
      { ...square, diagonal: true, dots: true },
    ),
  );
  return [
    section("Classes", table(["class", "precision", "recall", "F1", "rows"], perClass)),
    section("Confusion", `<p>Rows are true, columns predicted.</p>${confusionTable(names, confusion)}`),
    section("ROC and precision", `<div class="plots">${curves.join("")}</div>`),
    section("Calibration", `<div class="plots">${reliability.join("")}</div>`),
    ...(thresholds === undefined
      ? []
      : [
          section(
            `Where to say “${names[1]!}”`,
            table(
              ["a miss costs, in false alarms", "from probability", "cost per row"],
              thresholds.map((each) => [
                `${each.miss_cost}`,
                each.threshold === null ? "never" : figure(each.threshold),
                figure(each.cost_per_row),
              ]),
            ),
          ),
        ]),
  ].join("\n");
}

function regressionParts({ actual_predicted: points = [] }: TableReport): string {
  const residuals = points.map(([actual, predicted]): Point => [predicted, predicted - actual]);
  return section(
    "Predictions",
    `<div class="plots">${scatterPlot("Actual and predicted", "actual", "predicted", points, { diagonal: true })}${scatterPlot("Residuals", "predicted", "predicted − actual", residuals)}</div>`,
  );
}

/** The deeper the colour, the larger its share of the row. */
function confusionTable(names: readonly string[], confusion: readonly (readonly number[])[]): string {
  const body = confusion.map((row, k) => {
    const total = Math.max(
      1,
      row.reduce((sum, count) => sum + count, 0),
    );
    const cells = row.map(
      (count) => `<td style="--share:${Math.round((60 * count) / total)}%">${count}</td>`,
    );
    return `<tr><th scope="row">${escaped(names[k]!)}</th>${cells.join("")}</tr>`;
  });
  const head = names.map((name) => `<th scope="col">${escaped(name)}</th>`).join("");
  return `<div class="scroll"><table class="confusion"><thead><tr><td></td>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

function section(title: string, inside: string): string {
  return inside === "" ? "" : `<section><h2>${escaped(title)}</h2>\n${inside}</section>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const top = head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join("");
  const body = rows.map(([first = "", ...others]) => {
    const cells = others.map((cell) => `<td>${escaped(cell)}</td>`).join("");
    return `<tr><th scope="row">${escaped(first)}</th>${cells}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr>${top}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

const words = (metric: string): string => metric.replaceAll("_", " ");
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1d2327, #e8e6e1); --quiet: light-dark(#5c6368, #a2a8ad); --faint: light-dark(#c6cace, #4a5056); --accent: light-dark(#1f5f8b, #7fc1ee); --second: light-dark(#a3541c, #eaa46c); --low: light-dark(#2166ac, #74b3e8); --high: light-dark(#b2182b, #f0807f); --paper: light-dark(#fdfcf9, #16181a); }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { line-height: 1.2; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 0.5rem; padding-top: 0.5rem; border-top: 1px solid var(--faint); }
h3 { margin: 1.2rem 0 0.2rem; font-size: 1rem; }
.quiet, figcaption { color: var(--quiet); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 0.3rem 0 1rem; }
th, td { text-align: right; padding: 0.2rem 0.8rem; border-bottom: 1px solid var(--faint); font-weight: normal; }
thead th { color: var(--quiet); }
th:first-child, td:first-child { text-align: left; }
.confusion td { background: color-mix(in srgb, var(--accent) var(--share, 0%), transparent); }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 1rem; }
figure { margin: 0; max-width: 26rem; break-inside: avoid; }
svg { width: 100%; height: auto; display: block; }
svg.wide { min-width: 34rem; max-width: 46rem; }
svg text { fill: var(--ink); font: 11px system-ui, sans-serif; }
.axis, .grid { stroke: var(--faint); fill: none; }
.grid { stroke-dasharray: 1 4; }
.spread { stroke: var(--ink); stroke-width: 1.5; }
.line { stroke-width: 2; fill: none; }
.dashed { stroke-dasharray: 5 4; }
.line-0 { stroke: var(--accent); } .mark-0, svg .name-0 { fill: var(--accent); }
.line-1 { stroke: var(--second); } .mark-1, svg .name-1 { fill: var(--second); }
.soft { fill-opacity: 0.5; }
.plain { fill: var(--quiet); }
.shade { fill: color-mix(in srgb, var(--high) var(--share), var(--low)); }
.low { color: var(--low); } .high { color: var(--high); }
@media print { :root { color-scheme: light; --paper: #fff; } body { margin: 0; max-width: none; font-size: 11pt; } section, tr { break-inside: avoid-page; } h2, h3 { break-after: avoid; } .plots { grid-template-columns: repeat(2, 1fr); } .confusion td, circle { print-color-adjust: exact; } }
`;

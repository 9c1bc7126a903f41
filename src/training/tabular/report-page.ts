import type { TableReport } from "./table-report.ts";

type Point = readonly [x: number, y: number];

const SIZE = 280;
const MOST_FEATURES = 20;

/** A report as one HTML file that needs nothing else; plots are inline SVG, colours follow the reader's scheme. */
export function reportPage(report: TableReport): string {
  const title = `${report.target}: ${report.method}`;
  const plots = [
    ...(report.roc_curves ?? []).map((curve) =>
      linePlot(
        `ROC, ${curve.class}: area ${figure(curve.area)}`,
        "false alarms",
        "found",
        curve.points,
        true,
      ),
    ),
    ...(report.pr_curves ?? []).map((curve) =>
      linePlot(
        `Precision, ${curve.class}: area ${figure(curve.area)}`,
        "found",
        "precision",
        curve.points,
        false,
      ),
    ),
    ...(report.calibration === undefined
      ? []
      : [
          linePlot(
            "Calibration",
            "confidence",
            "right",
            report.calibration.map((bin): Point => [bin.confidence, bin.accuracy]),
            true,
          ),
        ]),
    ...(report.actual_predicted === undefined ? [] : [scatterPlot(report.actual_predicted)]),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark; --ink: light-dark(#1d2327, #e8e6e1); --faint: light-dark(#9aa0a6, #6f767d); --accent: light-dark(#1f5f8b, #7fc1ee); --paper: light-dark(#fdfcf9, #16181a); }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 0.5rem 0 1.5rem; }
th, td { text-align: right; padding: 0.2rem 0.8rem; border-bottom: 1px solid var(--faint); }
th:first-child, td:first-child { text-align: left; }
figure { display: inline-block; margin: 0 1rem 1rem 0; }
svg text { fill: var(--ink); font: 11px system-ui, sans-serif; }
svg .axis { stroke: var(--faint); fill: none; }
svg .line { stroke: var(--accent); stroke-width: 2; fill: none; }
svg .mark { fill: var(--accent); }
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${report.rows.training} rows for training, ${report.rows.validation} for validation, ${report.rows.test} held back for the test. The baseline knows only the training targets.</p>
${performanceTable(report)}
${
  report.candidates.length > 1
    ? table(
        "Methods by cross-validation",
        ["method", "loss"],
        report.candidates.map((each) => [each.method, figure(each.cross_validation_loss)]),
      )
    : ""
}
${importancePlot(report)}
${classTables(report)}
${plots.join("\n")}
</body>
</html>
`;
}

function performanceTable({ model_performance: parts, baseline }: TableReport): string {
  const rows = Object.keys(parts.test).map((metric) => [
    metric.replaceAll("_", " "),
    ...[parts.training, parts.validation, parts.test, baseline].map((part) => figure(part[metric] ?? NaN)),
  ]);
  return table("Performance", ["metric", "training", "validation", "test", "baseline on test"], rows);
}

function classTables({ classes, confusion_matrix: confusion, thresholds }: TableReport): string {
  if (classes === undefined || confusion === undefined) return "";
  const names = classes.map((each) => each.class);
  const reports = classes.map((each) => [
    each.class,
    figure(each.precision),
    figure(each.recall),
    figure(each.f1),
    `${each.support}`,
  ]);
  return [
    table("Classes", ["class", "precision", "recall", "F1", "rows"], reports),
    table(
      "Confusion: rows are true, columns predicted",
      ["", ...names],
      confusion.map((row, k) => [names[k]!, ...row.map(String)]),
    ),
    ...(thresholds === undefined
      ? []
      : [
          table(
            `Where to say "${names[1]!}", by what a miss costs against a false alarm`,
            ["a miss costs", "from probability", "cost per row"],
            thresholds.map((each) => [
              `${each.miss_cost}`,
              each.threshold === null ? "never" : figure(each.threshold),
              figure(each.cost_per_row),
            ]),
          ),
        ]),
  ].join("\n");
}

function importancePlot({ feature_importance: all }: TableReport): string {
  const shown = all.slice(0, MOST_FEATURES);
  const most = Math.max(...shown.map((each) => each.importance + each.importance_deviation), 1e-12);
  const width = (value: number): number => (260 * Math.max(0, value)) / most;
  const bars = shown.map((each, i) => {
    const y = 22 * i;
    const from = width(each.importance - each.importance_deviation);
    const to = width(each.importance + each.importance_deviation);
    const label = each.feature.length > 28 ? `${each.feature.slice(0, 27)}…` : each.feature;
    return `<text x="180" y="${y + 14}" text-anchor="end">${escaped(label)}</text><rect class="mark" x="190" y="${y + 3}" width="${pixels(width(each.importance))}" height="14"/><path class="axis" d="M${pixels(190 + from)} ${y + 10}H${pixels(190 + to)}"/><text x="${pixels(196 + to)}" y="${y + 14}">${figure(each.importance)}</text>`;
  });
  return `<h2>Importance</h2>
<p>How much the test loss rises when a column is shuffled; the stroke is one deviation over the repeats.</p>
<svg width="540" height="${22 * shown.length}" role="img" aria-label="Importance of the features">${bars.join("")}</svg>`;
}

function linePlot(title: string, x: string, y: string, points: readonly Point[], diagonal: boolean): string {
  const at = ([px, py]: Point): string => `${pixels(30 + 240 * px)} ${pixels(250 - 240 * py)}`;
  const line = points.map((point, i) => `${i === 0 ? "M" : "L"}${at(point)}`).join("");
  return plot(
    title,
    x,
    y,
    `${diagonal ? '<path class="axis" d="M30 250L270 10"/>' : ""}<path class="line" d="${line}"/>`,
  );
}

function scatterPlot(points: readonly Point[]): string {
  const values = points.flat();
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const marks = points.map(
    ([x, y]) =>
      `<circle class="mark" fill-opacity=".5" r="2.5" cx="${pixels(30 + (240 * (x - low)) / span)}" cy="${pixels(250 - (240 * (y - low)) / span)}"/>`,
  );
  const title = `Test rows, ${figure(low)} to ${figure(low + span)}`;
  return plot(title, "actual", "predicted", `<path class="axis" d="M30 250L270 10"/>${marks.join("")}`);
}

function plot(title: string, x: string, y: string, inside: string): string {
  return `<figure><figcaption>${escaped(title)}</figcaption><svg width="${SIZE}" height="${SIZE}" role="img" aria-label="${escaped(title)}"><path class="axis" d="M30 10V250H270"/>${inside}<text x="150" y="270" text-anchor="middle">${x}</text><text x="18" y="130" text-anchor="middle" transform="rotate(-90 18 130)">${y}</text></svg></figure>`;
}

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: string): string =>
    `<tr>${row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  return `<h2>${escaped(caption)}</h2>
<table><thead>${cells(head, "th")}</thead><tbody>${rows.map((row) => cells(row, "td")).join("")}</tbody></table>`;
}

const figure = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "–";
const pixels = (value: number): string => String(Math.round(value * 10) / 10);
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

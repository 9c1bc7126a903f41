import { metricLabel } from "./metrics.ts";
import { tableMetric } from "./table-metrics.ts";

/** The field's name of a metric of any run, from the key it is kept under. */
export function runMetricLabel(key: string): string {
  const label = metricLabel(key);
  return label === key.replaceAll("_", " ") ? tableMetric(key).label : label;
}

interface MetricText {
  readonly label: string;
  readonly help: string;
}

const METRICS: Readonly<Record<string, MetricText>> = {
  accuracy: { label: "Accuracy", help: "share of rows whose likeliest class is right" },
  roc_auc: {
    label: "ROC AUC",
    help: "chance that a row of the class scores above another; .5 is guessing",
  },
  log_loss: { label: "Log loss", help: "mean of −ln of the true class's probability" },
  pr_auc: { label: "PR AUC", help: "mean precision over all shares found" },
  brier: {
    label: "Brier score",
    help: "mean squared distance of probabilities from the truth",
  },
  calibration_error: {
    label: "Calibration error",
    help: "mean gap between confidence and share right",
  },
  f1_macro: {
    label: "F1, mean of classes",
    help: "harmonic mean of precision and recall",
  },
  precision_macro: {
    label: "Precision, mean of classes",
    help: "of what is said to be of a class, the share that is",
  },
  recall_macro: {
    label: "Recall, mean of classes",
    help: "of what is of a class, the share that is found",
  },
  f1_weighted: { label: "F1, by rows", help: "classes count by their rows" },
  precision_weighted: { label: "Precision, by rows", help: "classes count by their rows" },
  recall_weighted: { label: "Recall, by rows", help: "classes count by their rows" },
  rmse: { label: "RMSE", help: "root of the mean squared error, in the target's unit" },
  mae: { label: "MAE", help: "mean absolute error, in the target's unit" },
  r2: { label: "R²", help: "share of the variance explained; 1 is perfect" },
  mape: {
    label: "MAPE",
    help: "mean error as a share of the actual value; huge where that is near 0",
  },
  mse: { label: "MSE", help: "mean squared error" },
  interval_coverage_90: {
    label: "Coverage of 90 % intervals",
    help: "share of rows inside; .9 is right",
  },
  pinball_05: { label: "Pinball loss, 5 %", help: "loss of the intervals' lower end" },
  pinball_95: { label: "Pinball loss, 95 %", help: "loss of the intervals' upper end" },
};

/** How a metric of a table's model is called, what it measures, and which way is better. */
export function tableMetric(key: string): MetricText {
  return METRICS[key] ?? { label: key.replaceAll("_", " "), help: "" };
}

/** Metrics in the order they are read: what counts first. */
export function inReadingOrder(keys: readonly string[]): string[] {
  const order = Object.keys(METRICS);
  const place = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  return keys.toSorted((a, b) => place(a) - place(b));
}

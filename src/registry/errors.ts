import { errorCatalogue, errorText } from "../core/errors.ts";

export const registryError = errorCatalogue({
  "artifact.damaged": errorText(
    "storage",
    (d: { what: string; reason: string }) => `${d.what} is damaged: ${d.reason}.`,
    () => "Train again to replace it; until then the last good version is used, if there is one.",
  ),
  "artifact.unknown-format": errorText(
    "storage",
    (d: { what: string; found: string; expected: string }) =>
      `${d.what} has format ${d.found}; this copy of the app reads ${d.expected}.`,
    () => "Reload the page to get the newest app, or train again.",
  ),
  "snapshot.unknown": errorText(
    "input",
    (d: { found: string; known: readonly string[]; nearest: string }) =>
      `There is no feature snapshot "${d.found}"; expected NAME@HASH of one of ${d.known.join(", ") || "none yet"}.`,
    (d) =>
      d.nearest === ""
        ? "Freeze one: soma features freeze --data till.csv --name weekly."
        : `Did you mean ${d.nearest}?`,
  ),
  "snapshot.damaged": errorText(
    "storage",
    (d: { name: string; hash: string; reason: string }) =>
      `The feature snapshot ${d.name}@${d.hash} is damaged: ${d.reason}.`,
    () => "Freeze it again from the same sales: the same content gets the same hash.",
  ),
  "runs.unknown": errorText(
    "input",
    (d: { found: string; fitting: number; known: readonly string[] }) =>
      `${d.fitting === 0 ? "No run begins" : `${d.fitting} runs begin`} with "${d.found}"; expected one of those kept, such as ${d.known.join(", ") || "none yet"}.`,
    () => "Give more of the run's id; soma runs list shows them.",
  ),
  "runs.bad-tag": errorText(
    "input",
    (d: { found: string }) => `A tag is named "${d.found}"; expected 1 to 250 letters.`,
    () => "Give the tag a short name, such as team.",
  ),
  "runs.bad-filter": errorText(
    "input",
    (d: { filter: string; found: string; expected: string }) =>
      `In the filter ${d.filter} stands "${d.found}"; expected ${d.expected}.`,
    () =>
      `Write comparisons joined by "and": metrics.rmse < 5 and params.method = "boosted-trees"; one of several is IN ("a", "b").`,
  ),
  "runs.no-mlflow-folder": errorText(
    "input",
    (d: { found: string }) =>
      `${d.found} holds no run of an MLflow file store; expected EXPERIMENT/RUN/meta.yaml in it.`,
    () => "Name the folder that MLflow tracks into: mlruns, unless it was set otherwise.",
  ),
});

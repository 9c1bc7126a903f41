import { errorCatalogue, errorText } from "../core/errors.ts";

export const featureError = errorCatalogue({
  "feature.unknown-name": errorText(
    "input",
    (d: { found: string; nearest: string }) =>
      `There is no feature "${d.found}"; soma features --list shows all.`,
    (d) => (d.nearest === "" ? "Choose names of that list." : `Did you mean "${d.nearest}"?`),
  ),
  "feature.no-column": errorText(
    "input",
    (d: { file: string; columns: string; role: string; option: string }) =>
      `${d.file} has columns ${d.columns}; none is called like a column of ${d.role}.`,
    (d) => `Name it with ${d.option}.`,
  ),
  "feature.bad-date": errorText(
    "data",
    (d: { file: string; row: number; why: string }) => `${d.file}, row ${d.row}: ${d.why}`,
    () => "Mend or remove that row.",
  ),
  "feature.fraction": errorText(
    "data",
    (d: { file: string; row: number; found: string }) =>
      `${d.file}, row ${d.row}: found ${d.found} copies; features expect whole copies of at most six digits.`,
    () => "Mend that row, or export copies instead of shares or weights.",
  ),
});

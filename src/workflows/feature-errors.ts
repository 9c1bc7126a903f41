import { errorCatalogue, errorText } from "../core/errors.ts";

export const featureError = errorCatalogue({
  "feature.no-column": errorText(
    "input",
    (d: { file: string; columns: string; role: string; option: string }) =>
      `${d.file} has columns ${d.columns}; none is called like a column of ${d.role}.`,
    (d) => `Name it with ${d.option}.`,
  ),
  "feature.no-rows": errorText(
    "data",
    (d: { source: string }) => `${d.source} holds no line with copies sold; expected one or more.`,
    () => "Choose the columns of copies and dates, or import sales.",
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

import type { Database } from "../core/ports.ts";
import { isoDate } from "../domain/calendar.ts";
import { headerFit } from "../domain/header-words.ts";
import { decodeArtifact } from "../registry/artifact.ts";
import { fileOf } from "../registry/load.ts";
import { conformalQuantile } from "../training/conformal.ts";
import { meanBetween, quantileOfSum } from "../training/demand-outlook.ts";
import {
  DEMAND_FORECAST_FORMAT,
  demandForecastFromParts,
  type DemandForecast,
} from "../training/forecast-state.ts";
import { nearestOfFirst, titleFinder } from "./find-title.ts";
import { openVersion, type ModelVersion } from "./model-version.ts";
import { columnFitting } from "./predict-columns.ts";
import { predictError } from "./predict-errors.ts";
import { inputText, movedBy, UnknownCounter, type Prediction, type Predictor } from "./predictor.ts";
import { columnNamed, type TextTable } from "./text-table.ts";

/** What a row of a forecast stands for: a day, a week, or the whole time asked for. */
export type ForecastSpan = "day" | "week" | "total";

export interface DemandOptions {
  /** Column of titles; by default the one called like a code or a title, else the first. */
  readonly item: string | undefined;
  /** Days ahead; by default as far as the model looks. A column "horizon" says it for each title. */
  readonly horizonDays: number | undefined;
  readonly span: ForecastSpan;
  /** Levels of the quantiles, ascending, in (0, 1). */
  readonly levels: readonly number[];
}

/** A title has as many rows as steps: so few titles at once. */
const BATCH_TITLES = 256;
const DAYS_A_WEEK = 7;

/**
 * A demand forecast as a predictor: a row a title and step, with the mean and the quantiles of its copies.
 *
 * @throws `artifact.*`, `predict.beyond-horizon`
 */
export async function demandPredictor(
  database: Database,
  found: ModelVersion,
  options: DemandOptions,
): Promise<Predictor> {
  const { name, entry } = found;
  const { version, model: forecast } = await openVersion(database, found, (files) =>
    demandForecastFromParts(
      decodeArtifact(fileOf(files, "model.bin"), DEMAND_FORECAST_FORMAT, "The demand forecast"),
    ),
  );
  const { item, horizonDays, span, levels } = options;
  const most = forecast.horizon;
  if (horizonDays !== undefined && horizonDays > most) {
    throw predictError("predict.beyond-horizon", { found: horizonDays, most });
  }
  const titles = await titleFinder(database, entry.datasetId, forecast.itemId);
  const nearest = nearestOfFirst(titles);

  const make = (part: TextTable, column: string, cells: readonly string[]): Prediction => {
    const horizons = horizonsIn(part, most, horizonDays ?? most);
    const unknown = new UnknownCounter();
    const ids: string[] = [];
    const times: string[] = [];
    const numbers: number[][] = [[], ...levels.map(() => [])];
    cells.forEach((text, row) => {
      const title = titles.find(text);
      if (title < 0) {
        unknown.add(column, row, text, nearest);
        return;
      }
      const step = span === "total" ? horizons[row]! : span === "week" ? DAYS_A_WEEK : 1;
      for (let from = 0; from + step <= horizons[row]!; from += step) {
        const day = forecast.firstDay + from;
        const mean = meanBetween(forecast, title, day, day + step);
        ids.push(text);
        times.push(isoDate(day));
        numbers[0]!.push(mean);
        levels.forEach((level, l) =>
          numbers[l + 1]!.push(quantileOf(forecast, title, span, from / step, step, mean, level)),
        );
      }
    });
    return {
      columns: [
        { name: "id", values: ids },
        { name: "time", values: times },
        { name: "mean", values: Float64Array.from(numbers[0]!) },
        ...levels.map((level, l) => ({ name: `q${level}`, values: Float64Array.from(numbers[l + 1]!) })),
      ],
      unknown: unknown.all(),
    };
  };

  return {
    model: { name, version, type: "forecasting" },
    cached: {
      datasetId: entry.datasetId,
      key: JSON.stringify([entry.sha256["model.bin"], titles.key, horizonDays, span, levels]),
    },
    batchRows: BATCH_TITLES,
    expected: "a title a row",
    notices: () => [],
    async *predict(parts, cache) {
      let known = 0;
      let first = { file: "", column: "", found: "" };
      for await (const part of parts) {
        const column = columnFitting(part, item, "--id", (header) =>
          Math.max(headerFit(header, "item"), 0.9 * headerFit(header, "title")),
        );
        const cells = columnNamed(part, column, "--id");
        const horizon = part.cells[horizonColumn(part)] ?? [];
        const { value, kept } = await cache.of(inputText([[column], cells, horizon]), () =>
          make(part, column, cells),
        );
        if (first.file === "") first = { file: part.fileName, column, found: cells[0] ?? "" };
        known += value.columns[0]!.values.length;
        const unknown = movedBy(value.unknown, part.firstRow ?? 0);
        yield { rows: cells.length, kept, columns: value.columns, unknown };
      }
      if (known === 0 && first.found !== "") {
        throw predictError("predict.all-unknown", { ...first, known: forecast.itemId[0] ?? "" });
      }
    },
  };
}

const horizonColumn = ({ columns }: TextTable): number =>
  columns.findIndex((name) => name.toLowerCase() === "horizon");

/** Days ahead of each row. @throws `predict.bad-number` */
function horizonsIn(part: TextTable, most: number, usual: number): number[] {
  const at = horizonColumn(part);
  const rows = part.cells[0]?.length ?? 0;
  return Array.from({ length: rows }, (_, row) => {
    const text = at < 0 ? "" : part.cells[at]![row]!;
    const days = text === "" ? usual : Number(text);
    if (Number.isInteger(days) && days >= 1 && days <= most) return days;
    throw predictError("predict.bad-number", {
      file: part.fileName,
      row: (part.firstRow ?? 0) + row + 1,
      column: part.columns[at] ?? "horizon",
      found: text,
      least: 1,
      most,
    });
  });
}

function quantileOf(
  forecast: DemandForecast,
  title: number,
  span: ForecastSpan,
  step: number,
  days: number,
  mean: number,
  level: number,
): number {
  if (span === "total") return quantileOfSum(forecast, title, mean, days, level);
  const group = forecast.calibration[forecast.lowConfidence[title]!]!;
  const table = span === "week" ? group.weeks : group.days;
  return conformalQuantile(table, step, level, mean, forecast.size[title]!);
}

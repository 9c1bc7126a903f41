/** Univariate forecasting models, one state a series: see the README beside each model for method and sources. */
export {
  forecastingCatalog as catalog,
  FORECASTING_MODEL_IDS as ids,
  loadForecastingModel as load,
} from "../models/catalog.ts";
export type { ForecastingModelId } from "../models/catalog.ts";
export type { ForecastingModel, ForecastRequest, PointForecast, Series } from "../models/forecasting/task.ts";

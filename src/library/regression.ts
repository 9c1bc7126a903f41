/** Models that predict a number from the columns of a table. */
export {
  loadRegressionModel as load,
  REGRESSION_MODEL_IDS as ids,
  regressionCatalog as catalog,
} from "../models/catalog.ts";
export type { RegressionModelId } from "../models/catalog.ts";
export type { RegressionModel, RegressionPrediction } from "../models/regression/task.ts";
export type { TabularColumn, TabularData, TabularTable } from "../models/tabular.ts";

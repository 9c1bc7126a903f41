/** Models that predict a class from the columns of a table. */
export {
  CLASSIFICATION_MODEL_IDS as ids,
  classificationCatalog as catalog,
  loadClassificationModel as load,
} from "../models/catalog.ts";
export type { ClassificationModelId } from "../models/catalog.ts";
export type {
  ClassificationData,
  ClassificationModel,
  ClassificationPrediction,
} from "../models/classification/task.ts";
export type { TabularColumn, TabularData, TabularTable } from "../models/tabular.ts";

/** What to read next: recommendations, related titles, the shop's customers. */
import type { RecommendApi } from "../src/bridge/api.ts";
import { exposeApi } from "../src/bridge/expose.ts";
import { browserDatabase } from "../src/platform/browser/database.ts";
import { browserLocks } from "../src/platform/browser/locks.ts";
import { forecastDataCache } from "../src/workflows/forecast-data.ts";
import { findCustomers, recommend, recommenderOverview, related } from "../src/workflows/recommend.ts";
import { recommenderCache } from "../src/workflows/recommender-data.ts";

const context = {
  database: browserDatabase(),
  locks: browserLocks(),
  cache: forecastDataCache(),
  recommenders: recommenderCache(),
};

exposeApi<RecommendApi>({
  recommend: (question) => recommend(context, question),
  related: (datasetId, itemId) => related(context, datasetId, itemId),
  customers: (datasetId, query) => findCustomers(context, datasetId, query),
  recommenderReport: (datasetId) => recommenderOverview(context, datasetId),
});

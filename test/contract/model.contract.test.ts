import { forecastingCatalog } from "../../src/models/catalog.ts";
import { forecastingModelContract } from "./model.contract.ts";

for (const [id, load] of Object.entries(forecastingCatalog)) forecastingModelContract(id, load);

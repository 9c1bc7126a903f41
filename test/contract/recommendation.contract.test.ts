import { recommendationCatalog } from "../../src/models/catalog.ts";
import { recommendationModelContract } from "./recommendation.contract.ts";

for (const [id, load] of Object.entries(recommendationCatalog)) recommendationModelContract(id, load);

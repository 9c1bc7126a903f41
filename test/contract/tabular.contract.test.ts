import { classificationCatalog, regressionCatalog } from "../../src/models/catalog.ts";
import { classificationModelContract, regressionModelContract } from "./tabular.contract.ts";

for (const [id, load] of Object.entries(regressionCatalog)) regressionModelContract(id, load);
for (const [id, load] of Object.entries(classificationCatalog)) classificationModelContract(id, load);

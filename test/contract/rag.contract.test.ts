import { ragCatalog } from "../../src/models/catalog.ts";
import { ragModelContract } from "./rag.contract.ts";

for (const [id, load] of Object.entries(ragCatalog)) ragModelContract(id, load);

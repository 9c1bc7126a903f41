import { linearArtifact } from "../linear-scores.ts";

export const { save: saveItemKnn, load: loadItemKnn } = linearArtifact("item-knn", 1);

import { linearArtifact } from "../linear-scores.ts";

export const { save: saveItemItem, load: loadItemItem } = linearArtifact("item-item", 1);

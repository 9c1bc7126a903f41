import { linearArtifact } from "../linear-scores.ts";

export const { save: saveDirected, load: loadDirected } = linearArtifact("directed", 1);

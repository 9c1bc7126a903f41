import { linearArtifact } from "../linear-scores.ts";

export const { save: saveLocalEase, load: loadLocalEase } = linearArtifact("local-ease", 1);

import { linearArtifact } from "../linear-scores.ts";

export const { save: saveEase, load: loadEase } = linearArtifact("ease", 1);

import { linearArtifact } from "../linear-scores.ts";

export const { save: saveRp3beta, load: loadRp3beta } = linearArtifact("rp3beta", 1);

export { webRandom as nodeRandom, webSecrets as nodeSecrets } from "../secrets/web-crypto.ts";

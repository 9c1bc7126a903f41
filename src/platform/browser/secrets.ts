export { webSecrets as browserSecrets } from "../secrets/web-crypto.ts";

/** A small language model that a person added. It sees a prompt and nothing else of the shop. */
import type { GenerateApi } from "../src/bridge/api.ts";
import { exposeApi } from "../src/bridge/expose.ts";
import { browserDatabase } from "../src/platform/browser/database.ts";
import { keptFile } from "../src/platform/browser/kept-file.ts";
import { localGeneration } from "../src/platform/browser/local-generation.ts";
import { wllamaGenerator } from "../src/platform/browser/wllama-generator.ts";
import { WLLAMA_CODE } from "../src/platform/browser/wllama-runtime.ts";
import { generatorPieces } from "../src/workflows/generators.ts";

const database = browserDatabase();
const generation = localGeneration({
  read: () => generatorPieces(database),
  open: async (generatorId, model) => {
    const code = new Blob([await keptFile(WLLAMA_CODE)], { type: "application/wasm" });
    return await wllamaGenerator(generatorId, model, URL.createObjectURL(code));
  },
});

exposeApi<GenerateApi>({
  generate: (prompt, onText) => generation.generate(prompt, onText),
  stop: async () => generation.stop(),
});

import { exposeApi } from "../../src/bridge/expose.ts";
import type { GenerateApi } from "../../src/bridge/api.ts";
import { localGeneration } from "../../src/platform/browser/local-generation.ts";
import { wllamaGenerator } from "../../src/platform/browser/wllama-generator.ts";

/** The generator of the app over the files of the bench's folder. */
const generation = localGeneration({
  read: async () => {
    const bytes = new Uint8Array(await (await fetch("/model.gguf")).arrayBuffer());
    const local = { label: "bench", licence: null, bytes: bytes.length, sha256: "", addedAt: "", url: null };
    return { local, pieces: [bytes] };
  },
  open: async (generatorId, model) =>
    await wllamaGenerator(generatorId, model, new URL("/wllama.wasm", location.href).href),
});

exposeApi<GenerateApi>({
  generate: (prompt, onText) => generation.generate(prompt, onText),
  stop: async () => generation.stop(),
});

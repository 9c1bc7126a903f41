import { browserEmbedder } from "../../../src/platform/browser/embedder.ts";
import { textEmbedderContract } from "../../contract/text-embedder.contract.ts";

const createWorker = (): Worker =>
  new Worker(new URL("./embed-fixture.worker.ts", import.meta.url), { type: "module" });

textEmbedderContract("two workers of WebAssembly", () => browserEmbedder(createWorker, { threads: 2 }));

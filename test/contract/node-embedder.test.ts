import { nodeEmbedder } from "../../src/platform/node/embedder.ts";
import { textEmbedderContract } from "./text-embedder.contract.ts";

textEmbedderContract("onnxruntime in Node", () => nodeEmbedder());

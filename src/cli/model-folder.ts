import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { TextEmbedder } from "../core/ports.ts";
import { folderFiles, nodeEmbedder } from "../platform/node/embedder.ts";
import { describeModel, modelIdOf } from "../workflows/embedding-models.ts";
import { cliError } from "./errors.ts";

const CONFIGURATION = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "sentence_bert_config.json",
  "1_Pooling/config.json",
];
/** Weights by name, the first that is there; those of transformers.js, then sentence-transformers'. */
const WEIGHTS = ["onnx/model_quantized.onnx", "onnx/model.onnx", "model_quantized.onnx", "model.onnx"];

/**
 * An embedder from a folder laid out as transformers.js has it.
 *
 * @throws `cli.bad-value` where it is no folder, `embedding-model.*`, `embedding.*`
 */
export async function folderEmbedder(option: string, folder: string): Promise<TextEmbedder> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const expected = "a folder with config.json, tokenizer.json and onnx/model_quantized.onnx";
    throw cliError("cli.bad-value", { option, found: folder, expected, example: "models/my-model" });
  }
  const isThere = (path: string): boolean =>
    statSync(join(folder, path), { throwIfNoEntry: false })?.isFile() === true;
  const weights = [...WEIGHTS, ...onnxFiles(folder)].find(isThere);
  const paths = [...CONFIGURATION.filter(isThere), ...(weights === undefined ? [] : [weights])];
  const contents = new Map(paths.map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]));
  const label = basename(resolve(folder));
  const naming = { label, licence: null, languages: [] };
  const model = await describeModel(modelIdOf(label), contents, naming, null);
  return nodeEmbedder({ model, files: folderFiles(folder) });
}

function onnxFiles(folder: string): string[] {
  return ["onnx", "."].flatMap((inside) => {
    const path = join(folder, inside);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
    const names = readdirSync(path).filter((name) => name.endsWith(".onnx"));
    return names.sort().map((name) => (inside === "." ? name : `${inside}/${name}`));
  });
}

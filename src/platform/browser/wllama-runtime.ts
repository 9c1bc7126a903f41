/// <reference types="vite/client" />
import code from "@wllama/wllama/esm/wasm/wllama.wasm?url";
import type { LargeFile } from "./kept-file.ts";

/** llama.cpp as WebAssembly, served by the app itself; fetched and kept when it is first wanted. */
export const WLLAMA_CODE: LargeFile = {
  url: code,
  bytes: 10_244_628,
  sha256: "79ac5be917b71d50571a4f584436a9f6baf6b6e57719d094ed8bd950e9a65780",
};

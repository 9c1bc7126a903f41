/// <reference types="vite/client" />
/**
 * onnxruntime's WebAssembly for browsers, served by the app itself: the one that transformers.js brings along. The
 * plain build computes on the processor; the other one (twice as large) also on the graphics processor.
 */
import graphicsScript from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url";
import graphicsCode from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import plainScript from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import plainCode from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import type { LargeFile } from "./kept-file.ts";

export interface RuntimeFiles {
  /** Small, and stored with the app. */
  readonly script: string;
  readonly code: LargeFile;
}

export const ONNX_RUNTIME: Readonly<Record<"wasm" | "webgpu", RuntimeFiles>> = {
  wasm: {
    script: plainScript,
    code: {
      url: plainCode,
      bytes: 14_264_838,
      sha256: "06ba057753da3847e4c24f02d91ab133455b0817c69a44993a9a53a2146df9e3",
    },
  },
  webgpu: {
    script: graphicsScript,
    code: {
      url: graphicsCode,
      bytes: 26_861_777,
      sha256: "49871f5a4409519797e127440868a6d1923339d9185907f301a5b2a1d90af082",
    },
  },
};

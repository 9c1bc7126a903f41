import { bytesFromBase64 } from "../kernels/base64.ts";
import { moduleBase64, relaxedModuleBase64 } from "../kernels/encoder/module.ts";

/** What `src/math/kernels/encoder/assembly.ts` exports. Numbers are addresses and counts. */
interface EncoderExports {
  probe(largest: number): number;
  quantise(x: number, count: number, out: number, shift: number, zero: number): void;
  multiply(
    x: number,
    rows: number,
    groups: number,
    zero: number,
    scale: number,
    w: number,
    sums: number,
    scales: number,
    bias: number,
    columns: number,
    out: number,
  ): void;
  normalise(
    x: number,
    residual: number,
    rows: number,
    width: number,
    weight: number,
    bias: number,
    epsilon: number,
    out: number,
  ): void;
  attend(
    q: number,
    k: number,
    v: number,
    stride: number,
    rows: number,
    scale: number,
    turned: number,
    scores: number,
    out: number,
    outStride: number,
  ): void;
  gelu(x: number, count: number): void;
}

/** How whole numbers are multiplied: bytes without or with a sign, exact on this processor, or 16-bit numbers. */
export type EncoderArithmetic = "unsigned-bytes" | "signed-bytes" | "words";

export interface EncoderKernel extends EncoderExports {
  readonly memory: WebAssembly.Memory;
  readonly arithmetic: EncoderArithmetic;
}

/** Four products of the probe's bytes 200 and 100: as they are, and with 200 read as 200 - 256. */
const EXACT_UNSIGNED = 4 * 200 * 100;
const EXACT_SIGNED = 4 * (200 - 256) * 100;

const modules = new Map<string, WebAssembly.Module>();

/** The kernel over a memory of its own, with the fastest arithmetic that is exact here. */
export function encoderKernel(): EncoderKernel {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const relaxed = relaxedExports(memory);
  const found = relaxed?.probe(200);
  if (relaxed && found === EXACT_UNSIGNED) return { ...relaxed, memory, arithmetic: "unsigned-bytes" };
  if (relaxed && found === EXACT_SIGNED) return { ...relaxed, memory, arithmetic: "signed-bytes" };
  return { ...instance(moduleBase64, memory), memory, arithmetic: "words" };
}

/** Null where the engine knows no relaxed SIMD. */
function relaxedExports(memory: WebAssembly.Memory): EncoderExports | null {
  const known = WebAssembly.validate(bytesFromBase64(relaxedModuleBase64));
  return known ? instance(relaxedModuleBase64, memory) : null;
}

/** Modules are compiled once. */
function instance(code: string, memory: WebAssembly.Memory): EncoderExports {
  const module = modules.get(code) ?? new WebAssembly.Module(bytesFromBase64(code));
  modules.set(code, module);
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as EncoderExports;
}

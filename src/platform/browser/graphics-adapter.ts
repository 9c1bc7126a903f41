/** What is used of a WebGPU adapter. */
interface Adapter {
  readonly info?: {
    readonly vendor: string;
    readonly architecture: string;
    readonly device: string;
    readonly description: string;
    readonly isFallbackAdapter?: boolean;
  };
  readonly isFallbackAdapter?: boolean;
}

/** Programs that only act as a graphics processor: right, and many times slower than WebAssembly. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

/** Why there is no use in WebGPU here, as a sentence; null where there is a real graphics processor. */
export async function graphicsUnusable(
  gpu: { requestAdapter(): Promise<Adapter | null> } | undefined,
): Promise<string | null> {
  if (!gpu) return "This browser offers no WebGPU.";
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (adapter === null) return "There is no graphics processor for WebGPU.";
  const { vendor = "", architecture = "", device = "", description = "" } = adapter.info ?? {};
  const software = adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false;
  if (software || SOFTWARE.test(`${vendor} ${architecture} ${device} ${description}`)) {
    return "WebGPU is computed in software here, slower than WebAssembly.";
  }
  return null;
}

/** "WebGPU (nvidia ampere)". */
export function graphicsName({ vendor, architecture }: { vendor: string; architecture: string }): string {
  const words = [vendor, architecture].filter((word) => word !== "").join(" ");
  return words === "" ? "WebGPU" : `WebGPU (${words})`;
}

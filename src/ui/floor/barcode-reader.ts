/** Reads barcodes from a video frame. */
export interface BarcodeReader {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

const FORMATS = ["ean_13", "ean_8", "upc_a", "code_128"] as const;

interface NativeDetector {
  new (options: { formats: readonly string[] }): BarcodeReader;
  getSupportedFormats(): Promise<string[]>;
}

/**
 * The browser's own detector where it reads EAN-13, else ZXing as WebAssembly from this app's own files,
 * loaded on first use.
 */
export async function openBarcodeReader(): Promise<BarcodeReader> {
  const native = (globalThis as { BarcodeDetector?: NativeDetector }).BarcodeDetector;
  if (native !== undefined) {
    const supported: readonly string[] = await native.getSupportedFormats().catch(() => []);
    const formats = FORMATS.filter((format) => supported.includes(format));
    if (formats.includes("ean_13")) return new native({ formats });
  }
  const { openZxingReader } = await import("./zxing-reader.ts");
  return openZxingReader([...FORMATS]);
}

/** A code that was typed or read: letters and digits, without the hyphens and spaces of print. */
export function plainCode(text: string): string {
  return text.replaceAll(/[\s-]/g, "");
}

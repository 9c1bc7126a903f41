import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";

/** ZXing as WebAssembly, from this app's own files: by default it would be fetched from a CDN. */
export function openZxingReader(
  formats: readonly ("ean_13" | "ean_8" | "upc_a" | "code_128")[],
): BarcodeDetector {
  prepareZXingModule({
    overrides: {
      locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? wasmUrl : prefix + path),
    },
  });
  return new BarcodeDetector({ formats: [...formats] });
}

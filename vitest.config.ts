import { playwright } from "@vitest/browser-playwright";
import solid from "vite-plugin-solid";
import { defineConfig } from "vitest/config";
import { chromiumFlags, findChromium } from "./scripts/chromium.mjs";

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  test: {
    coverage: {
      provider: "v8",
      include: ["src/**/*.{ts,tsx}"],
      // Types only; and what runs as WebAssembly, where no counter sees it.
      exclude: [
        "src/**/*.d.ts",
        "src/bridge/api.ts",
        "src/math/kernels/*/assembly*.ts",
        "src/math/kernels/*/module.ts",
      ],
      reporter: ["text-summary", "json-summary", "html"],
      thresholds: { lines: 80 },
    },
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: ["test/{unit,contract,golden,property}/**/*.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        plugins: [solid()],
        server: { headers: isolation },
        worker: { format: "es" },
        optimizeDeps: {
          // All of them named: one that is found later would reload the page in the middle of a test.
          include: [
            "@huggingface/transformers",
            "@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Add",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/BatchMatMul",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Cast",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Concat",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Exp",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Fill",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Identity",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Log",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Max",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Multiply",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Neg",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/RealDiv",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Reshape",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Slice",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Sqrt",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Sub",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Sum",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Tile",
            "@tensorflow/tfjs-backend-webgpu/dist/kernels/Transpose",
            "@tensorflow/tfjs-core",
            "@tensorflow/tfjs-core/dist/gradients/Add_grad",
            "@tensorflow/tfjs-core/dist/gradients/BatchMatMul_grad",
            "@tensorflow/tfjs-core/dist/gradients/Multiply_grad",
            "@tensorflow/tfjs-core/dist/gradients/Neg_grad",
            "@tensorflow/tfjs-core/dist/gradients/Reshape_grad",
            "@tensorflow/tfjs-core/dist/gradients/Sub_grad",
            "@tensorflow/tfjs-core/dist/gradients/Sum_grad",
            "@wllama/wllama",
            "axe-core",
            "barcode-detector/ponyfill",
            "comlink",
            "hyparquet",
            "hyparquet-compressors",
            "htmlparser2",
            "idb",
            "markdown-it",
            "minisearch",
            "read-excel-file/universal",
            "solid-js",
            "solid-js/store",
            "solid-js/web",
            "unpdf/pdfjs",
            "write-excel-file/universal",
          ],
        },
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.{ts,tsx}"],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findChromium() ?? "chromium", args: chromiumFlags },
            }),
            instances: [{ browser: "chromium", viewport: { width: 1280, height: 800 } }],
          },
        },
      },
      {
        test: {
          name: "e2e",
          environment: "node",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

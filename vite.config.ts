import { defineConfig } from "vite";
import solid from "vite-plugin-solid";
import { assetFileNames } from "./scripts/asset-file-names.ts";
import { serviceWorkerPlugin } from "./scripts/service-worker-plugin.ts";

/** SharedArrayBuffer and threads need the page to be isolated. Safari has no `credentialless`. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  plugins: [solid(), serviceWorkerPlugin()],
  build: {
    target: "es2022",
    sourcemap: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
    rollupOptions: { output: { assetFileNames } },
  },
  worker: { format: "es", rollupOptions: { output: { assetFileNames } } },
  server: { host: "127.0.0.1", headers: isolation },
  preview: { host: "127.0.0.1", headers: isolation },
});

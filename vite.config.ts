import { defineConfig } from "vite";
import solid from "vite-plugin-solid";
import { serviceWorkerPlugin } from "./scripts/service-worker-plugin.ts";

/** SharedArrayBuffer and threads need the page to be isolated. Safari has no `credentialless`. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Scripts that are served as they are end in .js: not every server knows .mjs. */
const assetFileNames = ({ names }: { readonly names: readonly string[] }): string =>
  names[0]?.endsWith(".mjs") ? "assets/[name]-[hash].js" : "assets/[name]-[hash][extname]";

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

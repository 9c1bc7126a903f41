/** Names of built assets. Scripts that are served as they are end in .js: not every server knows .mjs. */
export function assetFileNames({ names }: { readonly names: readonly string[] }): string {
  return names[0]?.endsWith(".mjs") ? "assets/[name]-[hash].js" : "assets/[name]-[hash][extname]";
}

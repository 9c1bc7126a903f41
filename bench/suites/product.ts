import type { BenchSuite } from "../suite.ts";
export const product: BenchSuite = { name: "product", about: "", needsData: true, run: () => Promise.resolve([]) };

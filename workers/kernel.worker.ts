/** One more thread of a tree training, on the training's memory. */
import { serveKernelThread } from "../src/platform/browser/shared-threads.ts";

serveKernelThread();

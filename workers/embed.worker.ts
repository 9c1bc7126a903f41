/** One more session of the sentence embedder. */
import { serveEmbedding } from "../src/platform/browser/embed-thread.ts";

serveEmbedding();

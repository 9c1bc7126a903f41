import { serveEmbedding } from "../../../src/platform/browser/embed-thread.ts";

serveEmbedding();

import type { TextEmbedder } from "../../src/core/ports.ts";
import type { SourceText } from "../../src/domain/document.ts";
import { browserEmbedder } from "../../src/platform/browser/embedder.ts";
import {
  indexLibrary,
  timeAnswers,
  withDrawnVectors,
  type AnswerTimes,
  type Library,
} from "../measures/library-answers.ts";

let embedder: TextEmbedder;
let library: Library;

/** Index the catalogue that lies beside the page; seconds. */
async function index(): Promise<number> {
  const createWorker = (): Worker =>
    new Worker(new URL("../../workers/embed.worker.ts", import.meta.url), { type: "module" });
  embedder = await browserEmbedder(createWorker, { threads: 2, graphics: "never" });
  const sources = (await (await fetch("sources.json")).json()) as SourceText[];
  library = indexLibrary(sources);
  return library.seconds;
}

/** @param drawn with a vector for every passage, else by words alone */
async function time(questions: readonly string[], drawn: boolean): Promise<AnswerTimes> {
  if (!drawn) return await timeAnswers(library, null, questions);
  library = await withDrawnVectors(library, embedder.info.dimension);
  return await timeAnswers(library, embedder, questions);
}

Object.assign(globalThis, { bench: { index, time } });

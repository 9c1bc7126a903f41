/** Retrieval of passages by words, by vectors, and by both. */
export { loadRagModel as load, RAG_MODEL_IDS as ids, ragCatalog as catalog } from "../models/catalog.ts";
export type { RagModelId } from "../models/catalog.ts";
export type { Passage, SourceText } from "../domain/document.ts";
export { passagesOf, type PassageSize } from "../features/passages.ts";
export type {
  PassageVectors,
  RagData,
  RagModel,
  RagRequest,
  RankedPassages,
  TextVectors,
  TokenVectors,
} from "../models/rag/task.ts";
export type { CodeRows } from "../math/vectors/code-rows.ts";

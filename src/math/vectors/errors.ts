import { errorCatalogue, errorText } from "../../core/errors.ts";

/** What the vector indexes may refuse. */
export const vectorError = errorCatalogue({
  "vectors.bad-option": errorText(
    "input",
    (d: { option: string; found: number | string; expected: string }) =>
      `${d.option} is ${d.found}; expected ${d.expected}.`,
    (d: { option: string; found: number | string; expected: string }) => `Give ${d.option} as ${d.expected}.`,
  ),
  "vectors.dimension": errorText(
    "input",
    (d: { found: number; dimension: number }) =>
      `Found ${d.found} numbers; expected a multiple of ${d.dimension}, the dimension of the index.`,
    () => "Embed with the model that filled the index, or build a new index.",
  ),
  "vectors.not-finite": errorText(
    "data",
    (d: { vector: number; component: number; found: string }) =>
      `Component ${d.component} of vector ${d.vector} is ${d.found}; every component must be a finite number.`,
    () => "Find out why the encoder gave it; leave that vector out.",
  ),
  "vectors.too-long": errorText(
    "data",
    (d: { vector: number; squaredLength: number; most: number }) =>
      `Vector ${d.vector} has squared length ${d.squaredLength}; float32 scores need at most ${d.most}.`,
    () => "Divide all vectors by one number, or use the cosine metric.",
  ),
  "vectors.zero": errorText(
    "data",
    (d: { vector: number }) => `Vector ${d.vector} is all zeros; it has no direction for the cosine metric.`,
    () => "Leave out empty passages, or use the inner product.",
  ),
  "vectors.too-few": errorText(
    "input",
    (d: { k: number; count: number }) => `Asked for the ${d.k} nearest; the index holds ${d.count} vectors.`,
    () => "Ask for fewer, or add vectors.",
  ),
  "vectors.unknown-id": errorText(
    "input",
    (d: { id: number }) => `The index holds no vector with id ${d.id}.`,
    () => "It may have been deleted: look the id up with `has` first.",
  ),
  "vectors.id-order": errorText(
    "input",
    (d: { found: number; after: number }) =>
      `Id ${d.found} follows ${d.after}; expected whole numbers below 2147483648, each larger than the one before.`,
    () => "Leave the ids out: the index numbers its vectors itself.",
  ),
  "vectors.memory": errorText(
    "device",
    (d: { neededMib: number; allowedMib: number }) =>
      `The index needs ${d.neededMib} MiB; ${d.allowedMib} MiB are allowed.`,
    () => "Delete vectors and compact the index, use a smaller encoding, or allow more memory.",
  ),
  "vectors.faiss-unknown": errorText(
    "input",
    (d: { found: string; expected: readonly string[] }) =>
      `The file starts with "${d.found}"; expected one of ${d.expected.join(", ")}.`,
    () =>
      "Write it with faiss as IndexFlatIP, IndexFlatL2, IndexScalarQuantizer (8 bit) or IndexHNSWFlat, plain or in an IndexIDMap.",
  ),
  "vectors.faiss-damaged": errorText(
    "data",
    (d: { what: string; found: number | string; expected: number | string }) =>
      `The faiss file is damaged: ${d.what} is ${d.found}; expected ${d.expected}.`,
    () => "Copy the file again, or write it anew with faiss.",
  ),
  "vectors.faiss-ids": errorText(
    "input",
    (d: { found: string }) =>
      `The faiss file has the id ${d.found}; expected whole numbers from 0 to 2147483647, each once.`,
    () => "Number the vectors 0, 1, 2, … in faiss, and keep a table from these numbers to the ids.",
  ),
  "vectors.faiss-deleted": errorText(
    "input",
    (d: { deleted: number }) =>
      `The index holds ${d.deleted} deleted vectors, which a faiss graph cannot mark as such.`,
    () => "Call compact() first, then write it.",
  ),
});

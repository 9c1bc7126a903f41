import { AppError } from "../core/errors.ts";
import type { Database, StoreChange } from "../core/ports.ts";
import type { PassageTokens } from "../models/rag/passage-tokens.ts";
import { decodeArtifact, encodeArtifact } from "../registry/artifact.ts";
import { registryError } from "../registry/errors.ts";
import { openBlock, sealBlock } from "./stored-block.ts";

/**
 * Token vectors for the reranker lie apart from the vectors by which passages are found: they are many, and of a question
 * only those of its candidates are read. Each block of vectors has them in parts of a few passages.
 */
export const TOKEN_FORMAT = { kind: "passage-tokens", version: 1 } as const;
/** Passages of a part: a question reads some fifty parts. */
export const PART_PASSAGES = 16;

/** Whose tokens: SHA-256 of the model's weights and of the projection. */
export interface TokenFolder {
  readonly sha256: string;
  readonly projectionSha256: string;
}

export const tokenPrefix = (datasetId: string, { sha256, projectionSha256 }: TokenFolder): string =>
  `${datasetId}/tokens/${sha256.slice(0, 16)}-${projectionSha256.slice(0, 8)}/`;

export const partName = (block: string, part: number): string => `${block}/${part}`;

/** Names of the parts that are stored. */
export async function tokenPartNames(
  database: Database,
  datasetId: string,
  folder: TokenFolder,
): Promise<string[]> {
  const prefix = tokenPrefix(datasetId, folder);
  return (await database.keys("index", prefix)).map((key) => key.slice(prefix.length));
}

/** The changes that store the tokens of a block's passages; parts without any are left out. */
export async function tokenChanges(
  datasetId: string,
  folder: TokenFolder,
  block: string,
  tokens: readonly (PassageTokens | null)[],
): Promise<StoreChange[]> {
  const changes: StoreChange[] = [];
  for (let first = 0; first < tokens.length; first += PART_PASSAGES) {
    const part = tokens.slice(first, first + PART_PASSAGES);
    if (part.every((passage) => passage === null)) continue;
    const key = `${tokenPrefix(datasetId, folder)}${partName(block, first / PART_PASSAGES)}`;
    changes.push({ store: "index", key, value: await sealBlock(encodeTokens(part)) });
  }
  return changes;
}

/** The tokens of one part's passages; null where it is not stored or is damaged. */
export async function readTokenPart(
  database: Database,
  datasetId: string,
  folder: TokenFolder,
  name: string,
): Promise<readonly (PassageTokens | null)[] | null> {
  const bytes = await openBlock(await database.read("index", `${tokenPrefix(datasetId, folder)}${name}`));
  if (bytes === null) return null;
  try {
    return decodeTokens(bytes);
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith("artifact.")) return null;
    throw error;
  }
}

function encodeTokens(passages: readonly (PassageTokens | null)[]): Uint8Array<ArrayBuffer> {
  const known = passages.filter((tokens) => tokens !== null);
  const dimension = known[0]!.dimension;
  const counts = Int32Array.from(passages, (tokens) => (tokens === null ? -1 : tokens.scales.length));
  const total = known.reduce((sum, { scales }) => sum + scales.length, 0);
  const places = new Uint32Array(total);
  const scales = new Float32Array(total);
  const codes = new Int8Array(total * dimension);
  let at = 0;
  for (const tokens of known) {
    places.set(tokens.places, at);
    scales.set(tokens.scales, at);
    codes.set(tokens.codes, at * dimension);
    at += tokens.scales.length;
  }
  return encodeArtifact({ ...TOKEN_FORMAT, data: { dimension }, arrays: { counts, places, scales, codes } });
}

/** @throws `artifact.damaged`, `artifact.unknown-format` */
export function decodeTokens(bytes: Uint8Array<ArrayBuffer>): (PassageTokens | null)[] {
  const { data, arrays } = decodeArtifact(bytes, TOKEN_FORMAT, "A part of the token vectors");
  const { dimension } = data as { readonly dimension: number };
  const { counts, places, scales, codes } = arrays;
  const damaged = (reason: string): AppError =>
    registryError("artifact.damaged", { what: "A part of the token vectors", reason });
  if (
    !(counts instanceof Int32Array && places instanceof Uint32Array) ||
    !(scales instanceof Float32Array && codes instanceof Int8Array)
  ) {
    throw damaged("it lacks one of its arrays");
  }
  const total = counts.reduce((sum, count) => sum + Math.max(0, count), 0);
  if (places.length !== total || scales.length !== total || codes.length !== total * dimension) {
    throw damaged(`its arrays do not fit ${total} tokens of ${dimension} numbers`);
  }
  let at = 0;
  return Array.from(counts, (count) => {
    if (count < 0) return null;
    const from = at;
    at += count;
    return {
      dimension,
      places: places.subarray(from, at),
      scales: scales.subarray(from, at),
      codes: codes.subarray(from * dimension, at * dimension),
    };
  });
}

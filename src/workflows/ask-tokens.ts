import type { Database } from "../core/ports.ts";
import type { PassageTokens } from "../models/rag/passage-tokens.ts";
import { PART_PASSAGES, partName, readTokenPart, type TokenFolder } from "./ask-tokens-store.ts";
import type { LoadedVectors } from "./ask-vectors.ts";

/** Parts kept in memory: those of the last questions, some megabytes. */
const MOST_PARTS = 256;

type Part = readonly (PassageTokens | null)[] | null;

/** Keeps the parts last read, oldest first. One a worker. */
export type TokenCache = Map<string, Promise<Part>>;
export const tokenCache = (): TokenCache => new Map();

/**
 * Token vectors of passages by their rows; null where there are none, or where they are damaged.
 *
 * @throws `storage.*`
 */
export async function readTokens(
  { database, tokens: cache }: { readonly database: Database; readonly tokens: TokenCache },
  datasetId: string,
  folder: TokenFolder,
  { blocks, blockOf, placeOf }: Pick<LoadedVectors, "blocks" | "blockOf" | "placeOf">,
  rows: readonly number[],
): Promise<(PassageTokens | null)[]> {
  const partOf = (row: number): Promise<Part> => {
    const block = blockOf[row]!;
    if (block < 0) return Promise.resolve(null);
    const name = partName(blocks[block]!, Math.floor(placeOf[row]! / PART_PASSAGES));
    const key = `${datasetId} ${folder.projectionSha256} ${name}`;
    const part = cache.get(key) ?? readTokenPart(database, datasetId, folder, name);
    // Moved to the end: the one used longest ago comes first.
    cache.delete(key);
    cache.set(key, part);
    part.catch(() => cache.delete(key));
    return part;
  };
  const parts = await Promise.all(rows.map(partOf));
  for (const key of cache.keys()) {
    if (cache.size <= MOST_PARTS) break;
    cache.delete(key);
  }
  return rows.map((row, i) => parts[i]?.[placeOf[row]! % PART_PASSAGES] ?? null);
}

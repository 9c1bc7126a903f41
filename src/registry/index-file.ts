import type { Database, StoreChange } from "../core/ports.ts";
import { stableJson, type Json } from "./artifact.ts";

/** The file that every version has; which others there are, each model says for itself. */
export const METADATA_FILE = "metadata.json";

/** One published version in `index.json`. */
export interface VersionEntry {
  readonly version: string;
  readonly datasetId: string;
  readonly featureColumns: readonly string[];
  /** SHA-256, in hexadecimal, of each file of the version: its keys are the files there are. */
  readonly sha256: Readonly<Record<string, string>>;
}

/** `artifacts/models/<model>/index.json`: versions from the oldest on, and the one in use for each dataset. */
export interface RegistryIndex {
  readonly format: 1;
  readonly versions: readonly VersionEntry[];
  readonly champion: Readonly<Record<string, string>>;
}

/** What `metadata.json` holds. Times are ISO 8601 in UTC, durations seconds. */
export interface ModelMetadata {
  readonly model_name: string;
  readonly model_type: string;
  readonly version: string;
  readonly trained_at: string;
  readonly training_duration: number;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly feature_columns: readonly string[];
  readonly hyperparameters: Readonly<Record<string, Json>>;
  /** From what it was trained: dataset_id, and whatever else the training names. */
  readonly lineage: Readonly<Record<string, Json>> & { readonly dataset_id: string };
  /** SHA-256 of the other files of the version. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Files that never leave the device: exports leave them out, and a version without them is whole. Absent: none. */
  readonly local_files?: readonly string[];
}

export const modelFolder = (modelName: string): string => `artifacts/models/${modelName}/`;
const indexKey = (modelName: string): string => `${modelFolder(modelName)}index.json`;

/** Key of one file of a version in store `artifacts`. */
export const fileKey = (modelName: string, version: string, file: string): string =>
  `${modelFolder(modelName)}${version}/${file}`;

/** Where a damaged file goes, kept for whoever wants to look at it. */
export const setAsideKey = (key: string): string => key.replace(/^artifacts\//, "artifacts/set-aside/");

/** The index, and a warning when it was unreadable and had to be rebuilt from the metadata files. */
export async function readIndex(
  database: Database,
  modelName: string,
): Promise<{ readonly index: RegistryIndex; readonly warnings: readonly string[] }> {
  const bytes = await database.read("artifacts", indexKey(modelName));
  const index = parseJson(bytes);
  if (isIndex(index)) return { index, warnings: [] };
  const rebuilt = await rebuildIndex(database, modelName);
  if (bytes === undefined) return { index: rebuilt, warnings: [] };
  const count = rebuilt.versions.length;
  return {
    index: rebuilt,
    warnings: [`The list of ${modelName} models was damaged; it was rebuilt from ${count} versions found.`],
  };
}

/** The change that stores the index. */
export function indexChange(modelName: string, index: RegistryIndex): StoreChange {
  return { store: "artifacts", key: indexKey(modelName), value: jsonBytes(index as unknown as Json) };
}

/** Sorted keys, two spaces, and a newline at the end: readable, and the same bytes for the same value. */
export function jsonBytes(value: Json): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${stableJson(value, 2)}\n`);
}

/** The value of a JSON file, or undefined when it is absent or is not JSON. */
export function parseJson(bytes: unknown): unknown {
  if (!(bytes instanceof Uint8Array)) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

/** SHA-256 in hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Order of versions: major, then minor, then patch, as numbers. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const isMetadata = (value: unknown): value is ModelMetadata => {
  if (typeof value !== "object" || value === null) return false;
  const { version, feature_columns, lineage, hashes, local_files } = value as Partial<
    Record<keyof ModelMetadata, unknown>
  >;
  return (
    typeof version === "string" &&
    Array.isArray(feature_columns) &&
    typeof (lineage as { dataset_id?: unknown } | undefined)?.dataset_id === "string" &&
    typeof hashes === "object" &&
    hashes !== null &&
    (local_files === undefined || Array.isArray(local_files))
  );
};

/** Every version whose metadata can be read; the newest of each dataset becomes its champion. */
async function rebuildIndex(database: Database, modelName: string): Promise<RegistryIndex> {
  const folder = modelFolder(modelName);
  const versions: VersionEntry[] = [];
  for (const key of await database.keys("artifacts", folder)) {
    if (!key.endsWith(`/${METADATA_FILE}`)) continue;
    const bytes = await database.read("artifacts", key);
    const metadata = parseJson(bytes);
    if (!isMetadata(metadata) || fileKey(modelName, metadata.version, METADATA_FILE) !== key) continue;
    versions.push({
      version: metadata.version,
      datasetId: metadata.lineage.dataset_id,
      featureColumns: metadata.feature_columns,
      sha256: { ...metadata.hashes, [METADATA_FILE]: await sha256(bytes as Uint8Array<ArrayBuffer>) },
    });
  }
  versions.sort((a, b) => compareVersions(a.version, b.version));
  const champion = Object.fromEntries(versions.map((entry) => [entry.datasetId, entry.version]));
  return { format: 1, versions, champion };
}

function isIndex(value: unknown): value is RegistryIndex {
  if (typeof value !== "object" || value === null) return false;
  const { format, versions, champion } = value as Partial<Record<keyof RegistryIndex, unknown>>;
  return format === 1 && Array.isArray(versions) && typeof champion === "object" && champion !== null;
}

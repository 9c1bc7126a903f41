import { AppError } from "../core/errors.ts";
import type { Database, Locks, StoreChange } from "../core/ports.ts";
import { registryError } from "./errors.ts";
import {
  fileKey,
  indexChange,
  isMetadata,
  parseJson,
  readIndex,
  setAsideKey,
  sha256,
  METADATA_FILE,
  type ModelMetadata,
  type RegistryIndex,
  type VersionEntry,
} from "./index-file.ts";
import { ARTIFACTS_LOCK } from "./publish.ts";

/** A verified version. `model` is what `decode` made of its files. */
export interface LoadedModel<T> {
  readonly version: string;
  readonly metadata: ModelMetadata;
  readonly model: T;
}

/** The verified files of a version by name; those that never leave a device are absent on any other. */
export type VersionFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

export interface Champion<T> {
  /** null when nothing (readable) was ever published for the dataset. */
  readonly loaded: LoadedModel<T> | null;
  /** One sentence for each artifact that had to be passed over. */
  readonly warnings: readonly string[];
}

/**
 * The version in use for a dataset, each file checked against its hash.
 *
 * A damaged version is named in a warning and moved to `artifacts/set-aside/`; the newest good version before it
 * becomes the champion. A version in a format that `decode` does not know is passed over and left where it is.
 *
 * @param decode from the bytes of the version's files; throws `artifact.damaged` or `artifact.unknown-format`
 */
export async function loadChampion<T>(
  context: { readonly database: Database; readonly locks: Locks },
  modelName: string,
  datasetId: string,
  decode: (files: VersionFiles) => T,
): Promise<Champion<T>> {
  const first = await tryChampion(context.database, modelName, datasetId, decode);
  if (first.damaged.length + first.unknown.length + first.warnings.length === 0) return first;
  return context.locks.hold(ARTIFACTS_LOCK, { wait: true }, async () => {
    // Again, now that nobody publishes or retires a version between the reads.
    const attempt = await tryChampion(context.database, modelName, datasetId, decode);
    const warnings = [...attempt.warnings];
    const using = attempt.loaded
      ? `version ${attempt.loaded.version} is used instead`
      : "there is no earlier version: train again";
    for (const { entry, reason } of attempt.damaged) {
      warnings.push(
        `Version ${entry.version} of ${modelName} is damaged (${reason}). It was set aside; ${using}.`,
      );
    }
    for (const { entry, found } of attempt.unknown) {
      warnings.push(`Version ${entry.version} of ${modelName} cannot be read here: ${found} Now ${using}.`);
    }
    await setAside(context.database, modelName, datasetId, attempt);
    return { loaded: attempt.loaded, warnings };
  });
}

interface Attempt<T> extends Champion<T> {
  readonly index: RegistryIndex;
  readonly damaged: readonly { readonly entry: VersionEntry; readonly reason: string }[];
  readonly unknown: readonly { readonly entry: VersionEntry; readonly found: string }[];
}

/** The champion, or else the dataset's versions from the newest to the oldest until one can be read. */
async function tryChampion<T>(
  database: Database,
  modelName: string,
  datasetId: string,
  decode: (files: VersionFiles) => T,
): Promise<Attempt<T>> {
  const { index, warnings } = await readIndex(database, modelName);
  const champion = index.champion[datasetId];
  const own = index.versions.filter((entry) => entry.datasetId === datasetId).reverse();
  const candidates = [
    ...own.filter((entry) => entry.version === champion),
    ...own.filter((entry) => entry.version !== champion),
  ];
  const damaged: { entry: VersionEntry; reason: string }[] = [];
  const unknown: { entry: VersionEntry; found: string }[] = [];
  for (const entry of candidates) {
    try {
      const loaded = await loadVersion(database, modelName, entry, decode);
      return { loaded, warnings, index, damaged, unknown };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === "artifact.damaged") damaged.push({ entry, reason: String(error.details["reason"]) });
      else if (error.code === "artifact.unknown-format") unknown.push({ entry, found: error.message });
      else throw error;
    }
  }
  return { loaded: null, warnings, index, damaged, unknown };
}

/**
 * One version, each file checked against its hash.
 *
 * @throws `artifact.damaged`, and what `decode` throws
 */
export async function loadVersion<T>(
  database: Database,
  modelName: string,
  entry: VersionEntry,
  decode: (files: VersionFiles) => T,
): Promise<LoadedModel<T>> {
  const damaged = (file: string, reason: string): AppError =>
    registryError("artifact.damaged", { what: `${file} of ${modelName} ${entry.version}`, reason });
  const verified = async (file: string): Promise<Uint8Array<ArrayBuffer> | null> => {
    const bytes = await database.read("artifacts", fileKey(modelName, entry.version, file));
    if (!(bytes instanceof Uint8Array)) return null;
    const found = await sha256(bytes as Uint8Array<ArrayBuffer>);
    const expected = entry.sha256[file] ?? "";
    if (found === expected) return bytes as Uint8Array<ArrayBuffer>;
    const reason = `${file} has hash ${found.slice(0, 12)}…, published was ${expected.slice(0, 12)}…`;
    throw damaged(file, reason);
  };
  const metadataBytes = await verified(METADATA_FILE);
  if (metadataBytes === null) throw damaged(METADATA_FILE, `${METADATA_FILE} is missing`);
  const metadata = parseJson(metadataBytes);
  if (!isMetadata(metadata)) throw damaged(METADATA_FILE, `${METADATA_FILE} lacks its keys`);
  const files = new Map([[METADATA_FILE, metadataBytes]]);
  for (const file of Object.keys(entry.sha256)) {
    if (file === METADATA_FILE) continue;
    const bytes = await verified(file);
    if (bytes !== null) files.set(file, bytes);
    else if (metadata.local_files?.includes(file) !== true) throw damaged(file, `${file} is missing`);
  }
  return { version: entry.version, metadata, model: decode(files) };
}

/** @throws `artifact.damaged` when the version has no such file */
export function fileOf(files: VersionFiles, file: string): Uint8Array<ArrayBuffer> {
  const bytes = files.get(file);
  if (bytes === undefined) {
    throw registryError("artifact.damaged", {
      what: `The version without ${file}`,
      reason: `${file} is missing`,
    });
  }
  return bytes;
}

/** Move damaged versions out of the tree and write the index that is true now. */
async function setAside(
  database: Database,
  modelName: string,
  datasetId: string,
  attempt: Attempt<unknown>,
): Promise<void> {
  const moves: StoreChange[] = [];
  for (const { entry } of attempt.damaged) {
    for (const file of Object.keys(entry.sha256)) {
      const key = fileKey(modelName, entry.version, file);
      const bytes = await database.read("artifacts", key);
      if (bytes !== undefined) {
        moves.push({ store: "artifacts", key: setAsideKey(key), value: bytes }, { store: "artifacts", key });
      }
    }
  }
  if (moves.length === 0 && attempt.warnings.length === 0 && attempt.damaged.length === 0) return;
  const gone = new Set(attempt.damaged.map(({ entry }) => entry.version));
  const versions = attempt.index.versions.filter((entry) => !gone.has(entry.version));
  const { [datasetId]: previous, ...others } = attempt.index.champion;
  const stays = previous !== undefined && !gone.has(previous);
  const next = stays ? previous : attempt.loaded?.version;
  const champion = next === undefined ? others : { ...others, [datasetId]: next };
  await database.write([...moves, indexChange(modelName, { format: 1, versions, champion })]);
}

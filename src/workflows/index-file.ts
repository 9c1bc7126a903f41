import { AppError, throwIfAborted } from "../core/errors.ts";
import type { ByteSource, StoreChange, WorkflowContext } from "../core/ports.ts";
import { parseJson, sha256 } from "../registry/index-file.ts";
import { askError } from "./ask-errors.ts";
import { askVectorsLock, passagesOfSources, readManifest, readSources } from "./ask-index-store.ts";
import { decodeTokens, tokenPrefix } from "./ask-tokens-store.ts";
import {
  blockName,
  decodeVectorBlock,
  embeddedText,
  recount,
  VECTOR_FORMAT,
  vectorPrefix,
} from "./ask-vectors-store.ts";
import { readDataset } from "./datasets.ts";
import type { VectorModel } from "./embedder-slot.ts";
import { openBlock, type StoredBlock } from "./stored-block.ts";

/**
 * The file that carries vectors to a shop's other tablets:
 *
 *   offset   bytes
 *   0        8      magic "SOMA-IDX"
 *   8        4      version of this layout, uint32, little-endian
 *   12       4      length of the manifest, uint32, little-endian
 *   16       n      manifest, UTF-8 JSON: model, and each part's length and SHA-256
 *   16 + n   ...    the parts, one after the other
 *
 * Vectors are told by the texts that they were made of, so a tablet whose catalogue is a little other takes what it
 * can use. Neither texts nor feedback are in it.
 */
const MAGIC = "SOMA-IDX";
const LAYOUT_VERSION = 1;
const HEADER_BYTES = 16;
const MOST_MANIFEST_BYTES = 1 << 24;

type Bytes = Uint8Array<ArrayBuffer>;

interface FileManifest {
  readonly vectors: number;
  readonly model: { readonly modelId: string; readonly sha256: string; readonly dimension: number };
  /** Of the reranker's projection, or null where the file has no token vectors. */
  readonly projection: string | null;
  readonly createdAt: string;
  /** Names are "vectors/<block>" and "tokens/<block>/<part>". */
  readonly parts: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

/**
 * The vectors of a dataset as the parts of one file, in order; damaged ones are left out.
 *
 * @throws `index-file.no-vectors`, `import.unknown-dataset`
 */
export async function exportIndex(
  context: Pick<WorkflowContext, "database" | "clock">,
  datasetId: string,
  model: VectorModel,
  projection: { readonly sha256: string } | null,
): Promise<Bytes[]> {
  const { database } = context;
  await readDataset(database, datasetId);
  const parts: { name: string; bytes: number; sha256: string }[] = [];
  const content: Bytes[] = [];
  for (const [folder, prefix] of foldersOf(datasetId, model, projection)) {
    for (const key of await database.keys("index", prefix)) {
      const value = await database.read("index", key);
      const bytes = await openBlock(value);
      if (bytes === null) continue;
      content.push(bytes);
      const name = `${folder}/${key.slice(prefix.length)}`;
      parts.push({ name, bytes: bytes.length, sha256: (value as StoredBlock).sha256 });
    }
  }
  const { modelId, sha256: hash, dimension } = model;
  if (!parts.some(({ name }) => name.startsWith("vectors/")))
    throw askError("index-file.no-vectors", { modelId });
  const manifest: FileManifest = {
    vectors: VECTOR_FORMAT.version,
    model: { modelId, sha256: hash, dimension },
    projection: projection?.sha256 ?? null,
    createdAt: context.clock.isoNow(),
    parts,
  };
  const json = new TextEncoder().encode(JSON.stringify(manifest));
  const header = new Uint8Array(HEADER_BYTES);
  header.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(header.buffer);
  view.setUint32(8, LAYOUT_VERSION, true);
  view.setUint32(12, json.length, true);
  return [header, json, ...content];
}

/**
 * Take in the vectors of another tablet. Everything is checked before anything is written: all of it is taken in, or
 * nothing.
 *
 * @throws `index-file.*` with what was found and expected, `storage.busy` while vectors are being made,
 *   `import.unknown-dataset`, `core.aborted`, `storage.*`
 */
export async function importIndex(
  context: Pick<WorkflowContext, "database" | "locks" | "progress" | "signal">,
  datasetId: string,
  source: ByteSource,
  model: VectorModel,
  projection: { readonly sha256: string } | null,
): Promise<void> {
  const { database, locks, progress, signal } = context;
  await locks.hold(askVectorsLock(datasetId), { wait: false }, async () => {
    await readDataset(database, datasetId);
    const { manifest: file, start } = await readHeader(source, model, projection);
    const prefixes = foldersOf(datasetId, model, projection);
    const known = new Set(await database.keys("index", `${datasetId}/`));
    const changes: StoreChange[] = [];
    let at = start;
    for (const part of file.parts) {
      throwIfAborted(signal, "The import");
      progress({ phase: "Reading vectors", done: at, total: source.size, unit: "bytes", remainingMs: null });
      const bytes = await source.slice(at, at + part.bytes);
      at += part.bytes;
      const [folder, name] = await checkPart(source.name, part, bytes, model);
      const key = `${prefixes.get(folder)!}${name}`;
      if (known.has(key)) continue;
      const value: StoredBlock = { sha256: part.sha256, bytes };
      changes.push({ store: "index", key, value });
    }
    await database.write(changes);
    const manifest = await readManifest(database, datasetId);
    const sources = manifest && (await readSources(database, datasetId, manifest));
    const texts = passagesOfSources(sources ?? []).map(embeddedText);
    await database.write(await recount(database, datasetId, texts));
  });
}

/** Where each kind of part is stored. */
function foldersOf(
  datasetId: string,
  model: VectorModel,
  projection: { readonly sha256: string } | null,
): ReadonlyMap<string, string> {
  const folders = new Map([["vectors", vectorPrefix(datasetId, model)]]);
  if (projection !== null) {
    const folder = { sha256: model.sha256, projectionSha256: projection.sha256 };
    folders.set("tokens", tokenPrefix(datasetId, folder));
  }
  return folders;
}

async function readHeader(
  source: ByteSource,
  model: VectorModel,
  projection: { readonly sha256: string } | null,
): Promise<{ readonly manifest: FileManifest; readonly start: number }> {
  const { name } = source;
  const damaged = (reason: string): AppError => askError("index-file.damaged", { name, reason });
  const header = await source.slice(0, HEADER_BYTES);
  const magic = new TextDecoder("latin1").decode(header.subarray(0, MAGIC.length));
  if (magic !== MAGIC) {
    throw askError("index-file.wrong-kind", { name, found: `"${magic.replace(/[^ -~]/g, "·")}"` });
  }
  if (header.length < HEADER_BYTES) throw damaged(`it ends after ${header.length} bytes`);
  const view = new DataView(header.buffer, header.byteOffset, HEADER_BYTES);
  const layout = view.getUint32(8, true);
  if (layout !== LAYOUT_VERSION) {
    const expected = String(LAYOUT_VERSION);
    throw askError("index-file.other-version", { name, found: String(layout), expected });
  }
  const length = view.getUint32(12, true);
  const start = HEADER_BYTES + length;
  if (length > MOST_MANIFEST_BYTES || start > source.size) {
    throw damaged(`its list of parts would have ${length} bytes`);
  }
  const manifest = parseJson(await source.slice(HEADER_BYTES, start));
  if (!isFileManifest(manifest)) throw damaged("its list of parts cannot be read");
  const { vectors, model: made, parts } = manifest;
  if (vectors !== VECTOR_FORMAT.version) {
    const expected = `vectors ${VECTOR_FORMAT.version}`;
    throw askError("index-file.other-version", { name, found: `vectors ${vectors}`, expected });
  }
  if (made.sha256 !== model.sha256) {
    const label = ({ modelId, sha256: hash }: Pick<VectorModel, "modelId" | "sha256">): string =>
      `${modelId} (${hash.slice(0, 12)}…)`;
    throw askError("index-file.other-model", { name, found: label(made), expected: label(model) });
  }
  if (manifest.projection !== (projection?.sha256 ?? null)) {
    const label = (hash: string | null): string => `token vectors ${hash?.slice(0, 8) ?? "none"}`;
    const facts = { found: label(manifest.projection), expected: label(projection?.sha256 ?? null) };
    throw askError("index-file.other-version", { name, ...facts });
  }
  const end = parts.reduce((sum, part) => sum + part.bytes, start);
  if (end !== source.size) throw damaged(`it has ${source.size} bytes; its parts end at ${end}`);
  return { manifest, start };
}

/** @returns folder and name of the part */
async function checkPart(
  file: string,
  part: FileManifest["parts"][number],
  bytes: Bytes,
  model: VectorModel,
): Promise<[folder: "vectors" | "tokens", name: string]> {
  const damaged = (reason: string, cause?: unknown): AppError =>
    askError("index-file.damaged", { name: file, reason: `part ${part.name} ${reason}` }, { cause });
  const found = await sha256(bytes);
  if (found !== part.sha256) {
    throw damaged(`has SHA-256 ${found.slice(0, 12)}…, its list says ${part.sha256.slice(0, 12)}…`);
  }
  const [, folder, name] = /^(vectors|tokens)\/([0-9a-f]{16}(?:\/\d+)?)$/.exec(part.name) ?? [];
  try {
    if (folder === "tokens") {
      decodeTokens(bytes);
      return [folder, name!];
    }
    if (folder === "vectors") {
      const { keys, vectors } = decodeVectorBlock(bytes);
      const { dimension } = vectors.passages;
      if (blockName(keys) !== name) throw damaged("holds other texts");
      if (dimension === model.dimension) return [folder, name];
      throw damaged(`holds vectors of ${dimension} numbers; ${model.dimension} were expected`);
    }
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code === "index-file.damaged") throw cause;
    throw damaged(`cannot be read: ${cause.message}`, cause);
  }
  throw damaged("is of an unknown kind");
}

function isFileManifest(value: unknown): value is FileManifest {
  if (typeof value !== "object" || value === null) return false;
  const { vectors, model, projection, parts } = value as Partial<Record<keyof FileManifest, unknown>>;
  return (
    Number.isInteger(vectors) &&
    typeof (model as { sha256?: unknown } | undefined)?.sha256 === "string" &&
    (projection === null || typeof projection === "string") &&
    Array.isArray(parts) &&
    parts.every(
      (part: unknown) =>
        typeof part === "object" &&
        part !== null &&
        "name" in part &&
        typeof part.name === "string" &&
        "bytes" in part &&
        Number.isInteger(part.bytes) &&
        Number(part.bytes) >= 0 &&
        "sha256" in part &&
        typeof part.sha256 === "string",
    )
  );
}

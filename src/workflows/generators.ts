import { throwIfAborted } from "../core/errors.ts";
import type { ByteSource, Clock, Database, Downloads, Locks, StoreChange } from "../core/ports.ts";
import type { ProgressSink } from "../core/progress.ts";
import {
  describeGenerator,
  type GeneratorChoice,
  type GeneratorState,
  type LocalGenerator,
} from "../domain/generator.ts";
import { sha256 } from "../registry/index-file.ts";
import { checkedFile, checkHash } from "./embedding-models.ts";
import { embeddingModelError } from "./embedding-model-errors.ts";
import { fetchModelFile } from "./fetch-model-file.ts";
import { generatorError } from "./generator-errors.ts";
import { PIECE_BYTES, pieceKey, readPieces, storedPieces, withoutPieces } from "./model-store.ts";

export interface GeneratorsContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal | undefined;
}

/** One at a time is kept: the folder of its pieces in the store `models`. */
const FOLDER = "generator";
const FILE = "model.gguf";
const RECORD = `${FOLDER}/local`;
const CHOICE = `${FOLDER}/choice`;
/** More than a tablet has room for beside everything else. */
const MOST_BYTES = 600 << 20;
const MAGIC = "GGUF";

/** Which model puts answers into words, and which one there is. By default none does. */
export async function generatorState(database: Database): Promise<GeneratorState> {
  const local = ((await database.read("models", RECORD)) ?? null) as LocalGenerator | null;
  const choice = ((await database.read("models", CHOICE)) ?? "extractive") as GeneratorChoice;
  return { choice: choice === "local" && local === null ? "extractive" : choice, local };
}

/** @throws `generator.none` where a local model is chosen and there is none */
export async function chooseGenerator(database: Database, choice: GeneratorChoice): Promise<GeneratorState> {
  const { local } = await generatorState(database);
  if (choice === "local" && local === null) throw generatorError("generator.none", {});
  await database.write([{ store: "models", key: CHOICE, value: choice }]);
  return { choice, local };
}

/**
 * Add a model from its file, in place of the one before. It is kept in pieces, each as soon as it is read.
 *
 * @throws `generator.wrong-kind`, `generator.too-large`, `core.aborted`, `storage.*`
 */
export async function addGeneratorFromFile(
  context: GeneratorsContext,
  source: ByteSource,
): Promise<GeneratorState> {
  const { database, progress, signal } = context;
  if (new TextDecoder().decode(await source.slice(0, MAGIC.length)) !== MAGIC) {
    throw generatorError("generator.wrong-kind", { name: source.name });
  }
  checkSize(source.name, source.size);
  return await underLock(context, async () => {
    await database.write(await withoutModel(database));
    for (let at = 0; at < source.size; at += PIECE_BYTES) {
      throwIfAborted(signal, "Adding the model");
      const value = await source.slice(at, Math.min(source.size, at + PIECE_BYTES));
      await database.write([{ store: "models", key: pieceKey(FOLDER, FILE, at), value }]);
      const done = at + value.length;
      progress({ phase: "Adding the model", done, total: source.size, unit: "bytes", remainingMs: null });
    }
    const content = await readPieces(database, FOLDER, FILE);
    return await keep(context, source.name, await sha256(content), content.length, null);
  });
}

/**
 * Fetch a model and add it, in place of the one before. Cut in the middle, the next call goes on. The file is pinned to
 * the hash of its first fetch from there.
 *
 * @throws `generator.wrong-kind`, `generator.too-large`, `embedding-model.*`, `core.aborted`, `storage.*`
 */
export async function addGeneratorFromUrl(
  context: GeneratorsContext & { readonly downloads: Downloads },
  typed: string,
): Promise<GeneratorState> {
  const { database, downloads, progress } = context;
  const url = checkedFile(typed.trim(), downloads.ownOrigin);
  const name = url.slice(url.lastIndexOf("/") + 1);
  return await underLock(context, async () => {
    if (!downloads.online()) throw embeddingModelError("embedding-model.offline", { model: name });
    const before = await generatorState(database);
    if (before.local !== null) await database.write(await withoutModel(database));
    await fetchModelFile(context, FOLDER, { url, path: FILE }, (done, size) => {
      if (size !== null) checkSize(name, size);
      progress({ phase: "Fetching the model", done, total: size ?? done, unit: "bytes", remainingMs: null });
    });
    const content = await readPieces(database, FOLDER, FILE);
    if (new TextDecoder().decode(content.subarray(0, MAGIC.length)) !== MAGIC) {
      await database.write(await withoutModel(database));
      throw generatorError("generator.wrong-kind", { name });
    }
    const found = await checkHash(database, FOLDER, { url, path: FILE, known: null }, content);
    return await keep(context, name, found, content.length, url);
  });
}

/** Remove the model, also one that came in part; answers stand in the words of their sources again. */
export async function removeGenerator(context: GeneratorsContext): Promise<GeneratorState> {
  return await underLock(context, async () => {
    const { database } = context;
    const { choice } = await generatorState(database);
    const stays = choice === "browser" ? "browser" : "extractive";
    await database.write([...(await withoutModel(database)), { store: "models", key: CHOICE, value: stays }]);
    return { choice: stays, local: null };
  });
}

/** The model's file as its pieces, in order. @throws `generator.none` */
export async function generatorPieces(
  database: Database,
): Promise<{ readonly local: LocalGenerator; readonly pieces: Uint8Array<ArrayBuffer>[] }> {
  const { local } = await generatorState(database);
  if (local === null) throw generatorError("generator.none", {});
  return { local, pieces: await storedPieces(database, FOLDER, FILE) };
}

async function keep(
  { database, clock }: GeneratorsContext,
  name: string,
  hash: string,
  bytes: number,
  url: string | null,
): Promise<GeneratorState> {
  const base = name.slice(name.lastIndexOf("/") + 1);
  const local = { ...describeGenerator(hash, base), bytes, sha256: hash, addedAt: clock.isoNow(), url };
  await database.write([{ store: "models", key: RECORD, value: local }]);
  return { ...(await generatorState(database)), local };
}

async function withoutModel(database: Database): Promise<StoreChange[]> {
  const fetched = await database.keys("models", `${FOLDER}/fetched/`);
  return [
    ...(await withoutPieces(database, FOLDER)),
    ...[...fetched, RECORD].map((key): StoreChange => ({ store: "models", key })),
  ];
}

function checkSize(name: string, found: number): void {
  if (found > MOST_BYTES) throw generatorError("generator.too-large", { name, found, most: MOST_BYTES });
}

async function underLock<T>({ locks }: GeneratorsContext, work: () => Promise<T>): Promise<T> {
  return await locks.hold(`models/${FOLDER}`, { wait: false }, work);
}

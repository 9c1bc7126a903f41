import type { Database, StoreChange } from "../core/ports.ts";
import { nearestWord } from "../domain/nearest-word.ts";
import type { SnapshotRecord } from "../domain/feature-view.ts";
import { stableJson, type Json } from "./artifact.ts";
import { registryError } from "./errors.ts";
import { jsonBytes, parseJson, sha256 } from "./index-file.ts";

const FOLDER = "artifacts/features/";
const RECORD_FILE = "snapshot.json";
const VALUES_FILE = "features.bin";
/** Letters of the hash that name a snapshot's folder. */
const SHORT = 16;

const folderOf = (name: string, hash: string): string => `${FOLDER}${name}/${hash.slice(0, SHORT)}/`;

/** The record of a snapshot, hashed. */
export async function snapshotRecord(
  parts: Omit<SnapshotRecord, "hash" | "values_sha256">,
  values: Uint8Array<ArrayBuffer>,
): Promise<SnapshotRecord> {
  const whole = { ...parts, values_sha256: await sha256(values) };
  return { ...whole, hash: await contentHash(whole) };
}

/** Name and time do not count. */
async function contentHash(record: Omit<SnapshotRecord, "hash">): Promise<string> {
  const { kept_rows, target_days, features, source_sha256, values_sha256 } = record;
  const content = { format: 1, kept_rows, target_days, features, source_sha256, values_sha256 };
  return sha256(new TextEncoder().encode(stableJson(content as unknown as Json)));
}

/** The changes that keep a snapshot. */
export function snapshotChanges(record: SnapshotRecord, values: Uint8Array<ArrayBuffer>): StoreChange[] {
  const folder = folderOf(record.name, record.hash);
  return [
    { store: "artifacts", key: `${folder}${VALUES_FILE}`, value: values },
    { store: "artifacts", key: `${folder}${RECORD_FILE}`, value: jsonBytes(record as unknown as Json) },
  ];
}

/** All snapshots, the newest first. */
export async function readSnapshots(database: Database): Promise<SnapshotRecord[]> {
  const keys = await database.keys("artifacts", FOLDER);
  const records: SnapshotRecord[] = [];
  for (const key of keys.filter((each) => each.endsWith(`/${RECORD_FILE}`))) {
    const record = parseJson(await database.read("artifacts", key));
    if (isRecord(record)) records.push(record);
  }
  return records.sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
}

function isRecord(value: unknown): value is SnapshotRecord {
  const record = value as Partial<SnapshotRecord> | null;
  return (
    typeof record === "object" &&
    typeof record?.name === "string" &&
    typeof record.hash === "string" &&
    typeof record.values_sha256 === "string" &&
    Array.isArray(record.features)
  );
}

/**
 * The snapshot that a reference names: "NAME@HASH", the hash by six letters or more of its beginning.
 *
 * @throws `snapshot.unknown` with those there are
 */
export async function snapshotNamed(database: Database, reference: string): Promise<SnapshotRecord> {
  const [name = "", hash = ""] = reference.split("@");
  const records = await readSnapshots(database);
  const fitting = records.filter((record) => record.name === name && record.hash.startsWith(hash));
  if (hash.length >= 6 && fitting.length === 1) return fitting[0]!;
  const known = records.map((record) => `${record.name}@${record.hash.slice(0, SHORT)}`);
  throw registryError("snapshot.unknown", {
    found: reference,
    known: known.slice(0, 5),
    nearest: nearestWord(reference, known) ?? known[0] ?? "",
  });
}

/**
 * The bytes of a snapshot's values, checked against all its hashes.
 *
 * @throws `snapshot.damaged`
 */
export async function snapshotValues(
  database: Database,
  record: SnapshotRecord,
): Promise<Uint8Array<ArrayBuffer>> {
  const damaged = (reason: string): Error =>
    registryError("snapshot.damaged", { name: record.name, hash: record.hash.slice(0, SHORT), reason });
  const key = `${folderOf(record.name, record.hash)}${VALUES_FILE}`;
  const values = await database.read("artifacts", key);
  if (!(values instanceof Uint8Array)) throw damaged(`${VALUES_FILE} is gone`);
  const bytes = values as Uint8Array<ArrayBuffer>;
  if ((await sha256(bytes)) !== record.values_sha256) throw damaged(`${VALUES_FILE} was changed`);
  if ((await contentHash(record)) !== record.hash) throw damaged(`${RECORD_FILE} was changed`);
  return bytes;
}

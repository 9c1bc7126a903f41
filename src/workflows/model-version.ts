import type { Database } from "../core/ports.ts";
import { nearestWord } from "../domain/nearest-word.ts";
import { readIndex, type VersionEntry } from "../registry/index-file.ts";
import { loadVersion, type LoadedModel, type VersionFiles } from "../registry/load.ts";
import { listDatasets } from "./datasets.ts";
import { tableModelError } from "./table-model-errors.ts";

/** A published version, whatever it is a model of. */
export interface ModelVersion {
  readonly name: string;
  readonly entry: VersionEntry;
}

/**
 * Find a published version.
 *
 * @param request "NAME" for the champion, or "NAME@VERSION"
 * @param shop name or id of the dataset whose champion is meant; null: the only one there is
 * @throws `table-model.bad-request`, `table-model.none` with the versions there are, `table-model.which-shop`
 */
export async function modelVersion(
  database: Database,
  request: string,
  shop: string | null = null,
): Promise<ModelVersion> {
  const [, name, wanted] = /^([A-Za-z0-9_-]+)(?:@(\d+\.\d+\.\d+))?$/.exec(request) ?? [];
  if (name === undefined) throw tableModelError("table-model.bad-request", { found: request });
  const { index } = await readIndex(database, name);
  const datasetId =
    wanted === undefined || shop !== null ? await datasetOf(database, name, index, shop) : null;
  const version = wanted ?? (datasetId === null ? undefined : index.champion[datasetId]);
  const entry = index.versions.find(
    (each) => each.version === version && (datasetId === null || each.datasetId === datasetId),
  );
  if (entry !== undefined) return { name, entry };
  const versions = index.versions.map((each) => each.version).join(", ");
  const nearest = nearestWord(name, await modelNames(database)) ?? "";
  throw tableModelError("table-model.none", { name, versions, nearest: nearest === name ? "" : nearest });
}

/** The version with its files, each checked against its hash. @throws `artifact.damaged` */
export function openVersion<T>(
  database: Database,
  { name, entry }: ModelVersion,
  decode: (files: VersionFiles) => T,
): Promise<LoadedModel<T>> {
  return loadVersion(database, name, entry, decode);
}

type Champions = { readonly champion: Readonly<Record<string, string>> };

/** Whose champion is meant; null where the model has none. @throws `table-model.which-shop` */
async function datasetOf(
  database: Database,
  name: string,
  { champion }: Champions,
  shop: string | null,
): Promise<string | null> {
  const ids = Object.keys(champion);
  if (shop !== null && ids.includes(shop)) return shop;
  if (shop === null && ids.length <= 1) return ids[0] ?? null;
  if (shop === null && ids.includes(name)) return name;
  const shops = (await listDatasets(database)).filter(({ id }) => ids.includes(id));
  const meant = shops.filter(
    (each) => shop !== null && each.name.toLowerCase() === shop.trim().toLowerCase(),
  );
  if (meant.length === 1) return meant[0]!.id;
  const names = shops.map((each) => each.name);
  throw tableModelError("table-model.which-shop", {
    name,
    found: shop ?? "",
    shops: names.join(", "),
    nearest: shop === null ? (names[0] ?? "") : (nearestWord(shop, names) ?? ""),
  });
}

/** Names of the models that there are. */
async function modelNames(database: Database): Promise<string[]> {
  const keys = await database.keys("artifacts", "artifacts/models/");
  return [...new Set(keys.map((key) => key.split("/")[2]!))];
}

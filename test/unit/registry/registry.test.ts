import { beforeEach, describe, expect, it } from "vitest";
import type { Clock, Database, StoreChange } from "../../../src/core/ports.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { decodeArtifact, encodeArtifact } from "../../../src/registry/artifact.ts";
import { compareVersions, jsonBytes } from "../../../src/registry/index-file.ts";
import { fileOf, loadChampion, type VersionFiles } from "../../../src/registry/load.ts";
import { modelRemoval, publishModel, type PublishRequest } from "../../../src/registry/publish.ts";

const NAME = "demand_forecasting";
const clock: Clock = { isoNow: () => "2026-01-02T03:04:05.000Z", monotonicMs: () => 0 };
const format = { kind: "test-model", version: 1 };
const modelBytes = (weight: number): Uint8Array<ArrayBuffer> =>
  encodeArtifact({ ...format, data: null, arrays: { weight: Float64Array.of(weight) } });
const decode = (files: VersionFiles): number =>
  decodeArtifact(fileOf(files, "model.bin"), format).arrays["weight"]![0]!;

let database: Database;
let writes: (readonly StoreChange[])[];
const locks = memoryLocks();

beforeEach(() => {
  writes = [];
  database = memoryDatabase((changes) => void writes.push(changes));
});

function request(weight: number, changed: Partial<PublishRequest> = {}): PublishRequest {
  return {
    modelName: NAME,
    modelType: "forecasting",
    files: {
      "model.bin": modelBytes(weight),
      "features.json": jsonBytes({ season: 7, columns: ["units"] }),
    },
    featureColumns: ["units"],
    hyperparameters: { preset: "fast" },
    metrics: { mse: 2, mae: 1, r2_score: NaN },
    lineage: { dataset_id: "shop", revision: weight },
    trainingDurationMs: 1500,
    ...changed,
  };
}
const publish = (weight: number, changed: Partial<PublishRequest> = {}) =>
  publishModel({ database, clock, locks }, request(weight, changed));
const load = (datasetId = "shop") => loadChampion({ database, locks }, NAME, datasetId, decode);
const key = (path: string): string => `artifacts/models/${NAME}/${path}`;
const json = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(new TextDecoder().decode((await database.read("artifacts", key(path))) as Uint8Array)) as Record<
    string,
    unknown
  >;
const damage = async (path: string): Promise<void> => {
  const bytes = (await database.read("artifacts", key(path))) as Uint8Array;
  bytes[bytes.length - 1]! ^= 1;
  await database.write([{ store: "artifacts", key: key(path), value: bytes }]);
};

describe("publishModel", () => {
  it("writes the three files, the index and the run in one write", async () => {
    await publish(1);
    expect(writes).toHaveLength(1);
    expect(await database.keys("artifacts", "")).toEqual([
      key("1.0.0/features.json"),
      key("1.0.0/metadata.json"),
      key("1.0.0/model.bin"),
      key("index.json"),
      expect.stringMatching(/^artifacts\/runs\/[0-9a-f]{32}\/run\.json$/),
    ]);
  });

  it("writes metadata with the agreed keys in their order, times from the clock, NaN as null", async () => {
    await publish(1);
    const metadata = await json("1.0.0/metadata.json");
    expect(Object.keys(metadata)).toEqual([
      "model_name",
      "model_type",
      "version",
      "trained_at",
      "training_duration",
      "metrics",
      "feature_columns",
      "hyperparameters",
      "lineage",
      "hashes",
    ]);
    expect(metadata).toMatchObject({
      model_name: NAME,
      model_type: "forecasting",
      version: "1.0.0",
      trained_at: "2026-01-02T03:04:05.000Z",
      training_duration: 1.5,
      metrics: { mae: 1, mse: 2, r2_score: null },
      feature_columns: ["units"],
    });
    const digest = await crypto.subtle.digest("SHA-256", modelBytes(1));
    expect((metadata["hashes"] as Record<string, string>)["model.bin"]).toBe(
      Buffer.from(digest).toString("hex"),
    );
  });

  it("gives the same bytes for the same request", async () => {
    await publish(1);
    const first = memorySnapshot(writes[0]!);
    database = memoryDatabase((changes) => void writes.push(changes));
    await publish(1, {
      lineage: { revision: 1, dataset_id: "shop" },
      metrics: { r2_score: NaN, mae: 1, mse: 2 },
    });
    expect(memorySnapshot(writes[1]!)).toEqual(first);
  });

  it("raises the minor number for other data, the patch for the same training, the major for other features", async () => {
    const version = async (weight: number, changed: Partial<PublishRequest> = {}): Promise<string> =>
      (await publish(weight, changed)).version;
    expect(await version(1)).toBe("1.0.0");
    expect(await version(2)).toBe("1.1.0");
    expect(await version(2)).toBe("1.1.1");
    expect(await version(2, { hyperparameters: { preset: "best" } })).toBe("1.2.0");
    expect(await version(3, { featureColumns: ["units", "price"] })).toBe("2.0.0");
  });

  it("lets datasets share one sequence of versions, so that none collide", async () => {
    const other = { lineage: { dataset_id: "other" } };
    await publish(1);
    expect((await publish(1, other)).version).toBe("1.1.0");
    expect((await publish(1, other)).version).toBe("1.1.1");
    expect((await publish(2)).version).toBe("1.2.0");
    expect((await load("other")).loaded?.version).toBe("1.1.1");
    expect((await load()).loaded?.version).toBe("1.2.0");
  });

  it("keeps the last five versions of a dataset, and those of others", async () => {
    await publish(0, { lineage: { dataset_id: "other" } });
    for (let weight = 1; weight <= 7; weight++) await publish(weight);
    const kept = (await database.keys("artifacts", key(""))).filter((name) => name.endsWith("model.bin"));
    expect(kept).toEqual(
      ["1.0.0", "1.3.0", "1.4.0", "1.5.0", "1.6.0", "1.7.0"].map((v) => key(`${v}/model.bin`)),
    );
    expect((await json("index.json"))["versions"]).toHaveLength(6);
  });

  it("keeps as few as asked, never less than one besides the new one", async () => {
    for (let weight = 1; weight <= 3; weight++) await publish(weight, { keep: 1 });
    const kept = (await database.keys("artifacts", key(""))).filter((name) => name.endsWith("model.bin"));
    expect(kept).toEqual([key("1.1.0/model.bin"), key("1.2.0/model.bin")]);
  });

  it("orders versions by number, not by text", () => {
    expect(["1.10.0", "1.9.0", "2.0.0", "1.9.10", "1.9.9"].sort(compareVersions)).toEqual([
      "1.9.0",
      "1.9.9",
      "1.9.10",
      "1.10.0",
      "2.0.0",
    ]);
    expect(compareVersions("1.2.3", "1.2.3")).toBe(0);
  });
});

describe("loadChampion", () => {
  it("gives null without a warning before the first training", async () => {
    expect(await load()).toMatchObject({ loaded: null, warnings: [] });
  });

  it("gives the newest version with its metadata", async () => {
    await publish(1);
    await publish(2);
    const { loaded, warnings } = await load();
    expect(warnings).toEqual([]);
    expect(loaded).toMatchObject({
      version: "1.1.0",
      model: 2,
      metadata: { version: "1.1.0" },
    });
  });

  it.each(["model.bin", "metadata.json", "features.json"])(
    "names a damaged %s, sets the version aside and uses the last good one",
    async (file) => {
      await publish(1);
      await publish(2);
      await damage(`1.1.0/${file}`);
      const { loaded, warnings } = await load();
      expect(loaded).toMatchObject({ version: "1.0.0", model: 1 });
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain("Version 1.1.0 of demand_forecasting is damaged");
      expect(warnings[0]).toContain(file);
      expect(warnings[0]).toContain("version 1.0.0 is used instead");
      expect(await database.keys("artifacts", key("1.1.0/"))).toEqual([]);
      expect(await database.keys("artifacts", "artifacts/set-aside/")).toEqual(
        ["features.json", "metadata.json", "model.bin"].map(
          (name) => `artifacts/set-aside/models/${NAME}/1.1.0/${name}`,
        ),
      );
      expect(await load()).toMatchObject({ loaded: { version: "1.0.0" }, warnings: [] });
    },
  );

  it("does the same for a missing file and for several damaged versions", async () => {
    for (const weight of [1, 2, 3]) await publish(weight);
    await database.write([{ store: "artifacts", key: key("1.2.0/model.bin") }]);
    await damage("1.1.0/model.bin");
    const { loaded, warnings } = await load();
    expect(loaded?.model).toBe(1);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain("model.bin is missing");
  });

  it("says to train again when no good version is left, and never gives its number to another", async () => {
    await publish(1);
    await damage("1.0.0/model.bin");
    const { loaded, warnings } = await load();
    expect(loaded).toBeNull();
    expect(warnings[0]).toContain("train again");
    expect(await load()).toMatchObject({ loaded: null, warnings: [] });
    expect((await publish(1)).version).toBe("1.1.0");
  });

  it("sets aside what has the right hash but no right content", async () => {
    await publish(1);
    await publish(2, { files: { "model.bin": modelBytes(2).slice(0, 16) } });
    const { loaded, warnings } = await load();
    expect(loaded?.model).toBe(1);
    expect(warnings[0]).toContain("does not fit");
  });

  it("passes over a format it does not know, leaves it in place, and says so each time", async () => {
    await publish(1);
    const unknown = encodeArtifact({ kind: "test-model", version: 9, data: null, arrays: {} });
    await publish(2, { files: { "model.bin": unknown } });
    for (let i = 0; i < 2; i++) {
      const { loaded, warnings } = await load();
      expect(loaded?.version).toBe("1.0.0");
      expect(warnings).toEqual([expect.stringContaining("has format test-model 9")]);
    }
    expect(await database.keys("artifacts", key("1.1.0/"))).toHaveLength(2);
    expect((await json("index.json"))["champion"]).toEqual({ shop: "1.1.0" });
  });

  it("rebuilds a damaged index from the versions that are there, and says so once", async () => {
    await publish(1);
    await publish(2);
    await publish(5, { lineage: { dataset_id: "other" } });
    await database.write([{ store: "artifacts", key: key("index.json"), value: Uint8Array.of(1, 2, 3) }]);
    const { loaded, warnings } = await load();
    expect(loaded?.version).toBe("1.1.0");
    expect(warnings[0]).toContain("rebuilt from 3 versions");
    expect(await load("other")).toMatchObject({ loaded: { version: "1.2.0" }, warnings: [] });
  });

  it("leaves out of a rebuilt index what has no readable metadata", async () => {
    await publish(1);
    await publish(2);
    await database.write([
      { store: "artifacts", key: key("index.json") },
      { store: "artifacts", key: key("1.1.0/metadata.json"), value: new TextEncoder().encode("{}") },
    ]);
    expect(await load()).toMatchObject({ loaded: { version: "1.0.0" }, warnings: [] });
  });

  it("takes each model's own files, says which stay here, and is whole without those", async () => {
    const files = { "model.bin": modelBytes(3), "readers.bin": Uint8Array.of(1, 2, 3) };
    await publish(3, { files, localFiles: ["readers.bin"] });
    expect(await json("1.0.0/metadata.json")).toMatchObject({ local_files: ["readers.bin"] });
    expect((await load()).loaded?.model).toBe(3);
    await database.write([{ store: "artifacts", key: key("1.0.0/readers.bin") }]);
    expect(await load()).toMatchObject({ loaded: { model: 3 }, warnings: [] });
    await database.write([{ store: "artifacts", key: key("1.0.0/readers.bin"), value: Uint8Array.of(1) }]);
    expect((await load()).warnings[0]).toContain("readers.bin has hash");
    expect(await database.keys("artifacts", key("1.0.0/"))).toEqual([]);
  });

  it("retires and removes the files that each version has", async () => {
    const files = { "model.bin": modelBytes(3), "readers.bin": Uint8Array.of(1, 2, 3) };
    await publish(3, { files, localFiles: ["readers.bin"], keep: 2 });
    await publish(4, { keep: 2 });
    await publish(5, { keep: 2 });
    expect(await database.keys("artifacts", key("1.0.0/"))).toEqual([]);
    await publish(6, { files, localFiles: ["readers.bin"] });
    await database.write(await modelRemoval(database, NAME, "shop"));
    expect(await database.keys("artifacts", "")).toEqual([key("index.json")]);
  });

  it("passes other failures on", async () => {
    await publish(1);
    const failure = new Error("decoder bug");
    await expect(
      loadChampion({ database, locks }, NAME, "shop", () => {
        throw failure;
      }),
    ).rejects.toBe(failure);
  });
});

describe("modelRemoval", () => {
  it("removes all versions of one dataset and nothing of another", async () => {
    await publish(1);
    await publish(2, { lineage: { dataset_id: "other" } });
    await database.write(await modelRemoval(database, NAME, "shop"));
    expect(await load()).toMatchObject({ loaded: null, warnings: [] });
    expect((await load("other")).loaded?.model).toBe(2);
    expect(await database.keys("artifacts", key("1.0.0/"))).toEqual([]);
  });

  it("has nothing to do for a dataset without models", async () => {
    expect(await modelRemoval(database, NAME, "shop")).toEqual([]);
  });
});

function memorySnapshot(changes: readonly StoreChange[]): unknown[] {
  return changes.map(({ key, value }) => [key, value instanceof Uint8Array ? [...value] : value]);
}

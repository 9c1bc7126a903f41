import { expect, it } from "vitest";
import type { NetHost } from "../../../src/core/net-device.ts";
import { seededRandom } from "../../../src/core/random.ts";
import { readTrainingConfig } from "../../../src/domain/training-config.ts";
import { trainTableModel } from "../../../src/workflows/train-table.ts";
import { frailDevice } from "../../fixtures/frail-device.ts";
import { shopContext } from "./forecast-shop.ts";

const random = seededRandom(5, "flowers");
const rows = Array.from({ length: 120 }, () => {
  const [a, b] = [random.normal(), random.normal()];
  return [a.toFixed(3), b.toFixed(3), (2 * a - b + 0.2 * random.normal()).toFixed(3)];
});
const table = {
  fileName: "flowers.csv",
  columns: ["a", "b", "height"],
  cells: [0, 1, 2].map((c) => rows.map((row) => row[c]!)),
};
const config = readTrainingConfig(
  JSON.stringify({
    model: "neural-net",
    model_options: { epochs: 40 },
    cross_validation_folds: 2,
  }),
  { model_name: "flowers", data_source: table.fileName },
);

async function trained(nets: NetHost | undefined) {
  const context = shopContext();
  const lines: string[] = [];
  const tools = { ...context, nets, onLine: (line: string) => void lines.push(line) };
  const { report } = await trainTableModel("regression", table, "height", config, tools);
  const path = "artifacts/models/flowers/1.0.0/metadata.json";
  const bytes = (await context.database.read("artifacts", path)) as Uint8Array;
  const metadata = JSON.parse(new TextDecoder().decode(bytes)) as {
    lineage: { nets_computed_on?: string[] };
  };
  const told = lines.flatMap((line) => {
    const { event, on } = JSON.parse(line) as { event: string; on?: string };
    return event === "net computes" ? [on] : [];
  });
  return { report, computedOn: metadata.lineage.nets_computed_on, told };
}

it("trains a net of a table's column, and says in log and metadata where it was computed", async () => {
  const { report, computedOn, told } = await trained(undefined);
  expect(report.method).toBe("neural-net");
  expect(report.model_performance.test["rmse"]).toBeLessThan(0.5 * report.baseline["rmse"]!);
  expect(computedOn).toEqual(["WebAssembly"]);
  expect(told).toEqual(["WebAssembly"]);
});

it("goes on where the graphics processor is lost twice, and says so", async () => {
  const { computedOn, told } = await trained({ device: frailDevice([10, 30]).device });
  const again = (device: string, at: number, lostAt: number): unknown =>
    expect.stringContaining(`${device}, again from step ${at}: The device was lost at step ${lostAt}.`);
  expect(computedOn).toEqual([
    "a frail device",
    again("a frail device", 10, 10),
    again("WebAssembly", 30, 30),
  ]);
  expect(told).toEqual(computedOn);
});

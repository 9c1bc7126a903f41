import { readTrainingConfig } from "../../../src/domain/training-config.ts";
import { afterEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { seededRandom } from "../../../src/core/random.ts";
import { expectAccessible, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 60_000 });
afterEach(unmountApp);

const random = seededRandom(3, "jars");
const rows = Array.from({ length: 80 }, () => {
  const [wide, high] = [random.normal(), random.normal()];
  return `${wide.toFixed(3)},${high.toFixed(3)},${(wide - 2 * high).toFixed(3)}`;
});

it("says where nets compute before one is trained, and in the log of its training", async () => {
  const { shop } = mountApp("/train/table");
  await userEvent.upload(
    page.getByLabelText("Choose a table"),
    new File([["wide,high,weight", ...rows].join("\n")], "jars.csv"),
  );
  const where = page.getByText("Neural net computes on: WebAssembly.");
  await page.getByRole("radio", { name: "Fast" }).click({ force: true });
  expect(where.elements()).toEqual([]);
  await page.getByRole("radio", { name: "Custom" }).click({ force: true });
  await page.getByLabelText("Method", { exact: true }).selectOptions("neural-net");
  await expect.element(where).toBeVisible();
  await expectAccessible();

  const lines: string[] = [];
  const [table] = await shop.tables.tables();
  const { report } = await shop.tables.trainTable(
    {
      tableId: table!.tableId,
      task: "regression",
      target: "weight",
      timeLimitMs: null,
      config: readTrainingConfig(
        JSON.stringify({ model: "neural-net", model_options: { epochs: 20 }, cross_validation_folds: 2 }),
        { model_name: "weight", data_source: "" },
      ),
    },
    () => {},
    (all) => void lines.push(...all),
  );
  expect(report.method).toBe("neural-net");
  expect(lines.join("\n")).toContain('"event":"net computes","on":"WebAssembly"');
});

import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { readTrainingConfig } from "../../../src/domain/training-config.ts";
import { expectAccessible, lastCall, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 30_000 });
afterEach(unmountApp);
afterEach(() => vi.restoreAllMocks());

const saved = (): Blob[] => {
  const blobs: Blob[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return "blob:none";
  });
  return blobs;
};
const csv = (name: string, lines: readonly string[]): File => new File([lines.join("\n")], name);
const choose = (label: string, file: File): Promise<void> =>
  userEvent.upload(page.getByLabelText(label, { exact: true }), file);

describe("predicting from a file", () => {
  it("gives the rows of a table with what is predicted, says what is unknown, and keeps them for the next time", async () => {
    const { shop } = mountApp("/");
    const rows = Array.from(
      { length: 120 },
      (_, i) => `${i % 7},${["crime", "poetry"][i % 2]},${(i % 7) + 3 * (i % 2)}`,
    );
    const table = await shop.tables.keepTable(csv("loans.csv", ["days,genre,weight", ...rows]), () => {});
    const config = readTrainingConfig(
      JSON.stringify({ model: "linear", hyperparameter_tuning: false, cross_validation_folds: 2 }),
      { model_name: "weight", data_source: "loans.csv" },
    );
    const request = {
      tableId: table.tableId,
      task: "regression",
      target: "weight",
      config,
      timeLimitMs: null,
    } as const;
    const { version } = await shop.tables.trainTable(
      request,
      () => {},
      () => {},
    );
    history.pushState(null, "", `/train/table/weight/${version}`);
    window.dispatchEvent(new PopStateEvent("popstate"));
    await expect.element(page.getByRole("heading", { name: "Predict from a file" })).toBeVisible();
    const blobs = saved();
    const asked = csv("new.csv", ["id,days,genre", "a,3,crime", "b,3,comics"]);
    await choose("Choose rows to predict", asked);
    await expect.element(page.getByText("2 rows predicted. new-weight.csv is downloaded.")).toBeVisible();
    await expect
      .element(page.getByText(/does not know 1 cell of “genre”, the first “comics” in row 2/))
      .toBeVisible();
    const lines = (await blobs.at(-1)!.text()).split("\r\n");
    expect(lines[0]).toBe("id,days,genre,weight,weight_low,weight_high");
    expect(lines[1]).toMatch(/^a,3,crime,3(\.\d+)?,/);
    await choose("Choose rows to predict", asked);
    await expect.element(page.getByText(/2 rows predicted; all of them were kept from before/)).toBeVisible();
    expect(await blobs.at(-1)!.text()).toBe(lines.join("\r\n"));

    await choose("Choose rows to predict", csv("wrong.csv", ["day,genre", "3,crime"]));
    await expect.element(page.getByRole("alert")).toHaveTextContent('Rename "day"');
  });

  it("asks the shop's models: forecast, recommender, questions", async () => {
    const { shop } = mountApp("/train");
    await choose("Choose a table of titles", csv("titles.csv", ["isbn", "9780140400001"]));
    await expect.poll(() => lastCall(shop, "predictRows")?.[1]).toEqual({ span: "week" });
    expect(lastCall(shop, "predictRows")?.[0]).toMatch(/^demand_forecasting@\d+\.\d+\.\d+$/);
    // This shop is made up: its model is on no disk.
    await expect
      .element(page.getByRole("alert"))
      .toHaveTextContent('There is no model "demand_forecasting" here.');
    await expectAccessible();
    unmountApp();
    const questions = mountApp("/train/questions");
    await choose("Choose a file of questions", csv("asked.txt", ["Who hunts the whale?"]));
    await expect
      .poll(() => lastCall(questions.shop, "predictRows")?.slice(0, 2))
      .toEqual(["rag_system", { shop: "demo" }]);
  });
});

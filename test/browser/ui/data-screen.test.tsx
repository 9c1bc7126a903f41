import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { DEMO, OWN, gate } from "./memory-shop.ts";
import { expectAccessible, lastCall, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(unmountApp);

const TILL = new File(["Datum,ISBN\n"], "till.csv", { type: "text/csv" });
const choose = async (file = TILL): Promise<void> => {
  await userEvent.upload(page.getByLabelText("Choose a file"), file);
};
const role = (column: string) => page.getByRole("combobox", { name: `Meaning of the column ${column}` });

describe("the Data screen", () => {
  it("shows where to drop a file, what was imported and the shops, and passes axe in both themes", async () => {
    mountApp("/data", { datasets: [OWN, DEMO] });
    await expect.element(page.getByText("Choose a file, or drop one here")).toBeVisible();
    const history = page
      .getByRole("region", { name: "Imported into Mill Road Books" })
      .last()
      .getByRole("row");
    await expect.element(history.nth(1)).toHaveTextContent(/till-2026.csv.*461,207/);
    await expect.element(history.nth(2)).toHaveTextContent(/till-2025.csv/);
    await expectAccessible();
  });

  it("previews a file with the guessed meaning of each column and its doubts", async () => {
    mountApp("/data", { datasets: [OWN] });
    await choose();
    await expect.element(role("Datum")).toHaveValue("date");
    await expect.element(role("Titel")).toHaveValue("");
    await expect.element(page.getByText("03/04/2026 could be 3 April or 4 March.")).toBeVisible();
    await expect.element(page.getByText("4 columns are used.")).toBeVisible();
    await expectAccessible();
  });

  it("looks at the file again with what a person says about it; a column has one meaning", async () => {
    const { shop } = mountApp("/data", { datasets: [OWN] });
    await choose();
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Order of dates" }), "MDY");
    await expect.poll(() => lastCall(shop, "inspectFile")?.[1]).toEqual({ dateOrder: "MDY" });
    await expect.element(page.getByText(/could be 3 April/)).not.toBeInTheDocument();
    await userEvent.selectOptions(role("Titel"), "title");
    await userEvent.selectOptions(role("Preis"), "quantity");
    await expect
      .poll(() => lastCall(shop, "inspectFile")?.[1])
      .toEqual({
        dateOrder: "MDY",
        mapping: { date: 0, item: 1, quantity: 3, title: 4 },
      });
    await expect.element(role("Menge")).toHaveValue("");
    for (const [label, value, expected] of [
      ["Encoding", "windows-1252", { encoding: "windows-1252" }],
      ["Decimal sign", ",", { decimal: "," }],
      ["Identical lines", "once", { identicalLines: "once" }],
    ] as const) {
      await userEvent.selectOptions(page.getByRole("combobox", { name: label }), value);
      await expect.poll(() => lastCall(shop, "inspectFile")?.[1]).toMatchObject(expected);
    }
    // Other columns come with another delimiter: their meaning is guessed anew.
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Delimiter" }), ";");
    await expect.poll(() => lastCall(shop, "inspectFile")?.[1]).not.toHaveProperty("mapping");
    await userEvent.selectOptions(page.getByRole("combobox", { name: "First row" }), "data");
    await expect
      .poll(() => lastCall(shop, "inspectFile")?.[1])
      .toMatchObject({ delimiter: ";", hasHeader: false });
  });

  it("says which column is missing and does not start without it", async () => {
    mountApp("/data", { datasets: [OWN] });
    await choose();
    await page.getByRole("radio", { name: "Stock" }).click({ force: true });
    await expect.element(page.getByText("Say which column holds the on hand.")).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Import", exact: true })).toBeDisabled();
    await userEvent.selectOptions(role("Menge"), "onHand");
    await expect.element(page.getByRole("button", { name: "Import", exact: true })).toBeEnabled();
    await page.getByRole("button", { name: "Another file" }).click();
    await expect.element(page.getByText("Choose a file, or drop one here")).toBeVisible();
  });

  it("imports with progress shown on every screen, reports in words, and forecasts in one tap", async () => {
    const { shop } = mountApp("/data", { datasets: [OWN] });
    await choose();
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect.poll(() => shop.job.running).toBe(true);
    shop.job.progress({
      phase: "Reading lines",
      done: 100_000,
      total: 400_000,
      unit: "lines",
      remainingMs: 42_000,
    });
    await expect.element(page.getByText("100,000 of 400,000 lines")).toBeVisible();
    await expect.element(page.getByText("about 45 seconds left")).toBeVisible();
    await expect.element(page.getByText("Reading lines, 25 %")).toBeInTheDocument();
    await expectAccessible();
    const leaving = new Event("beforeunload", { cancelable: true });
    dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("button", { name: /Importing\s*25 %/ }).click();
    await page.getByRole("link", { name: "Importing till.csv" }).click();
    shop.job.finish();
    await expect.element(page.getByText(/455,940 rows of till.csv are new and\s+added/)).toBeVisible();
    await expect
      .element(page.getByText("12 rows were known from an earlier import and left out."))
      .toBeVisible();
    await expectAccessible();
    await page.getByRole("button", { name: "Forecast now" }).click();
    expect(lastCall(shop, "train")?.[0]).toEqual({ datasetId: "own", preset: "fast" });
    shop.job.finish();
    await expect.element(page.getByText("The forecast is ready: 300 titles.")).toBeVisible();
    await expect.element(page.getByRole("link", { name: "See the order" })).toBeVisible();
    const after = new Event("beforeunload", { cancelable: true });
    dispatchEvent(after);
    expect(after.defaultPrevented).toBe(false);
    await page.getByRole("button", { name: "Import another file" }).click();
    await expect.element(page.getByText("Choose a file, or drop one here")).toBeVisible();
  });

  it("makes a new shop for own data beside the demo shop, and speaks of it from then on", async () => {
    const { shop } = mountApp("/data", { datasets: [DEMO] });
    await choose();
    await userEvent.fill(page.getByRole("textbox", { name: "Its name" }), "");
    await expect.element(page.getByText("Give the new shop a name.")).toBeVisible();
    await userEvent.fill(page.getByRole("textbox", { name: "Its name" }), "Harbour Books");
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect.poll(() => lastCall(shop, "importFile")?.[0]).toBe("shop-1");
    expect(lastCall(shop, "createDataset")).toEqual(["Harbour Books"]);
    await expect.element(page.getByRole("button", { name: /Shop: Harbour Books/ })).toBeVisible();
    shop.job.finish();
    await expect.element(page.getByText(/are new and\s+added/)).toBeVisible();
  });

  it("cancels by ending the worker and leaves the file as it was chosen", async () => {
    const { shop } = mountApp("/data", { datasets: [OWN] });
    await choose();
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect.poll(() => shop.job.running).toBe(true);
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(shop.job.ended).toBe(1);
    await expect.element(page.getByText("The import was cancelled; the shop is as it was.")).toBeVisible();
    await expect.element(role("Datum")).toBeVisible();
  });

  it("shows why an import failed, and why a file cannot be read", async () => {
    const { shop } = mountApp("/data", { datasets: [OWN] });
    await choose();
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect.poll(() => shop.job.running).toBe(true);
    const { storageError } = await import("../../../src/core/storage-errors.ts");
    shop.job.fail(storageError("storage.full", { neededBytes: null, usedBytes: 2e9, quotaBytes: 2e9 }));
    await expect.element(page.getByRole("alert")).toHaveTextContent("Free space on the device");
    await expectAccessible();
    await page.getByRole("button", { name: "Another file" }).click();
    shop.fail("inspectFile");
    await choose();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
    shop.mend("inspectFile");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(role("Datum")).toBeVisible();
  });

  it("says that it looks at the file while that takes time, and takes a dropped one", async () => {
    const answer = gate<never>();
    const { shop } = mountApp("/data", { datasets: [OWN] }, (prepared) =>
      prepared.answerNext("inspectFile", () => answer.promise),
    );
    await expect.element(page.getByText("Choose a file, or drop one here")).toBeVisible();
    const zone = document.querySelector(".file-drop")!;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(TILL);
    dataTransfer.items.add(new File(["x"], "second.csv"));
    zone.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
    expect(zone.classList.contains("over")).toBe(true);
    zone.dispatchEvent(new DragEvent("dragleave", { dataTransfer, bubbles: true }));
    expect(zone.classList.contains("over")).toBe(false);
    zone.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    await expect.element(page.getByText("Looking at the file")).toBeVisible();
    await expect.element(page.getByText("One file at a time: looking at till.csv.")).toBeVisible();
    expect(lastCall(shop, "inspectFile")?.[0]).toBeInstanceOf(File);
  });

  it("shows rejected rows with line and reason, and downloads them", async () => {
    const { shop } = mountApp("/data", { datasets: [OWN] });
    await page.getByRole("button", { name: "Look at 3 rejected rows of till-2025.csv" }).click();
    const dialog = page.getByRole("dialog", { name: "Rejected rows of till-2025.csv" });
    await expect.element(dialog.getByRole("row").nth(2)).toHaveTextContent("203The quantity is empty");
    await expectAccessible();
    const saved: string[] = [];
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function record(this: HTMLAnchorElement) {
      saved.push(this.download);
    };
    await dialog.getByRole("button", { name: "Download all as CSV" }).click();
    await expect.poll(() => saved).toEqual(["rejected-till-2025.csv"]);
    HTMLAnchorElement.prototype.click = click;
    expect(lastCall(shop, "rejectedRowsFile")).toEqual(["first"]);
    await userEvent.keyboard("{Escape}");
    await expect.element(dialog).not.toBeInTheDocument();
    shop.fail("rejectedRows");
    await page.getByRole("button", { name: "Look at 3 rejected rows of till-2025.csv" }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
  });

  it("takes an import back after asking, and says when that fails", async () => {
    const { shop } = mountApp("/data", { datasets: [OWN] });
    await page.getByRole("button", { name: "Take back till-2025.csv" }).click();
    await page.getByRole("button", { name: "Keep it" }).click();
    expect(lastCall(shop, "undoImport")).toBeUndefined();
    await page.getByRole("button", { name: "Take back till-2025.csv" }).click();
    await expectAccessible();
    await page.getByRole("button", { name: "Take it back" }).click();
    await expect.element(page.getByText("till-2025.csv is taken back.")).toBeVisible();
    expect(lastCall(shop, "undoImport")).toEqual(["own", "first"]);
    shop.fail("undoImport");
    await page.getByRole("button", { name: "Take back till-2026.csv" }).click();
    await page.getByRole("button", { name: "Take it back" }).click();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
  });

  it("does not offer to take back stock and catalogues, which replace entries in place", async () => {
    const stock = { ...OWN.imports[0]!, importId: "stock", fileName: "stock.csv", kind: "stock" as const };
    mountApp("/data", { datasets: [{ ...OWN, imports: [...OWN.imports, stock] }] });
    await expect.element(page.getByRole("row", { name: /stock.csv/ })).toBeVisible();
    expect(page.getByRole("button", { name: "Take back stock.csv" }).elements()).toEqual([]);
  });

  it("shows another shop, deletes one after asking, and opens the demo shop", async () => {
    const { shop } = mountApp("/data", { datasets: [OWN, DEMO] });
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expect.element(page.getByRole("heading", { name: "Imported into Demo bookshop" })).toBeVisible();
    await page.getByRole("button", { name: "Delete Demo bookshop" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect.element(page.getByText("Demo bookshop is deleted from this device.")).toBeVisible();
    expect(lastCall(shop, "deleteDataset")).toEqual(["demo"]);
    await page.getByRole("button", { name: "Open the demo shop" }).click();
    await expect.element(page.getByRole("region", { name: "Opening the demo shop" })).toBeVisible();
    shop.job.finish();
    await expect.element(page.getByRole("heading", { name: "Imported into Demo bookshop" })).toBeVisible();
    shop.fail("deleteDataset");
    await page.getByRole("button", { name: "Delete Mill Road Books" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
  });
});

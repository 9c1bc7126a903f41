import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { gate } from "./memory-shop.ts";
import { expectAccessible, lastCall, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(unmountApp);

const PATH = "/titles/9780140400000";

describe("a title's page", () => {
  it("says what we expect, in words, chart and tables, and passes axe in both themes", async () => {
    mountApp(PATH);
    await expect.element(page.getByRole("heading", { level: 1, name: "Middlemarch" })).toBeVisible();
    await expect.element(page.getByText("14 copies", { exact: true })).toBeVisible();
    await expect.element(page.getByText("10 and 20")).toBeVisible();
    await expect.element(page.getByText("ISBN 9780140400000")).toBeVisible();
    await expect.element(page.getByText("£7.99")).toBeVisible();
    await expect.element(page.getByRole("img", { name: /Middlemarch: 52 weeks of sales/ })).toBeVisible();
    expect([...document.querySelectorAll(".ends text")].map((label) => label.textContent)).toEqual([
      "95 %",
      "80 %",
      "50 %",
      "expected 3",
    ]);
    await page.getByText("The same numbers as a table").click();
    const expected = page.getByRole("table", { name: "Expected, by week" });
    expect(expected.getByRole("row").elements()).toHaveLength(5);
    await expect.element(expected.getByRole("row").nth(1)).toHaveTextContent(/28 Sept 2026\s*3.2/);
    expect(
      page
        .getByRole("table", { name: /Sold, by week/ })
        .getByRole("row")
        .elements(),
    ).toHaveLength(105);
    await expectAccessible();
  });

  it("reads a week under the pointer and by arrow keys", async () => {
    mountApp(PATH);
    const chart = page.getByRole("img", { name: /Middlemarch/ });
    await expect.element(chart).toBeVisible();
    const readout = () => document.querySelector(".chart-readout")?.textContent ?? "";
    expect(readout()).toContain("Touch the chart");
    chart.element().dispatchEvent(new PointerEvent("pointerdown", { clientX: 0, bubbles: true }));
    expect(readout()).toMatch(/^Week of 29 Sept sold \d/);
    (chart.element() as SVGElement).focus();
    await userEvent.keyboard("{ArrowLeft}{ArrowRight}{ArrowRight}");
    expect(readout()).toMatch(/^Week of 13 Oct|^Week of 6 Oct/);
    chart.element().dispatchEvent(new PointerEvent("pointermove", { clientX: 4000, bubbles: true }));
    expect(readout()).toMatch(/^Week of 19 Oct we expect 3.3, between \d+ and \d+$/);
    chart.element().dispatchEvent(new PointerEvent("pointerleave", { pointerType: "mouse" }));
    expect(readout()).toContain("Touch the chart");
  });

  it("says how the method was chosen beside the errors of all of them", async () => {
    mountApp(PATH);
    await expect
      .element(page.getByText(/came nearest over\s+this title and similar ones together/))
      .toBeVisible();
    const [main, how] = [".book-main", ".how-good"].map((part) =>
      document.querySelector(part)!.getBoundingClientRect(),
    );
    expect(how!.top - main!.bottom).toBeLessThan(60);
  });

  it("shows more or fewer weeks", async () => {
    mountApp(PATH);
    await page.getByRole("radio", { name: "6 months" }).click({ force: true });
    await expect.element(page.getByRole("img", { name: /26 weeks of sales/ })).toBeVisible();
    await page.getByRole("radio", { name: "all" }).click({ force: true });
    await expect.element(page.getByRole("img", { name: /104 weeks of sales/ })).toBeVisible();
  });

  it("keeps changed stock at once; the order follows; undo takes it back", async () => {
    const { shop } = mountApp(PATH);
    const order = page.getByRole("spinbutton", { name: "copies of Middlemarch" });
    await expect.element(order).toHaveValue(15);
    await page.getByRole("button", { name: "More: On hand" }).click();
    await page.getByRole("button", { name: "More: On hand" }).click();
    expect(lastCall(shop, "saveStock")?.[1]).toMatchObject({
      itemId: "9780140400000",
      onHand: 2,
      reserved: 1,
    });
    await expect.element(order).toHaveValue(13);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.element(order).toHaveValue(15);
    expect(lastCall(shop, "saveStock")?.[1]).toMatchObject({ onHand: 0 });
    await userEvent.fill(page.getByRole("spinbutton", { name: "Days to deliver" }), "12");
    await userEvent.keyboard("{Tab}");
    await expect.poll(() => lastCall(shop, "saveStock")?.[1]).toMatchObject({ leadTimeDays: 12 });
    await userEvent.clear(page.getByRole("spinbutton", { name: "Days to deliver" }));
    await userEvent.keyboard("{Tab}");
    await expect.poll(() => lastCall(shop, "saveStock")?.[1]).toMatchObject({ leadTimeDays: null });
  });

  it("puts the stock back when it cannot be kept", async () => {
    mountApp(PATH, {}, (shop) => shop.fail("saveStock"));
    await page.getByRole("button", { name: "More: On order" }).click();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
    await expect.element(page.getByRole("spinbutton", { name: "On order" })).toHaveValue(0);
  });

  it("changes the order from here", async () => {
    const { shop } = mountApp(PATH);
    await page.getByRole("button", { name: "Fewer: copies of Middlemarch" }).click();
    expect(lastCall(shop, "editOrder")).toEqual(["demo", "9780140400000", 14]);
    await expect.element(page.getByRole("spinbutton", { name: "copies of Middlemarch" })).toHaveValue(14);
  });

  it("tells which method was chosen and how the others did, and traces the sum", async () => {
    mountApp(PATH);
    const table = page.getByRole("table", { name: "Backtest error of each method on this title" });
    await expect
      .element(table.getByRole("row").nth(1))
      .toHaveTextContent("Theta (dynamic optimised)chosen0.712");
    await page.getByRole("button", { name: /14 copies/ }).click();
    await expect
      .element(page.getByRole("dialog", { name: "The next four weeks" }))
      .toHaveTextContent("Together");
    await userEvent.keyboard("{Escape}");
    await page.getByRole("button", { name: "10 and 20" }).click();
    await expect.element(page.getByRole("dialog", { name: "The range" })).toHaveTextContent("80 %");
  });

  it("marks unknown stock and low confidence, and opens an item whose number has a slash and a space", async () => {
    mountApp("/titles/9780140400004");
    await expect
      .element(page.getByText("We count it as none until you say how many there are."))
      .toBeVisible();
    mountApp("/titles/9780140400007");
    await expect.element(page.getByText("low confidence").first()).toBeVisible();
    mountApp(`/titles/${encodeURIComponent("SKU 3/A")}`);
    await expect
      .element(page.getByRole("heading", { level: 1, name: "The Picture of Dorian Gray" }))
      .toBeVisible();
    await expect.element(page.getByText("SKU 3/A")).toBeVisible();
    await expectAccessible();
  });

  it("offers the forecast where there is none yet", async () => {
    mountApp(PATH, { trained: false });
    await expect.element(page.getByText(/There is no forecast for this title yet/)).toBeVisible();
    await expectAccessible();
  });

  it("shows a failed reading and tries again; holds the place while reading; speaks up without a shop", async () => {
    const { shop } = mountApp(PATH, {}, (prepared) => prepared.fail("title"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    shop.mend("title");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(page.getByRole("heading", { level: 1, name: "Middlemarch" })).toBeVisible();
    const answer = gate<never>();
    mountApp(PATH, {}, (prepared) => prepared.answerNext("title", () => answer.promise));
    await expect.poll(() => document.querySelectorAll(".skeleton-chart").length).toBe(1);
    mountApp(PATH, { datasets: [] });
    await expect.element(page.getByText(/There is no shop on this device yet/)).toBeVisible();
  });

  it("shows what goes with the title and what is like it, traced, and leads there", async () => {
    const { shop } = mountApp(PATH);
    const goesWith = page.getByRole("region", { name: "Goes with" });
    await expect.element(goesWith.getByRole("listitem").first()).toHaveTextContent("Pride and Prejudice");
    const similar = page.getByRole("region", { name: "Similar" });
    await expect.element(similar.getByRole("listitem").first()).toHaveTextContent("Novel · 19th century");
    await similar.getByRole("button", { name: /Novel/ }).first().click();
    await expect
      .element(page.getByRole("dialog", { name: /^Similar: / }))
      .toHaveTextContent("Middlemarch: alike in Novel, 19th century");
    await expectAccessible();
    await userEvent.keyboard("{Escape}");
    await goesWith.getByRole("link").first().click();
    await expect.element(page.getByRole("heading", { level: 1, name: "Pride and Prejudice" })).toBeVisible();
    shop.fail("related");
    shop.announce([{ store: "artifacts", key: "artifacts/models/recommendation_engine/index.json" }]);
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    mountApp(PATH, { titles: 1 });
    await expect.element(page.getByRole("heading", { level: 1, name: "Middlemarch" })).toBeVisible();
    await expect.element(page.getByText("bought by the same readers")).not.toBeVisible();
  });
});

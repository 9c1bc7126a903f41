import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { AS_OF_DAY, DEMO, OWN, gate } from "./memory-shop.ts";
import { expectAccessible, lastCall, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(unmountApp);

const lines = () => page.getByRole("list", { name: "Titles to order" }).getByRole("listitem");
const amount = (title: string) => page.getByRole("spinbutton", { name: `copies of ${title}`, exact: true });

describe("the Today screen", () => {
  it("says what to order, why, until when and what is at risk, and passes axe in both themes", async () => {
    mountApp("/");
    await expect.element(page.getByRole("heading", { name: "Today" })).toBeVisible();
    await expect.element(page.getByText("Monday 28 September 2026")).toBeVisible();
    expect(lines().elements()).toHaveLength(12);
    const first = lines().first();
    await expect.element(first.getByRole("heading", { name: "Middlemarch" })).toBeVisible();
    await expect.element(first.getByText("We expect 9 by 12 October and 0 are on the shelf.")).toBeVisible();
    await expect.element(first.getByText("£99")).toBeVisible();
    await expect.element(amount("Middlemarch")).toHaveValue(15);
    expect(document.title).toBe("Today · SOMA");
    await expectAccessible();
  });

  it("leads to Ask with the question why a title is there", async () => {
    const { shop } = mountApp("/");
    await page.getByRole("link", { name: "Why? Ask about Middlemarch", exact: true }).click();
    await expect
      .element(page.getByRole("textbox", { name: "Your question" }))
      .toHaveValue("Why is “Middlemarch” on today's list?");
    expect(location.pathname + location.search).toBe("/ask");
    expect(lastCall(shop, "ask")).toBeUndefined();
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await expect
      .poll(() => lastCall(shop, "ask"))
      .toMatchObject([{ text: "Why is “Middlemarch” on today's list?" }]);
  });

  it("keeps a changed quantity at once, adds it to the sum, and undoes it", async () => {
    const { shop } = mountApp("/");
    await expect.element(lines().first()).toBeVisible();
    const sum = [...document.querySelectorAll<HTMLInputElement>(".order-line input")].reduce(
      (all, input) => all + input.valueAsNumber,
      0,
    );
    await expect.element(page.getByText(`${sum} copies of 12 titles`)).toBeVisible();
    await page.getByRole("button", { name: "More: copies of Middlemarch", exact: true }).click();
    await page.getByRole("button", { name: "More: copies of Middlemarch", exact: true }).click();
    await expect.element(amount("Middlemarch")).toHaveValue(17);
    expect(lastCall(shop, "editOrder")).toEqual(["demo", "9780140400000", 17]);
    await expect.element(page.getByText(`${sum + 2} copies of 12 titles`)).toBeVisible();
    await expect.element(page.getByText("we advise 15", { exact: true })).toBeVisible();
    // One message for both taps, and its undo takes both back.
    expect(page.getByRole("button", { name: "Undo" }).elements()).toHaveLength(1);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.element(amount("Middlemarch")).toHaveValue(15);
    expect(lastCall(shop, "editOrder")).toEqual(["demo", "9780140400000", null]);
  });

  it("takes a typed quantity, and refuses what is no number of copies", async () => {
    const { shop } = mountApp("/");
    await userEvent.fill(amount("Pride and Prejudice"), "30");
    await userEvent.keyboard("{Tab}");
    expect(lastCall(shop, "editOrder")).toEqual(["demo", "9780140400001", 30]);
    const edits = shop.calls.filter((call) => call.method === "editOrder").length;
    await userEvent.fill(amount("Pride and Prejudice"), "-4");
    await userEvent.keyboard("{Tab}");
    await expect.element(amount("Pride and Prejudice")).toHaveValue(30);
    expect(shop.calls.filter((call) => call.method === "editOrder")).toHaveLength(edits);
  });

  it("puts the old quantity back and says the remedy when an edit cannot be kept", async () => {
    mountApp("/", {}, (shop) => shop.fail("editOrder"));
    await page.getByRole("button", { name: "Fewer: copies of Middlemarch", exact: true }).click();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
    await expect.element(amount("Middlemarch")).toHaveValue(15);
    await page.getByRole("button", { name: "Close message" }).last().click();
    expect(page.getByText(/the disk is on fire/).elements()).toHaveLength(0);
  });

  it("puts a line off until next week, brings it back by undo, and wakes all", async () => {
    const { shop } = mountApp("/");
    const putOff = async (): Promise<void> => {
      await page.getByRole("button", { name: "Put off Middlemarch", exact: true }).click();
      await page.getByRole("button", { name: /next week/ }).click();
      await expect.poll(() => lines().elements().length).toBe(11);
    };
    await putOff();
    expect(lastCall(shop, "snoozeOrder")).toEqual(["demo", "9780140400000", AS_OF_DAY + 7]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => lines().elements().length).toBe(12);
    expect(lastCall(shop, "snoozeOrder")).toEqual(["demo", "9780140400000", null]);
    await putOff();
    await page.getByRole("button", { name: "Bring back 1 put off" }).click();
    await expect.poll(() => lines().elements().length).toBe(12);
  });

  it("brings a line back when it cannot be put off", async () => {
    mountApp("/", {}, (shop) => shop.fail("snoozeOrder"));
    await page.getByRole("button", { name: "Put off Middlemarch", exact: true }).click();
    await page.getByRole("button", { name: /in 4 weeks/ }).click();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
    await expect.poll(() => lines().elements().length).toBe(12);
  });

  it("traces a number to what it was computed from, and closes with Escape back on the number", async () => {
    mountApp("/");
    await page.getByRole("button", { name: "as advised" }).first().click();
    const trace = page.getByRole("dialog", { name: "Why 15" });
    await expect.element(trace.getByText("Enough in 90 % of cases")).toBeVisible();
    await expect.element(trace.getByText("14.0")).toBeVisible();
    await expectAccessible();
    await userEvent.keyboard("{Escape}");
    expect(trace.elements()).toHaveLength(0);
    expect(document.activeElement?.textContent).toBe("as advised");
  });

  it("tells from what the money at risk comes, in lines as wide as the panel", async () => {
    mountApp("/");
    await page.getByRole("button", { name: /^£/ }).nth(1).click();
    const trace = page.getByRole("dialog", { name: "Money at risk" });
    await expect.element(trace.getByText("Sales we expect to miss")).toBeVisible();
    const words = document.createRange();
    words.selectNodeContents(trace.element().querySelector("p")!);
    expect(words.getBoundingClientRect().width).toBeGreaterThan(200);
  });

  it("asks for the advice of another service level", async () => {
    const { shop } = mountApp("/");
    await page.getByRole("radio", { name: "95 %" }).click({ force: true });
    await expect
      .poll(() => lastCall(shop, "saveSettings"))
      .toEqual(["demo", { serviceLevel: 0.95, leadTimeDays: 7, reviewDays: 7 }]);
  });

  it("is worked by keyboard: lines, quantity, putting off, search, the list of keys", async () => {
    mountApp("/");
    await expect.element(lines().first()).toBeVisible();
    await userEvent.keyboard("jj");
    expect(document.activeElement?.querySelector("h2")?.textContent).toBe("Pride and Prejudice");
    await userEvent.keyboard("k");
    expect(document.activeElement?.querySelector("h2")?.textContent).toBe("Middlemarch");
    await userEvent.keyboard("++-");
    await expect.element(amount("Middlemarch")).toHaveValue(16);
    await userEvent.keyboard("s");
    await expect
      .element(page.getByRole("dialog", { name: "Put off Middlemarch", exact: true }))
      .toBeVisible();
    await userEvent.keyboard("{Escape}");
    await userEvent.keyboard("?");
    await expect.element(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
    await expectAccessible();
    await userEvent.keyboard("{Escape}");
    await userEvent.keyboard("/");
    await expect.element(page.getByRole("searchbox")).toHaveFocus();
  });

  it("opens a title with Enter and comes back to the same list", async () => {
    mountApp("/");
    await expect.element(lines().first()).toBeVisible();
    await userEvent.keyboard("j{Enter}");
    await expect.element(page.getByRole("heading", { level: 1, name: "Middlemarch" })).toBeVisible();
    await expect.element(page.getByText("1 of 12")).toBeVisible();
    await page.getByRole("link", { name: "Next title" }).click();
    await expect.element(page.getByRole("heading", { level: 1, name: "Pride and Prejudice" })).toHaveFocus();
    await page.getByRole("navigation", { name: "In the list" }).getByRole("link", { name: "Today" }).click();
    await expect.element(page.getByRole("heading", { level: 1, name: "Today" })).toBeVisible();
  });

  it("fetches a long order in pages as the reader nears the end", async () => {
    const { shop } = mountApp("/", { titles: 300, orderLines: 250 });
    await expect.poll(() => lines().elements().length).toBe(100);
    document.querySelector(".more-mark")?.scrollIntoView();
    await expect.poll(() => lines().elements().length).toBeGreaterThanOrEqual(200);
    document.querySelector(".more-mark")?.scrollIntoView();
    await expect.poll(() => lines().elements().length).toBe(250);
    expect(page.getByRole("button", { name: "Show more" }).elements()).toHaveLength(0);
    expect(shop.calls.filter((call) => call.method === "today").map((call) => call.args[1])).toEqual([
      0, 100, 200,
    ]);
  });

  it("saves the order as a file, and says when that fails", async () => {
    const { shop } = mountApp("/");
    const saved: string[] = [];
    const listen = (event: MouseEvent): void => {
      if (event.target instanceof HTMLAnchorElement && event.target.download !== "") {
        event.preventDefault();
        saved.push(event.target.download);
      }
    };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function record(this: HTMLAnchorElement) {
      saved.push(this.download);
    };
    document.addEventListener("click", listen);
    await page.getByRole("button", { name: "Export the order" }).click();
    await page.getByRole("button", { name: "Text table (CSV)" }).click();
    await expect.poll(() => saved).toEqual(["order-2026-09-28.csv"]);
    shop.fail("exportOrder");
    await page.getByRole("button", { name: "Export the order" }).click();
    await page.getByRole("button", { name: "Spreadsheet (XLSX)" }).click();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
    HTMLAnchorElement.prototype.click = click;
    document.removeEventListener("click", listen);
  });

  it("says so when there is nothing to order", async () => {
    mountApp("/", { orderLines: 0 });
    await expect.element(page.getByText("Nothing to order today.")).toBeVisible();
    await expectAccessible();
  });

  it("says that the order covers all demand where no stock is known, and leads to the import", async () => {
    mountApp("/", { stockKnown: false });
    await expect.element(page.getByText(/no stock is known/)).toBeVisible();
    await expectAccessible();
    await page.getByRole("link", { name: "Import stock" }).click();
    await expect.element(page.getByRole("heading", { name: "Data" })).toBeVisible();
    mountApp("/");
    await expect.element(lines().first()).toBeVisible();
    expect(page.getByText(/no stock is known/).elements()).toHaveLength(0);
  });

  it("shows a failed reading with its remedy and tries again", async () => {
    const { shop } = mountApp("/", {}, (prepared) => prepared.fail("today"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    await expectAccessible();
    shop.mend("today");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(lines().first()).toBeVisible();
  });

  it("holds the place of the list while it is read", async () => {
    const answer = gate<never>();
    mountApp("/", {}, (shop) => shop.answerNext("today", () => answer.promise));
    await expect.element(page.getByText("Reading the order")).toBeInTheDocument();
    expect(document.querySelectorAll(".skeleton-row")).toHaveLength(6);
    await expectAccessible();
  });

  it("marks a stale forecast and damaged artifacts, and forecasts again on request", async () => {
    const { shop } = mountApp("/", {
      stale: true,
      warnings: ["Version 1.0.1 is damaged and was set aside."],
    });
    await expect.element(page.getByText(/Sales were added after this forecast/)).toBeVisible();
    await expect.element(page.getByText("Version 1.0.1 is damaged and was set aside.")).toBeVisible();
    await page.getByRole("button", { name: "Forecast again" }).click();
    expect(lastCall(shop, "train")?.[0]).toEqual({ datasetId: "demo", preset: "fast" });
  });

  it("speaks of another shop when another is chosen, and remembers it", async () => {
    const { shop } = mountApp("/", { datasets: [DEMO, OWN] });
    await page.getByRole("button", { name: /Shop: Demo bookshop/ }).click();
    await page.getByRole("button", { name: "Mill Road Books" }).click();
    await expect.poll(() => lastCall(shop, "today")?.[0]).toBe("own");
    await expect.element(page.getByText("99", { exact: true }).first()).toBeVisible();
    expect(localStorage.getItem("soma.dataset")).toBe("own");
  });

  it("reads the order again after a change in another tab, keeping what is shown meanwhile", async () => {
    const { shop } = mountApp("/");
    await expect.element(lines().first()).toBeVisible();
    const before = shop.calls.filter((call) => call.method === "today").length;
    shop.announce([{ store: "shop", key: "demo/orders" }]);
    shop.announce([{ store: "shop", key: "demo/orders" }]);
    await expect.poll(() => shop.calls.filter((call) => call.method === "today").length).toBe(before + 1);
    expect(lines().elements()).toHaveLength(12);
  });
});

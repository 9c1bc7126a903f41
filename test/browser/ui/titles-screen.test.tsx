import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { BROKEN, gate } from "./memory-shop.ts";
import { expectAccessible, lastCall, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(unmountApp);

const list = () => page.getByRole("table", { name: "Titles" });
const rows = () => list().getByRole("link");
const search = () => page.getByRole("searchbox");
const firstTitle = () => document.querySelector(".title-line a")?.textContent ?? "";

describe("the Titles screen", () => {
  it("lists every title with expectation, range, stock and recent sales, and passes axe in both themes", async () => {
    mountApp("/titles");
    await expect.element(rows().first()).toBeVisible();
    expect(list().element().getAttribute("aria-rowcount")).toBe("31");
    await expect.element(page.getByText("Postage")).not.toBeInTheDocument();
    const first = document.querySelector(".title-line")!;
    expect(first.querySelector(".expected")?.textContent).toMatch(/^\d+ \d+ to \d+$/);
    await expectAccessible();
  });

  it("sorts by what is asked for", async () => {
    mountApp("/titles");
    await expect.element(rows().first()).toBeVisible();
    const figures = (cell: number) => () =>
      [...document.querySelectorAll(`.title-line > :nth-child(${cell})`)]
        .map((element) => parseFloat(element.textContent))
        .filter((figure) => !Number.isNaN(figure));
    const descending = (values: number[]): boolean => values.every((v, i) => i === 0 || v <= values[i - 1]!);
    expect(descending(figures(2)())).toBe(true);
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Sorted by" }), "recent");
    await expect.poll(() => descending(figures(4)())).toBe(true);
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Sorted by" }), "short");
    await expect.poll(() => descending(figures(4)())).toBe(false);
  });

  it("shows service lines only when asked", async () => {
    mountApp("/titles");
    await expect.element(rows().first()).toBeVisible();
    await page.getByRole("checkbox", { name: "2 service lines too" }).click();
    await expect.poll(() => list().element().getAttribute("aria-rowcount")).toBe("33");
  });

  it("draws only the rows in view of 30,000, wherever one scrolls", async () => {
    mountApp("/titles", { titles: 30_000 });
    await expect.element(rows().first()).toBeVisible();
    expect(list().element().getAttribute("aria-rowcount")).toBe("30001");
    expect(document.querySelectorAll(".title-line").length).toBeLessThan(40);
    const before = firstTitle();
    document.querySelector(".title-scroller")!.scrollTop = 1_000_000;
    await expect.poll(firstTitle).not.toBe(before);
    expect(document.querySelectorAll(".title-line").length).toBeLessThan(40);
  });

  it("finds while typing, and drops the answer to an older query", async () => {
    const slow = gate<Uint32Array>();
    const { shop } = mountApp("/titles", {}, (prepared) =>
      prepared.answerNext("searchTitles", () => slow.promise),
    );
    await expect.element(rows().first()).toBeVisible();
    await userEvent.fill(search(), "whale");
    await userEvent.fill(search(), "wald");
    await userEvent.fill(search(), "walden");
    // One question is under way; of the two typed meanwhile only the latest is asked.
    expect(shop.calls.filter((call) => call.method === "searchTitles")).toHaveLength(1);
    slow.resolve(Uint32Array.of(2));
    await expect.poll(() => lastCall(shop, "searchTitles")).toEqual(["demo", "walden"]);
    expect(shop.calls.filter((call) => call.method === "searchTitles")).toHaveLength(2);
    await expect.poll(firstTitle).toMatch(/^Walden/);
    expect(list().element().getAttribute("aria-rowcount")).toBe("4");
    await userEvent.fill(search(), "");
    await expect.poll(() => list().element().getAttribute("aria-rowcount")).toBe("31");
  });

  it("says so when nothing matches, and when the search fails", async () => {
    const { shop } = mountApp("/titles");
    await userEvent.fill(search(), "zzz");
    await expect.element(page.getByText("Nothing is called “zzz”.")).toBeVisible();
    await expectAccessible();
    shop.fail("searchTitles");
    await userEvent.fill(search(), "zzzz");
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
  });

  it("keeps search and place when a title is looked at, and walks the found titles in order", async () => {
    mountApp("/titles");
    await userEvent.fill(search(), "melville");
    await expect.poll(() => list().element().getAttribute("aria-rowcount")).toBe("4");
    await rows().nth(1).click();
    await expect.element(page.getByText("2 of 3")).toBeVisible();
    await userEvent.keyboard("{ArrowRight}");
    await expect.element(page.getByText("3 of 3")).toBeVisible();
    await userEvent.keyboard("{ArrowLeft}");
    await expect.element(page.getByText("2 of 3")).toBeVisible();
    await page.getByRole("link", { name: "“melville”" }).click();
    await expect.element(search()).toHaveValue("melville");
    expect(list().element().getAttribute("aria-rowcount")).toBe("4");
  });

  it("shows a failed reading and tries again", async () => {
    const { shop } = mountApp("/titles", {}, (prepared) => prepared.fail("titleTable"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    await expectAccessible();
    shop.mend("titleTable");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(rows().first()).toBeVisible();
  });

  it("points to Data where there are no titles, and holds the place while they are read", async () => {
    const answer = gate<never>();
    mountApp("/titles", {}, (shop) => shop.answerNext("titleTable", () => answer.promise));
    await expect.poll(() => document.querySelectorAll(".skeleton-title").length).toBe(8);
    mountApp("/titles", { titles: 0, serviceLines: 0 });
    await expect.element(page.getByRole("link", { name: "Import a file" })).toBeVisible();
    mountApp("/titles", { datasets: [] });
    await expect.element(page.getByText("No titles yet.")).toBeVisible();
    await expectAccessible();
  });
});

describe("scanning", () => {
  const refuse = (name: string): (() => void) => {
    const media = navigator.mediaDevices;
    const original = media.getUserMedia.bind(media);
    media.getUserMedia = () => Promise.reject(new DOMException("no", name));
    return () => {
      media.getUserMedia = original;
    };
  };

  it.each([
    ["NotAllowedError", /The camera is not allowed here/],
    ["NotFoundError", /no camera that can be used/],
    ["NotReadableError", /another app may be using it/],
  ])("says what to do after %s, and takes a typed number", async (name, words) => {
    const restore = refuse(name);
    mountApp("/titles");
    await page.getByRole("button", { name: "Scan" }).click();
    await expect.element(page.getByText(words)).toBeVisible();
    await expectAccessible();
    await userEvent.fill(page.getByRole("textbox", { name: "ISBN or SKU" }), "978-0-00");
    await page.getByRole("button", { name: "Find" }).click();
    await expect.element(page.getByText("No title of this shop has the number 978000.")).toBeVisible();
    await userEvent.fill(page.getByRole("textbox", { name: "ISBN or SKU" }), "978-01404-00000");
    await page.getByRole("button", { name: "Find" }).click();
    await expect.element(page.getByRole("heading", { level: 1, name: "Middlemarch" })).toBeVisible();
    restore();
  });

  it("reads a barcode from the camera with its own decoder, opens the title, and stops the camera", async () => {
    const { drawEan13 } = await import("./draw-ean13.ts");
    const canvas = drawEan13("9780140400007");
    const repaint = setInterval(() => canvas.getContext("2d")!.fillRect(0, 0, 1, 1), 50);
    const stream = canvas.captureStream(20);
    const media = navigator.mediaDevices;
    const original = media.getUserMedia.bind(media);
    media.getUserMedia = () => Promise.resolve(stream);
    const { shop } = mountApp("/titles", {}, (prepared) =>
      prepared.answerNext("findByCode", () => Promise.resolve("9780140400000")),
    );
    await page.getByRole("button", { name: "Scan" }).click();
    await expect
      .poll(() => lastCall(shop, "findByCode"), { timeout: 12_000 })
      .toEqual(["demo", "9780140400007"]);
    await expect.element(page.getByRole("heading", { level: 1, name: "Middlemarch" })).toBeVisible();
    expect(stream.getTracks().map((track) => track.readyState)).toEqual(["ended"]);
    clearInterval(repaint);
    media.getUserMedia = original;
  });

  it("stops the camera when the dialog is closed, and shows a failed look-up", async () => {
    const canvas = document.createElement("canvas");
    canvas.getContext("2d");
    const stream = canvas.captureStream(5);
    const media = navigator.mediaDevices;
    const original = media.getUserMedia.bind(media);
    media.getUserMedia = () => Promise.resolve(stream);
    mountApp("/titles", {}, (shop) => shop.fail("findByCode", BROKEN));
    await page.getByRole("button", { name: "Scan" }).click();
    await userEvent.fill(page.getByRole("textbox", { name: "ISBN or SKU" }), "123");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByText(/the disk is on fire/)).toBeInTheDocument();
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await expect.poll(() => stream.getTracks()[0]!.readyState).toBe("ended");
    media.getUserMedia = original;
  });
});

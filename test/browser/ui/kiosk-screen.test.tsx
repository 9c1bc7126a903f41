import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { ProfileEntry } from "../../../src/domain/private-profile.ts";
import type { RecommendQuestion } from "../../../src/domain/recommendation.ts";
import { expectAccessible, lastCall, mountApp, unmountApp, type Mounted } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
beforeEach(() => {
  // The frame of the test may not fill the screen.
  document.documentElement.requestFullscreen = () => Promise.reject(new TypeError("not allowed"));
});
afterEach(() => {
  vi.useRealTimers();
  unmountApp();
});

const cover = (name: RegExp | string) =>
  page.getByRole("list", { name: "Books", exact: true }).getByRole("button", { name });
const tray = () => page.getByRole("list", { name: "Books you loved" });
const shelf = () => page.getByRole("list", { name: "Your shelf" });
const asked = ({ shop }: Mounted) => lastCall(shop, "recommend")?.[0] as RecommendQuestion;

async function shelfOfTwo(): Promise<Mounted> {
  const mounted = mountApp("/kiosk");
  await cover(/^Pride and Prejudice, Jane/).click();
  await cover(/^Jane Eyre, Charlotte/).click();
  await page.getByRole("button", { name: "My shelf, from 2 books" }).click();
  await expect.element(shelf().getByRole("listitem").first()).toBeVisible();
  return mounted;
}

describe("the kiosk", () => {
  it("shows covers to tap and nothing of the shop's own screens, and passes axe in both themes", async () => {
    mountApp("/kiosk");
    await expect.element(cover(/^Middlemarch, George/)).toBeVisible();
    expect(page.getByRole("navigation").elements()).toHaveLength(0);
    expect(page.getByRole("button", { name: /Shop:/ }).elements()).toHaveLength(0);
    expect(
      page.getByRole("list", { name: "Books", exact: true }).getByRole("button").elements(),
    ).toHaveLength(12);
    await expect.element(page.getByText(/recommendations 1\.0\.0 · what you tap never leaves/)).toBeVisible();
    await expectAccessible();
    const first = cover(/./).first().element().textContent;
    await page.getByRole("button", { name: "Other books" }).click();
    expect(cover(/./).first().element().textContent).not.toBe(first);
    await userEvent.keyboard("?");
    expect(page.getByRole("dialog").elements()).toHaveLength(0);
  });

  it("takes taps, taps again, titles by name, and the keyboard", async () => {
    mountApp("/kiosk");
    await cover(/^Middlemarch, George/).click();
    await expect.element(cover(/^Middlemarch, George/)).toHaveAttribute("aria-pressed", "true");
    await expect.element(tray()).toBeVisible();
    await page.getByRole("button", { name: "Take Middlemarch back" }).click();
    await expect.element(cover(/^Middlemarch, George/)).toHaveAttribute("aria-pressed", "false");
    await userEvent.fill(page.getByRole("combobox", { name: "Find a book you loved" }), "leaves");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("button", { name: "Take Leaves of Grass back" })).toBeVisible();
    (
      cover(/^Walden/)
        .first()
        .element() as HTMLElement
    ).focus();
    await userEvent.keyboard(" ");
    await expect.element(page.getByRole("button", { name: "My shelf, from 2 books" })).toBeVisible();
    await expectAccessible();
  });

  it("makes a shelf with reasons; not for me and already read bring the next, undo takes back", async () => {
    const mounted = await shelfOfTwo();
    expect(asked(mounted)).toMatchObject({
      reader: {
        entries: [
          { itemId: "9780140400001", reaction: "loved" },
          { itemId: "9780140400007", reaction: "loved" },
        ],
      },
      filters: { inStock: true },
    });
    await expect
      .element(shelf().getByRole("listitem").first())
      .toHaveTextContent(/Because you loved .* \(\d+ %\) and .* \(\d+ %\)/);
    await expectAccessible();
    const books = () =>
      shelf()
        .getByRole("heading")
        .elements()
        .map((heading) => heading.textContent);
    const [first, second] = books();
    await page.getByRole("button", { name: `Not for me: ${first}`, exact: true }).click();
    await expect.poll(() => books()[0]).toBe(second);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => books()[0]).toBe(first);
    await page.getByRole("button", { name: `Already read: ${second}`, exact: true }).click();
    await expect.poll(books).not.toContain(second);
    await page.getByRole("checkbox", { name: "Only what is here today" }).click();
    await expect.poll(() => asked(mounted).filters).toEqual({});
  });

  it("tells of a book what it is about, what it costs and whether it is here", async () => {
    await shelfOfTwo();
    await shelf()
      .getByRole("button", { name: /: more$/ })
      .first()
      .click();
    const book = page.getByRole("dialog");
    await expect.element(book).toHaveTextContent("in which people want what they should not");
    await expect.element(book).toHaveTextContent("It is here, on the shelf.");
    await expect.element(book).toHaveTextContent(/£\d+\.\d\d/);
    await expectAccessible();
    await userEvent.keyboard("{Escape}");
    await expect.element(book).not.toBeInTheDocument();
  });

  it("shows what there is where no stock is counted, and what is read most to one who loved nothing", async () => {
    const mounted = mountApp("/kiosk", { stockKnown: false });
    await page.getByRole("button", { name: "Surprise me" }).click();
    await expect.element(shelf().getByRole("listitem").first()).toHaveTextContent("Much read in this shop");
    expect(asked(mounted).filters).toEqual({});
  });

  it("forgets at one tap: list, worker and messages", async () => {
    const { shop } = await shelfOfTwo();
    const ended = shop.job.ended;
    await page.getByRole("button", { name: "Finish" }).click();
    await expectAccessible();
    await page.getByRole("button", { name: /^Forget me/ }).click();
    await expect.element(page.getByText("Tap one or more.")).toBeVisible();
    await expect.element(cover(/^Jane Eyre, Charlotte/)).toHaveAttribute("aria-pressed", "false");
    expect(shop.job.ended).toBe(ended + 1);
    const kept = [...Object.entries(localStorage), ...Object.entries(sessionStorage), location.href];
    expect(JSON.stringify(kept)).not.toContain("97801404");
  });

  it("seals the shelf to take home, with a passphrase that is hard to guess", async () => {
    const { shop } = await shelfOfTwo();
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByRole("button", { name: /^Take my shelf with me/ }).click();
    const phrase = page.getByLabelText(/^A passphrase/);
    await userEvent.fill(phrase, "short");
    await page.getByRole("button", { name: "Seal it and take it" }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("too easy to guess");
    await expectAccessible();
    await userEvent.fill(phrase, "apple river sonnet lantern");
    await page.getByRole("button", { name: "Seal it and take it" }).click();
    await expect.element(page.getByText("It is yours.")).toBeVisible();
    const [entries] = lastCall(shop, "profile.fileOf") as [ProfileEntry[]];
    expect(entries.map(({ title, reaction }) => [title, reaction])).toEqual([
      ["Pride and Prejudice", "loved"],
      ["Jane Eyre", "loved"],
    ]);
    await page.getByRole("button", { name: "Forget me here" }).click();
    await expect.element(page.getByText("Tap one or more.")).toBeVisible();
  });

  it("counts down when nobody is there, stays for who is, and forgets at the end", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
    mountApp("/kiosk");
    await vi.advanceTimersByTimeAsync(200);
    await vi.waitFor(() => expect(document.querySelector(".wall-cover")).not.toBeNull());
    const timer = (): string | undefined => document.querySelector("[role=timer]")?.textContent;
    await vi.advanceTimersByTimeAsync(200_000);
    expect(timer()).toBeUndefined();
    document.querySelector<HTMLElement>(".wall-cover")!.click();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(timer()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(timer()).toMatch(/In (29|30) seconds everything/);
    vi.useRealTimers();
    await expectAccessible();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
    [...document.querySelectorAll<HTMLElement>("dialog button")].at(-1)!.click();
    await Promise.resolve();
    expect(timer()).toBeUndefined();
    expect(document.querySelectorAll(".tray button")).toHaveLength(1);
  });

  it("forgets when the countdown has run out", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
    mountApp("/kiosk");
    await vi.waitFor(() => expect(document.querySelector(".wall-cover")).not.toBeNull());
    document.querySelector<HTMLElement>(".wall-cover")!.click();
    expect(document.querySelectorAll(".tray button")).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(91_000);
    expect(document.querySelectorAll(".tray button")).toHaveLength(0);
    expect(document.querySelector("dialog")).toBeNull();
  });

  it("lets nobody wander out; held for three seconds, by finger or by Escape, it opens the shop again", async () => {
    mountApp("/kiosk");
    await expect.element(cover(/^Middlemarch, George/)).toBeVisible();
    const mark = page.getByRole("button", { name: /^Soma\. For staff/ });
    await mark.click();
    await expect.element(page.getByText("For staff: hold for three seconds to leave.")).toBeVisible();
    history.back();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await expect.element(cover(/^Middlemarch, George/)).toBeVisible();
    await userEvent.keyboard("{Escape>}");
    await expect
      .element(page.getByRole("heading", { level: 1, name: "Recommend" }), { timeout: 6000 })
      .toBeVisible();
    await userEvent.keyboard("{/Escape}");
    mountApp("/kiosk");
    await expect.element(cover(/^Middlemarch, George/)).toBeVisible();
    mark.element().dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    await expect
      .element(page.getByRole("heading", { level: 1, name: "Recommend" }), { timeout: 6000 })
      .toBeVisible();
  });

  it("shows what goes wrong, and that there is no shop", async () => {
    const { shop } = mountApp("/kiosk", {}, (prepared) => prepared.fail("recommend"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    await expectAccessible();
    await page.getByRole("button", { name: "Surprise me" }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    shop.mend("recommend");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(shelf().getByRole("listitem").first()).toBeVisible();
    mountApp("/kiosk", { datasets: [] });
    await expect.element(page.getByText("There is no shop on this device yet.")).toBeVisible();
  });
});

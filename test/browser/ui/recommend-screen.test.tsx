import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { RecommendQuestion } from "../../../src/domain/recommendation.ts";
import { recommendationsCsv } from "../../../src/ui/floor/recommendations-csv.ts";
import { BROKEN, gate, OWN } from "./memory-shop.ts";
import { expectAccessible, lastCall, mountApp, unmountApp, type Mounted } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(unmountApp);

const field = () => page.getByRole("combobox", { name: "A title the reader likes" });
const list = () => page.getByRole("list", { name: "Recommended titles" });
const firstRow = () => list().getByRole("listitem").first();
const asked = ({ shop }: Mounted) => lastCall(shop, "recommend")?.[0] as RecommendQuestion;
const pick = async (words: string): Promise<void> => {
  await userEvent.fill(field(), words);
  await page.getByRole("option").first().click();
};

describe("the Recommend screen", () => {
  it("shows what is read most while nothing is known of the reader, and passes axe in both themes", async () => {
    const mounted = mountApp("/recommend");
    await expect.element(page.getByText(/a reader we know nothing of yet/)).toBeVisible();
    await expect.element(firstRow()).toHaveTextContent("Much read in this shop");
    await expect.element(page.getByRole("link", { name: "recommendations 1.0.0" })).toBeVisible();
    expect(asked(mounted)).toMatchObject({ reader: { entries: [] }, k: 10, diversity: 0, novelty: 0 });
    await expectAccessible();
  });

  it("follows the titles the reader names, with reasons that add up and can be traced", async () => {
    const mounted = mountApp("/recommend");
    await pick("pride");
    await expect.element(page.getByText(/For a reader of/)).toHaveTextContent("Pride and Prejudice");
    await expect
      .element(firstRow())
      .toHaveTextContent(/Because of Pride and Prejudice \(91 %\)\. Shared: Novel/);
    await expect.element(firstRow()).toHaveTextContent("Book 1 of the series comes first.");
    await firstRow().getByRole("button", { name: "91 %" }).click();
    const trace = page.getByRole("dialog", { name: /^Why / });
    await expect.element(trace).toHaveTextContent("Pride and Prejudice: chosen by the same readers");
    await expect.element(trace).toHaveTextContent("Together they are 100 %");
    await expectAccessible();
    await userEvent.keyboard("{Escape}");
    await userEvent.selectOptions(
      page.getByRole("combobox", { name: "Pride and Prejudice: what the reader says" }),
      "disliked",
    );
    await expect
      .poll(() => asked(mounted).reader)
      .toEqual({ entries: [{ itemId: "9780140400001", reaction: "disliked" }] });
    await page.getByRole("button", { name: "Remove Pride and Prejudice" }).click();
    await expect.poll(() => asked(mounted).reader).toEqual({ entries: [] });
  });

  it("finds by keyboard alone: slash, letters, arrows, Enter; Escape closes the matches", async () => {
    mountApp("/recommend");
    await expect.element(firstRow()).toBeVisible();
    await userEvent.keyboard("/");
    await expect.element(field()).toHaveFocus();
    await userEvent.keyboard("melville");
    await expect.element(page.getByRole("option").nth(1)).toBeVisible();
    await expectAccessible();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}{Enter}");
    await expect.element(page.getByText(/For a reader of/)).toHaveTextContent("The Whale, copy 2");
    await userEvent.keyboard("zzz");
    await expect.element(page.getByText(/Nothing is called “zzz”/)).toBeVisible();
    await expectAccessible();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByText(/Nothing is called “zzz”/)).not.toBeVisible();
  });

  it("takes a title off, brings the next, and takes that back by message and by panel", async () => {
    const mounted = mountApp("/recommend");
    const first = list().getByRole("listitem").first().getByRole("heading");
    await expect.element(first).toHaveTextContent("Middlemarch");
    await page.getByRole("button", { name: "Not for this reader: Middlemarch", exact: true }).click();
    await expect.element(first).toHaveTextContent("Pride and Prejudice");
    expect(list().getByRole("listitem").elements()).toHaveLength(10);
    expect(asked(mounted).reader).toEqual({
      entries: [{ itemId: "9780140400000", reaction: "not-for-me" }],
    });
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.element(first).toHaveTextContent("Middlemarch");
    await page.getByRole("button", { name: "Read already: Middlemarch", exact: true }).click();
    await expect.element(page.getByText("read already", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Put back Middlemarch" }).click();
    await expect.element(first).toHaveTextContent("Middlemarch");
    // By keyboard: to the second line, off with it; the line that takes its place has the focus.
    await userEvent.keyboard("j");
    await userEvent.keyboard("x");
    await expect.element(page.getByText("Pride and Prejudice is taken off.")).toBeVisible();
    await expect.poll(() => document.activeElement?.querySelector("h2")?.textContent).toContain("Moby-Dick");
    await userEvent.keyboard("k{Enter}");
    await expect.element(page.getByRole("heading", { level: 1, name: "Middlemarch" })).toBeVisible();
    await expect.element(page.getByText("1 of 10")).toBeVisible();
    await page.getByRole("link", { name: "Recommend", exact: true }).first().click();
    await expect.element(page.getByRole("button", { name: "Put back Pride and Prejudice" })).toBeVisible();
  });

  it("asks only for titles that pass the filters, and says when none does", async () => {
    const mounted = mountApp("/recommend");
    await page.getByRole("checkbox", { name: "In stock" }).click();
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Price" }), "1500");
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Length" }), "400");
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Reader's age" }), "12");
    await page.getByRole("button", { name: "Genre: all genres" }).click();
    await page.getByRole("checkbox", { name: /Novel/ }).click();
    await expectAccessible();
    await userEvent.keyboard("{Escape}");
    await page.getByRole("button", { name: "Language: all languages" }).click();
    await page.getByRole("checkbox", { name: /English/ }).click();
    await userEvent.keyboard("{Escape}");
    await expect
      .poll(() => asked(mounted).filters)
      .toEqual({
        inStock: true,
        maxPriceCents: 1500,
        maxPages: 400,
        age: 12,
        genres: ["Novel"],
        languages: ["en"],
      });
    await page.getByRole("button", { name: "Nothing by Oscar Wilde" }).first().click();
    await expect.element(page.getByText("No title passes.")).toBeVisible();
    await expectAccessible();
    await page.getByRole("button", { name: "not Oscar Wilde: let come again" }).click();
    await expect.element(firstRow()).toHaveTextContent("Dorian Gray");
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await expect.poll(() => asked(mounted).filters).toEqual({});
  });

  it("says in figures what the sliders have done, against the plain list", async () => {
    const mounted = mountApp("/recommend");
    const variety = page.getByRole("slider", { name: /Variety/ });
    await expect.element(variety).toBeVisible();
    await expect.element(page.getByText("(plain 63 %)")).not.toBeInTheDocument();
    (variety.element() as HTMLElement).focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}");
    await expect.poll(() => asked(mounted).diversity).toBe(0.5);
    await expect.element(page.getByText("(plain 63 %)")).toBeVisible();
    await page.getByRole("button", { name: "73 %" }).click();
    await expect
      .element(page.getByRole("dialog", { name: "Variety" }))
      .toHaveTextContent(/Plain list, without the sliders\s*63 %/);
    await userEvent.keyboard("{Escape}");
    await page.getByRole("button", { name: "Back to plain" }).click();
    await expect.poll(() => asked(mounted).diversity).toBe(0);
  });

  it("finds a customer by her card, and leaves out what is taken off", async () => {
    const mounted = mountApp("/recommend");
    await page.getByRole("radio", { name: "By card" }).click({ force: true });
    await userEvent.fill(page.getByLabelText("Number on the card"), "L9");
    await expect.element(page.getByText("No card has the number L9.")).toBeVisible();
    await userEvent.fill(page.getByLabelText("Number on the card"), "l20");
    await expectAccessible();
    await page.getByRole("button", { name: /L2034/ }).click();
    await expect.element(page.getByText(/For card/)).toHaveTextContent("For card L2034, who has 14 titles");
    expect(asked(mounted).reader).toEqual({ customer: "L2034" });
    await expect.element(firstRow()).toBeVisible();
    const before = firstRow().element().querySelector("h2 a")!.textContent;
    await page.getByRole("button", { name: `Not for this reader: ${before}`, exact: true }).click();
    await expect.poll(() => asked(mounted).k).toBe(11);
    await expect.poll(() => firstRow().element().querySelector("h2 a")!.textContent).not.toBe(before);
    expect(list().getByRole("listitem").elements()).toHaveLength(10);
    await page.getByRole("button", { name: "Next reader" }).click();
    await expect.poll(() => asked(mounted).reader).toEqual({ entries: [] });
    mounted.shop.fail("customers");
    await userEvent.fill(page.getByLabelText("Number on the card"), "l");
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
  });

  it("takes a scanned title, and one that the shop does not have is named", async () => {
    const { shop } = mountApp("/recommend");
    await page.getByRole("button", { name: "Scan" }).click();
    await userEvent.fill(page.getByLabelText("ISBN or SKU"), "9780140400004");
    await page.getByRole("button", { name: "Find" }).click();
    await expect.element(page.getByText(/For a reader of/)).toHaveTextContent("Frankenstein");
    shop.answerNext("findByCode", () => Promise.resolve("unheard-of"));
    await page.getByRole("button", { name: "Scan" }).click();
    await userEvent.fill(page.getByLabelText("ISBN or SKU"), "unheard-of");
    await page.getByRole("button", { name: "Find" }).click();
    await expect.element(page.getByText(/The catalogue does not have unheard-of/)).toBeVisible();
  });

  it("offers to learn where nothing is trained, shows the job, then what it has learnt", async () => {
    const { shop } = mountApp("/recommend", { recommenderTrained: false });
    await expect.element(page.getByText(/has not been learnt from the sales yet/)).toBeVisible();
    await expectAccessible();
    await page.getByRole("button", { name: "Learn it now" }).click();
    expect(lastCall(shop, "trainRecommender")?.[0]).toEqual({ datasetId: "demo", preset: "fast" });
    shop.job.progress({ phase: "Counting pairs", done: 1, total: 4, unit: "parts", remainingMs: null });
    await expect.element(page.getByRole("button", { name: /Learning\s*25 %/ })).toBeVisible();
    shop.job.finish();
    shop.announce([{ store: "artifacts", key: "artifacts/models/recommendation_engine/index.json" }]);
    await expect.element(page.getByText(/has not been learnt/)).not.toBeInTheDocument();
    await expect.element(page.getByText("The recommendations are ready.")).toBeVisible();
  });

  it("shows a failure and tries again, holds the place while reading, and speaks up without a shop", async () => {
    const { shop } = mountApp("/recommend", {}, (prepared) => prepared.fail("recommend"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    await expectAccessible();
    shop.mend("recommend");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(firstRow()).toBeVisible();
    const answer = gate<never>();
    mountApp("/recommend", {}, (prepared) => prepared.answerNext("recommend", () => answer.promise));
    await expect.poll(() => document.querySelectorAll(".skeleton-rec").length).toBe(4);
    answer.reject(BROKEN);
    mountApp("/recommend", { datasets: [] });
    await expect.element(page.getByText(/There is no shop on this device yet/)).toBeVisible();
  });

  it("forgets the reader when another shop is looked at", async () => {
    const mounted = mountApp("/recommend", { datasets: [OWN, { ...OWN, id: "other", name: "Other Books" }] });
    await pick("walden");
    await expect.poll(() => asked(mounted).reader).toMatchObject({ entries: [{ reaction: "liked" }] });
    await page.getByRole("button", { name: /Shop: Mill Road Books/ }).click();
    await page.getByRole("button", { name: "Other Books" }).click();
    await expect.poll(() => asked(mounted)).toMatchObject({ datasetId: "other", reader: { entries: [] } });
  });

  it("saves the list with its reasons, safe to open in a spreadsheet", async () => {
    mountApp("/recommend");
    await page.getByRole("button", { name: "Save as CSV" }).click();
    await expect
      .element(page.getByText("The list is saved as CSV. Its reasons name titles of the reader."))
      .toBeVisible();
    const item = {
      itemId: "1",
      title: "=Emma",
      authors: ["Jane Austen"],
      genre: null,
      year: 1815,
      pages: null,
      priceCents: 799,
      series: null,
      onHand: 2,
      rank: 1,
      score: 1,
      note: null,
      reasons: [
        { kind: "read", itemId: "2", title: "Persuasion", share: 0.7 } as const,
        { kind: "rest", itemId: null, title: null, share: 0.3 } as const,
      ],
    };
    const text = await recommendationsCsv([item]).text();
    expect(text.split("\r\n")[1]).toBe("1,1,'=Emma,Jane Austen,1815,7.99,2,Persuasion (70 %),");
  });
});

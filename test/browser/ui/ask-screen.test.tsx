import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { AskQuestion } from "../../../src/domain/ask.ts";
import { BROKEN, gate, OWN } from "./memory-shop.ts";
import { expectAccessible, lastCall, mountApp, unmountApp, type Mounted } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(unmountApp);

const box = () => page.getByRole("textbox", { name: "Your question" });
const ask = async (text: string): Promise<void> => {
  await userEvent.fill(box(), text);
  await userEvent.keyboard("{Enter}");
};
const said = () => page.getByRole("article").last();
const asked = ({ shop }: Mounted) => lastCall(shop, "ask")?.[0] as AskQuestion;

const SUNDAY = "Is it closed on Sunday?";
const RETURNS = "Is a receipt needed for each of them?";
const NOVELS = "How many novels by George Eliot before 1880?";

describe("the Ask screen before a question", () => {
  it("says what can be asked, offers examples, and passes axe in both themes", async () => {
    mountApp("/ask");
    await expect.element(page.getByText(/Every answer shows where it stands/)).toBeVisible();
    await expect
      .element(page.getByRole("button", { name: "When does the shop open on Sunday?" }))
      .toBeVisible();
    await expect.element(page.getByText("searching by words and meaning")).toBeVisible();
    // No microphone where speech would leave the device.
    await expect.element(page.getByRole("button", { name: /Speak/ })).not.toBeInTheDocument();
    await expectAccessible();
    await page.getByRole("button", { name: NOVELS }).click();
    await expect.element(page.getByRole("heading", { name: NOVELS })).toBeVisible();
    await expect.element(said()).toHaveTextContent("There are 3:");
  });

  it("speaks up without a shop", async () => {
    mountApp("/ask", { datasets: [] });
    await expect.element(page.getByText(/There is no shop on this device yet/)).toBeVisible();
    await expectAccessible();
  });

  it("says that it searches by words only while vectors are being made", async () => {
    const { shop } = mountApp("/ask", { ask: { status: { embedded: 0 } } });
    await expect.poll(() => lastCall(shop, "embedMissing")?.[0]).toBe("demo");
    shop.job.progress({
      phase: "Making vectors",
      done: 37,
      total: 100,
      unit: "passages",
      remainingMs: 60_000,
    });
    await expect
      .element(page.getByRole("link", { name: "searching by words only: vectors are being made (37 %)" }))
      .toBeVisible();
    await expect.element(page.getByRole("button", { name: /Indexing\s*37 %/ })).toBeVisible();
    shop.job.finish();
    await expect.element(page.getByText("searching by words and meaning")).toBeVisible();
  });

  it("reads the catalogue first where it was not read or has changed", async () => {
    const { shop } = mountApp("/ask", { ask: { status: { stale: true, passages: 0, embedded: 0 } } });
    await expect.poll(() => lastCall(shop, "updateIndex")?.[0]).toBe("demo");
    await expect.element(page.getByText("the catalogue is being read", { exact: true })).toBeVisible();
    shop.job.finish();
    await expect.poll(() => lastCall(shop, "embedMissing")?.[0]).toBe("demo");
  });
});

describe("an answer from texts", () => {
  it("cites each sentence, marks the cited words beside it, and opens the source on them", async () => {
    mountApp("/ask");
    await ask(SUNDAY);
    const sentence = "On Sunday it is closed.";
    await expect.element(said()).toHaveTextContent(sentence);
    const sources = page.getByRole("group", { name: "Sources" });
    await expect.element(sources).toHaveTextContent("Opening hours · page 1");
    expect(sources.element().querySelector("mark")!.textContent).toBe(sentence);
    await expectAccessible();
    await page.getByRole("button", { name: "Source 1" }).click();
    const dialog = page.getByRole("dialog", { name: /House rules/ });
    await expect.element(dialog.getByText("1 of 3")).toBeVisible();
    await expect.poll(() => document.activeElement?.textContent).toBe(sentence);
    expect(document.activeElement?.localName).toBe("mark");
    await expectAccessible();
    await userEvent.keyboard("{ArrowRight}");
    await expect.element(dialog).toHaveTextContent("Books may be returned");
    expect(dialog.element().querySelector("mark")).toBeNull();
    await dialog.getByRole("button", { name: "Section before" }).click();
    await expect.poll(() => dialog.element().querySelector("mark")?.textContent).toBe(sentence);
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => document.activeElement?.getAttribute("aria-label")).toBe("Source 1");
  });

  it("shows markup in a title as it stands and runs nothing", async () => {
    mountApp("/ask");
    await ask(SUNDAY);
    await expect
      .element(page.getByRole("button", { name: /House rules <b>of<\/b> the shop/ }).first())
      .toBeVisible();
    expect(said().element().querySelector("b")).toBeNull();
  });

  it("says how sure it is in words, with the figure and its meaning behind a tap", async () => {
    mountApp("/ask");
    await ask(SUNDAY);
    await page.getByRole("button", { name: /, how this was computed$/ }).click();
    const trace = page.getByRole("dialog", { name: "How sure is this?" });
    await expect.element(trace).toHaveTextContent(/Probability that it is right\s*\d+ %/);
    await expectAccessible();
  });

  it("marks a perhaps, and says plainly when the catalogue does not say", async () => {
    const mounted = mountApp("/ask");
    await ask(
      "Which colour have bicycles in yards that stand there always overnight?".replace("Which", "What"),
    );
    await expect.element(said()).toHaveTextContent(/does not say|Perhaps/);
    await ask("Bicycles stand anywhere tomorrow?");
    await expect.element(said()).toHaveTextContent("Perhaps: the sources do not settle it");
    await expectAccessible();
    await ask("Who invented the zeppelin?");
    await expect.element(said()).toHaveTextContent("The catalogue does not say.");
    await expect
      .element(page.getByRole("group", { name: "Sources" }).last())
      .toHaveTextContent("Nearest passages");
    await expectAccessible();
    await said().getByRole("button", { name: "Ask differently" }).click();
    await expect.element(box()).toHaveValue("Who invented the zeppelin?");
    await said().getByRole("button", { name: "Search the titles" }).click();
    await expect.element(page.getByRole("heading", { level: 1, name: "Titles" })).toBeVisible();
    expect(lastCall(mounted.shop, "searchTitles")?.[1]).toBe("Who invented the zeppelin?");
  });
});

describe("an answer from fields", () => {
  it("shows the query as chips that can be changed, crossed out and brought back", async () => {
    const mounted = mountApp("/ask");
    await ask(NOVELS);
    await expect.element(said()).toHaveTextContent("There are 3:");
    await page.getByRole("button", { name: "counted: show the rows" }).click();
    await expect.element(said()).toHaveTextContent("3 titles:");
    await page.getByRole("button", { name: "author George Eliot: change" }).click();
    const panel = page.getByRole("dialog", { name: "Change: author George Eliot" });
    await expectAccessible();
    await userEvent.fill(panel.getByRole("textbox"), "Jane Austen");
    await userEvent.keyboard("{Enter}");
    await expect
      .element(page.getByRole("rowheader", { name: "Pride and Prejudice", exact: true }))
      .toBeVisible();
    await page.getByRole("button", { name: "year up to 1879: change" }).click();
    await page.getByRole("button", { name: "Without it" }).click();
    await expect.element(page.getByRole("button", { name: /^year up to/ })).not.toBeInTheDocument();
    expect(asked(mounted).query?.filters).toEqual([
      { field: "author", is: "equal", value: "Jane Austen" },
      { field: "genre", is: "one-of", values: ["Novel"] },
    ]);
    const calls = mounted.shop.calls.length;
    await page.getByRole("button", { name: "Undo the change" }).click();
    await expect.element(page.getByRole("button", { name: "year up to 1879: change" })).toBeVisible();
    await page.getByRole("button", { name: "Undo the change" }).click();
    await page.getByRole("button", { name: "Undo the change" }).click();
    await expect.element(said()).toHaveTextContent("There are 3:");
    await expect.element(page.getByRole("button", { name: "Undo the change" })).not.toBeInTheDocument();
    expect(mounted.shop.calls.slice(calls).filter(({ method }) => method === "ask")).toEqual([]);
  });

  it("changes period, order, amount and range by their forms", async () => {
    const mounted = mountApp("/ask");
    await ask("The three cheapest novels before 1880");
    await expect.element(said()).toHaveTextContent("4 titles:");
    await expectAccessible();
    await page.getByRole("button", { name: "first 3: change" }).click();
    await page.getByRole("button", { name: "5", exact: true }).click();
    await expect.poll(() => asked(mounted).query?.limit).toBe(5);
    await page.getByRole("button", { name: "price, lowest first: change" }).click();
    await userEvent.selectOptions(page.getByRole("combobox", { name: "ordered by" }), "sold");
    await userEvent.selectOptions(page.getByRole("combobox", { name: "beginning with" }), "down");
    await page.getByRole("button", { name: "Run again" }).click();
    await expect.poll(() => asked(mounted).query?.sort).toEqual({ field: "sold", descending: true });
    await page.getByRole("button", { name: "all sales: change" }).click();
    await page.getByRole("button", { name: "last 28 days" }).click();
    await expect.poll(() => asked(mounted).query?.period?.words).toBe("in the last 28 days");
    await page.getByRole("button", { name: "sold in the last 28 days: change" }).click();
    await userEvent.fill(page.getByLabelText("sales from"), "2026-03-31");
    await userEvent.fill(page.getByLabelText("to", { exact: true }), "2026-03-01");
    await page.getByRole("button", { name: "Run again" }).click();
    await expect
      .poll(() => asked(mounted).query?.period)
      .toEqual({ firstDay: 20513, lastDay: 20543, words: "from 1 Mar 2026 to 31 Mar 2026" });
    await page.getByRole("button", { name: "year up to 1879: change" }).click();
    await userEvent.fill(page.getByLabelText("year from"), "1850");
    await page.getByRole("button", { name: "Run again" }).click();
    await expect.element(page.getByRole("button", { name: "year 1850 to 1879: change" })).toBeVisible();
  });

  it("says how a name was read, and takes a refusal", async () => {
    const mounted = mountApp("/ask");
    await ask("How many novels by Elliot?");
    await expect.element(page.getByText("Read “Elliot” as George Eliot.")).toBeVisible();
    await page.getByRole("button", { name: "Not that: exactly “Elliot”" }).click();
    await expect
      .poll(() => asked(mounted).query?.filters[0])
      .toEqual({ field: "author", is: "contains", value: "Elliot" });
    await expect.element(said()).toHaveTextContent("There are none.");
  });

  it("asks back where a name fits several, and runs the one that is chosen", async () => {
    const mounted = mountApp("/ask");
    await ask(NOVELS);
    await expect.element(said()).toHaveTextContent("There are 3:");
    const { table, ...answer } = await mounted.shop.ask.ask(asked(mounted));
    const choices = [{ label: "books by George Eliot", query: table!.query }];
    mounted.shop.answerNext("ask", () =>
      Promise.resolve({ ...answer, table: null, certainty: "perhaps", choices }),
    );
    await ask("Books by Eliot");
    await expect.element(said()).toHaveTextContent("Which one do you mean?");
    await expectAccessible();
    await page.getByRole("button", { name: "books by George Eliot" }).click();
    await expect.element(said()).toHaveTextContent("There are 3:");
    expect(asked(mounted)).toMatchObject({ text: "Books by Eliot", query: table!.query });
  });

  it("leads to a title and back to the answer, and saves the rows", async () => {
    mountApp("/ask");
    await ask("The three cheapest novels before 1880");
    await page.getByRole("button", { name: "Save as CSV" }).click();
    await expect.element(page.getByText("4 rows are saved as CSV.")).toBeVisible();
    await page.getByRole("rowheader").getByRole("link").first().click();
    await expect.element(page.getByText("1 of 4")).toBeVisible();
    await page.getByRole("link", { name: "Ask", exact: true }).first().click();
    await expect.element(said()).toHaveTextContent("4 titles:");
  });
});

describe("a conversation", () => {
  it("keeps earlier answers and tells the next question of them; a new one knows nothing", async () => {
    const mounted = mountApp("/ask");
    await ask(NOVELS);
    await expect.element(said()).toHaveTextContent("There are 3:");
    await ask(RETURNS);
    await expect.element(said()).toHaveTextContent("A receipt is needed for each of them.");
    const { before } = asked(mounted);
    expect(before).toHaveLength(1);
    expect(before[0]).toMatchObject({
      text: NOVELS,
      itemIds: expect.arrayContaining(["9780140400000"]) as unknown,
    });
    expect(before[0]!.query?.result).toEqual({ kind: "count" });
    await ask(SUNDAY);
    await expect.poll(() => asked(mounted).before.at(-1)).toMatchObject({ sourceIds: ["document/house"] });
    await expect
      .element(
        page
          .getByText("1 source", { exact: true })
          .or(page.getByText(/^\d sources$/))
          .first(),
      )
      .toBeVisible();
    await expectAccessible();
    await page.getByRole("button", { name: "New conversation" }).click();
    await expect.element(page.getByRole("article")).not.toBeInTheDocument();
    await expect.element(box()).toHaveFocus();
    await ask(SUNDAY);
    await expect.poll(() => asked(mounted).before).toEqual([]);
  });

  it("leaves no word of a question in the address or the storage", async () => {
    mountApp("/ask");
    await ask("Zeugma about the secret of Sunday");
    await expect.element(page.getByRole("heading", { name: /Zeugma/ })).toBeVisible();
    const kept = [location.href, document.title, JSON.stringify(history.state)];
    for (const storage of [localStorage, sessionStorage]) kept.push(JSON.stringify(Object.entries(storage)));
    expect(kept.join(" ")).not.toMatch(/zeugma/i);
  });

  it("shows the answer to the latest question, whichever comes first", async () => {
    const first = gate<never>();
    const { shop } = mountApp("/ask");
    shop.answerNext("ask", () => first.promise);
    await ask(SUNDAY);
    await ask(RETURNS);
    await expect.element(said()).toHaveTextContent("A receipt is needed");
    first.reject(BROKEN);
    await expect.element(page.getByText("Stopped.")).toBeVisible();
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
    await page.getByRole("button", { name: "Ask again" }).click();
    await expect.element(page.getByRole("article").first()).toHaveTextContent("On Sunday it is closed.");
  });

  it("offers to stop what takes over a second, and ends its worker", async () => {
    const slow = gate<never>();
    const { shop } = mountApp("/ask");
    shop.answerNext("ask", () => slow.promise);
    await ask(SUNDAY);
    await expect.element(page.getByText("Still looking.")).toBeVisible();
    await expectAccessible();
    await page.getByRole("article").getByRole("button", { name: "Stop" }).click();
    await expect.element(page.getByText("Stopped.")).toBeVisible();
    expect(shop.job.asksStopped).toBe(1);
    slow.reject(BROKEN);
    await userEvent.click(box());
    await userEvent.keyboard("{ArrowUp}");
    await expect.element(box()).toHaveValue(SUNDAY);
  });

  it("shows a failure and tries again; forgets all when another shop is looked at", async () => {
    const { shop } = mountApp("/ask", { datasets: [OWN, { ...OWN, id: "other", name: "Other Books" }] });
    shop.fail("ask");
    await ask(SUNDAY);
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    shop.mend("ask");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(said()).toHaveTextContent("On Sunday it is closed.");
    await page.getByRole("button", { name: /Shop: Mill Road Books/ }).click();
    await page.getByRole("button", { name: "Other Books" }).click();
    await expect.element(page.getByRole("article")).not.toBeInTheDocument();
  });
});

describe("filters and feedback", () => {
  it("asks only the sources chosen, and only of a book where it was asked from its page", async () => {
    const mounted = mountApp("/titles/9780140400000");
    await page.getByRole("link", { name: "Ask about this book" }).click();
    await expect.element(page.getByRole("button", { name: /^About Middlemarch/ })).toBeVisible();
    expect(location.search).toBe("");
    await page.getByRole("button", { name: "Sources: all sources" }).click();
    await page.getByRole("checkbox", { name: "descriptions" }).click();
    await expectAccessible();
    await userEvent.keyboard("{Escape}");
    await page.getByRole("checkbox", { name: "In stock" }).click();
    await ask("Told over how long pages people want");
    await expect
      .poll(() => asked(mounted).filters)
      .toEqual({ kinds: ["description"], inStock: true, sourceIds: ["title/9780140400000"] });
    await page.getByRole("button", { name: /^About Middlemarch/ }).click();
    await ask("Told over how long pages people want");
    await expect.poll(() => asked(mounted).filters.sourceIds).toEqual([]);
  });

  it("keeps what is said of an answer, once, and takes it back", async () => {
    const { shop } = mountApp("/ask");
    await ask(SUNDAY);
    await page.getByRole("button", { name: "Right", exact: true }).click();
    expect(lastCall(shop, "giveFeedback")?.[1]).toMatchObject({
      question: SUNDAY,
      verdict: "right",
      better: null,
    });
    await expect
      .element(page.getByRole("button", { name: "Right", exact: true }))
      .toHaveAttribute("aria-pressed", "true");
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    expect(lastCall(shop, "withdrawFeedback")).toEqual(["demo", "f1"]);
    await page.getByRole("button", { name: "Better source" }).click();
    await expectAccessible();
    await page.getByRole("dialog", { name: "Which source answers it?" }).getByRole("button").nth(1).click();
    const given = lastCall(shop, "giveFeedback")?.[1] as { shown: readonly string[]; better: string };
    expect(given.better).toBe(given.shown[1]);
    await page.getByRole("button", { name: "Wrong", exact: true }).click();
    await expect.poll(() => lastCall(shop, "withdrawFeedback")?.[1]).not.toBe("f1");
    shop.fail("giveFeedback");
    await page.getByRole("button", { name: "Right", exact: true }).click();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
  });

  it("shows its messages above the box of the next question", async () => {
    const { shop } = mountApp("/ask", {}, (prepared) => prepared.fail("giveFeedback"));
    await ask(SUNDAY);
    await page.getByRole("button", { name: "Right", exact: true }).click();
    await expect.element(page.getByText(/the disk is on fire/)).toBeVisible();
    expect(lastCall(shop, "giveFeedback")).toBeDefined();
    const toast = document.querySelector(".toast")!.getBoundingClientRect();
    const form = document.querySelector(".ask-form")!.getBoundingClientRect();
    expect(toast.bottom).toBeLessThan(form.top);
    expect(form.top - toast.bottom).toBeLessThan(40);
  });
});

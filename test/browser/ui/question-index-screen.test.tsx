import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { AppError } from "../../../src/core/errors.ts";
import { BROKEN } from "./memory-shop.ts";
import { expectAccessible, lastCall, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(unmountApp);

const file = (name: string, text: string): File => new File([text], name);
const choose = (files: File[]): Promise<void> =>
  userEvent.upload(page.getByLabelText("Choose documents"), files);
const saved = (): Blob[] => {
  const blobs: Blob[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return "blob:none";
  });
  return blobs;
};
afterEach(() => vi.restoreAllMocks());

describe("the question index", () => {
  it("says how much is found by words and by meaning, with which model and where, and passes axe", async () => {
    mountApp("/train");
    await page.getByRole("link", { name: "The question index" }).click();
    await expect.element(page.getByRole("heading", { level: 1, name: "Question index" })).toBeVisible();
    await expect.element(page.getByText("33 (100 %)")).toBeVisible();
    await expect.element(page.getByText("WebAssembly")).toBeVisible();
    await expect.element(page.getByText("1.2 MB")).toBeVisible();
    await page.getByText("1 thing left out").click();
    await expect.element(page.getByText("Page 3 is a picture without text.")).toBeVisible();
    await expectAccessible();
  });

  it("makes vectors with progress, pauses, remembers that, and goes on", async () => {
    const { shop } = mountApp("/train/questions", { ask: { status: { embedded: 10 } } });
    await expect.element(page.getByRole("heading", { name: "Making vectors" })).toBeVisible();
    shop.job.progress({
      phase: "Reading for meaning",
      done: 12,
      total: 33,
      unit: "passages",
      remainingMs: 600_000,
    });
    await expect.element(page.getByText("12 of 33 passages")).toBeVisible();
    await expect.element(page.getByText("about 10 minutes left")).toBeVisible();
    await expectAccessible();
    await page.getByRole("button", { name: "Pause" }).click();
    expect(shop.job.ended).toBe(1);
    await expect.element(page.getByText(/The making of vectors is paused at 30 %/)).toBeVisible();
    await expectAccessible();
    await page.getByRole("button", { name: "Update the index" }).click();
    shop.job.finish();
    await expect.element(page.getByRole("button", { name: "Update the index" })).toBeVisible();
    // Still paused: only a person starts it again.
    expect(shop.calls.filter(({ method }) => method === "embedMissing")).toHaveLength(1);
    await page.getByRole("button", { name: "Go on making vectors" }).click();
    shop.job.finish();
    await expect.element(page.getByText("33 (100 %)")).toBeVisible();
  });

  it("makes no vectors by itself where that is turned off, or the device saves data", async () => {
    vi.spyOn(navigator as { connection?: unknown }, "connection", "get").mockReturnValue({ saveData: true });
    const { shop } = mountApp("/train/questions", { ask: { status: { embedded: 10 } } });
    await expect
      .element(page.getByText(/not made by themselves now: the browser is set to save data/))
      .toBeVisible();
    await expectAccessible();
    await page.getByRole("checkbox", { name: /Make vectors by itself/ }).click();
    await expect.element(page.getByText(/not made by themselves now/)).not.toBeInTheDocument();
    expect(localStorage.getItem("soma.vectors-by-hand")).toBe("");
    expect(lastCall(shop, "embedMissing")).toBeUndefined();
    await page.getByRole("button", { name: "Go on making vectors" }).click();
    await expect.poll(() => shop.job.running).toBe(true);
    shop.job.finish();
  });

  it("says that the model is starting while nobody knows where it computes", async () => {
    const { shop } = mountApp("/train/questions", { ask: { status: { backend: null, embedded: 10 } } });
    await expect.poll(() => lastCall(shop, "embedMissing")?.[0]).toBe("demo");
    const computes = page.getByText("Computes on").element().parentElement!;
    expect(computes.textContent).toContain("starting");
    shop.job.finish();
  });

  it("waits for a person after a failure", async () => {
    const { shop } = mountApp("/train/questions", { ask: { status: { stale: true } } });
    await expect
      .element(page.getByRole("heading", { name: "Reading the catalogue for questions" }))
      .toBeVisible();
    shop.job.fail(BROKEN);
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    expect(shop.calls.filter(({ method }) => method === "updateIndex")).toHaveLength(1);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => shop.job.running).toBe(true);
    shop.job.finish();
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });

  it("waits for whoever has the index in hand, and goes on by itself", async () => {
    const { shop } = mountApp("/train/questions", { ask: { status: { stale: true } } });
    await expect.poll(() => shop.job.running).toBe(true);
    shop.job.fail(new AppError("storage", "storage.busy", "Another tab is working on it.", "Wait.", {}));
    await expect.poll(() => shop.job.running, { timeout: 5000 }).toBe(true);
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
    shop.job.finish();
    await expect.element(page.getByRole("button", { name: "Update the index" })).toBeVisible();
    expect(shop.calls.filter(({ method }) => method === "updateIndex")).toHaveLength(2);
  });

  it("takes documents in, names those it cannot read, removes one and brings it back", async () => {
    const { shop } = mountApp("/train/questions");
    await expect.element(page.getByRole("row", { name: /House rules/ })).toBeVisible();
    await choose([file("notes.txt", "The yard is swept on Mondays."), file("film.mp4", "no text")]);
    await expect.element(page.getByText(/film\.mp4 is no text that can be read/)).toBeVisible();
    await expect.element(page.getByText("1 document is added.")).toBeVisible();
    await expect.poll(() => lastCall(shop, "updateIndex")?.[0]).toBe("demo");
    await expectAccessible();
    shop.job.finish();
    await page.getByRole("button", { name: "Remove notes.txt" }).click();
    await expect.element(page.getByRole("row", { name: /notes\.txt/ })).not.toBeInTheDocument();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.element(page.getByRole("row", { name: /notes\.txt/ })).toBeVisible();
  });

  it("saves the index as a file and takes one in", async () => {
    const { shop } = mountApp("/train/questions");
    const blobs = saved();
    await page.getByRole("button", { name: "Save the index" }).click();
    await expect.poll(() => blobs.length).toBe(1);
    await userEvent.upload(page.getByLabelText("Take in an index"), file("other.soma", "index"));
    await expect.poll(() => lastCall(shop, "importIndex")?.[0]).toBe("demo");
    shop.job.finish();
    await expect.element(page.getByText("other.soma is taken in.")).toBeVisible();
    await expect.element(page.getByText("33 (100 %)")).toBeVisible();
  });

  it("says that there is nothing to save before any vectors are made", async () => {
    mountApp("/train/questions", { ask: { status: { embedded: 0 } } });
    await expect.element(page.getByText(/No vectors are made yet: there is nothing to save/)).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Save the index" })).not.toBeInTheDocument();
  });

  it("adds a model, makes vectors with it while the older ones answer, and removes it when confirmed", async () => {
    const { shop } = mountApp("/train/questions");
    await expect.element(page.getByText(/Hash verified: it is what was published/)).toBeVisible();
    await page.getByText("Add a model", { exact: true }).click();
    await page.getByLabelText("Name").fill("Little model");
    await page.getByLabelText(/Licence/).fill("MIT");
    await expectAccessible();
    const files = ["config.json", "tokenizer.json", "little.onnx"].map((name) => file(name, "{}"));
    await userEvent.upload(page.getByLabelText("Choose the files of a model"), files);
    await expect.element(page.getByRole("heading", { name: "Adding a model" })).toBeVisible();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(shop.job.ended).toBe(1);
    await page.getByText("Add a model", { exact: true }).click();
    await page.getByLabelText("Name").fill("Little model");
    await page.getByLabelText("Address of a model's folder").fill("/models/little/");
    await page.getByRole("button", { name: "Fetch", exact: true }).first().click();
    await expect.poll(() => lastCall(shop, "addModel")?.[0]).toBe(`${location.origin}/models/little/`);
    shop.job.finish();
    await expect.element(page.getByText(/Little model is added/)).toBeVisible();
    await expect.element(page.getByText(/Hash not known beforehand/)).toBeVisible();
    await page.getByRole("button", { name: "Use this one: Little model" }).click();
    await expect.element(page.getByText(/questions are answered with those of MiniLM/)).toBeVisible();
    await expect.poll(() => lastCall(shop, "embedMissing")?.[0]).toBe("demo");
    await expectAccessible();
    shop.job.finish();
    await expect.element(page.getByText(/questions are answered with those of/)).not.toBeInTheDocument();
    await page.getByRole("button", { name: "Remove Little model" }).click();
    await expect.element(page.getByRole("dialog", { name: "Remove Little model?" })).toBeVisible();
    await page.getByRole("button", { name: "Remove the model" }).click();
    await expect.element(page.getByText("Hash not known beforehand")).not.toBeInTheDocument();
  });

  it("counts what was said of answers and saves it as an evaluation set", async () => {
    const { shop } = mountApp("/train/questions");
    await expect.element(page.getByRole("button", { name: "Save as evaluation set" })).toBeDisabled();
    await shop.ask.giveFeedback("demo", { question: "Who?", verdict: "wrong", shown: [], better: null });
    shop.announce([{ store: "documents", key: "demo/feedback/f1" }]);
    await expect.element(page.getByText(/1 answer was judged: 1 wrong/)).toBeVisible();
    const blobs = saved();
    await page.getByRole("button", { name: "Save as evaluation set" }).click();
    expect(JSON.parse(await blobs[0]!.text())).toMatchObject({ question: "Who?", verdict: "wrong" });
  });

  it("speaks up without a shop, without a model, and when the index cannot be read", async () => {
    mountApp("/train/questions", { datasets: [] });
    await expect.element(page.getByText(/There is no shop on this device yet/)).toBeVisible();
    mountApp("/train/questions", {
      ask: { status: { modelId: null, backend: null, embedded: 0, updatedAt: null }, documents: [] },
    });
    await expect.element(page.getByText(/questions are answered by words only/)).toBeVisible();
    await expect
      .element(page.getByText(/None yet: questions are answered from the catalogue alone/))
      .toBeVisible();
    await expectAccessible();
    const { shop } = mountApp("/train/questions", {}, (prepared) => prepared.fail("indexStatus"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    shop.mend("indexStatus");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(page.getByText("33 (100 %)")).toBeVisible();
  });

  it("measures answers on a file of questions and says what each figure means", async () => {
    const { shop } = mountApp("/train/questions");
    await page.getByRole("button", { name: "Measure on judged answers" }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent(/There is nothing to measure by/);
    await userEvent.upload(
      page.getByLabelText("Measure on a file"),
      file(
        "questions.csv",
        "question,document\nWhen is the shop closed on Sunday?,document/house\nWhere do bicycles stand?,document/house\nWho swims?,\n",
      ),
    );
    await expect.element(page.getByRole("heading", { name: "Measuring answers" })).toBeVisible();
    await expect.poll(() => shop.job.running).toBe(true);
    shop.job.finish();
    await expect.element(page.getByText(/3 questions of questions\.csv, 2 of them/)).toBeVisible();
    await expect.element(page.getByText(/took 42 ms at the median/)).toBeVisible();
    await expect.element(page.getByRole("row", { name: /Hit@1 .*first source answers/ })).toBeVisible();
    await expect.element(page.getByText("1 of 2 answering sources are not in the index.")).toBeVisible();
    await expect.element(page.getByText(/tell nothing of: .*exact match/)).toBeVisible();
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
    await expectAccessible();
  });
});

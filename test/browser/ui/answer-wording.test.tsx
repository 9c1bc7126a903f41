import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Rewrite } from "../../../src/domain/generator.ts";
import { coreError } from "../../../src/core/errors.ts";
import { browserModel } from "../../../src/bridge/rewrite.ts";
import { ADDED_MODEL } from "./memory-ask.ts";
import { expectAccessible, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(unmountApp);

const CHOSEN = { generator: { choice: "local", local: ADDED_MODEL } } as const;
const REWRITE: Rewrite = {
  sentences: [
    {
      text: "It is <b>closed</b> on Sunday.",
      citation: { passageId: "document/house#0", start: 23, end: 46, text: "On Sunday it is closed." },
    },
  ],
  dropped: 2,
};

async function ask(): Promise<void> {
  await page.getByRole("textbox").first().fill("Is it closed on Sunday?");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText("On Sunday it is closed.").first()).toBeVisible();
}

describe("an answer put into words", () => {
  it("is not offered unless a model was chosen", async () => {
    mountApp("/ask");
    await ask();
    await expect.element(page.getByRole("button", { name: /Put into words/ })).not.toBeInTheDocument();
  });

  it("shows what was checked with its source, says what was left out, and keeps the source's words", async () => {
    mountApp("/ask", {
      ask: CHOSEN,
      rewriting: {
        browserModel: async () => "unavailable",
        fetchBrowserModel: async () => {},
        rewrite: async () => REWRITE,
      },
    });
    await ask();
    await page.getByRole("button", { name: /Put into words/ }).click();
    await expect.element(page.getByText("It is <b>closed</b> on Sunday.")).toBeVisible();
    await expect.element(page.getByText("2 statements without a source were left out.")).toBeVisible();
    await expect.element(page.getByText("On Sunday it is closed.").first()).toBeVisible();
    await expectAccessible();
  });

  it("streams, and stops", async () => {
    mountApp("/ask", {
      ask: CHOSEN,
      rewriting: {
        browserModel: async () => "unavailable",
        fetchBrowserModel: async () => {},
        rewrite: (_choice, _request, onRewrite, signal) => {
          onRewrite({ ...REWRITE, dropped: 0 });
          return new Promise((_, reject) =>
            signal.addEventListener("abort", () =>
              reject(coreError("core.aborted", { what: "The wording" })),
            ),
          );
        },
      },
    });
    await ask();
    await page.getByRole("button", { name: /Put into words/ }).click();
    await expect.element(page.getByText("It is <b>closed</b> on Sunday.")).toBeVisible();
    await page.getByRole("button", { name: "Stop" }).click();
    await expect.element(page.getByText("Stopped.")).toBeVisible();
  });
});

describe("the choice of a model", () => {
  it("says that this browser has none, takes a file in, and chooses it", async () => {
    expect(await browserModel()).toBe("unavailable");
    const { shop } = mountApp("/train/questions");
    await expect.element(page.getByRole("radio", { name: /this browser has none/ })).toBeDisabled();
    await userEvent.upload(page.getByLabelText("Add a language model"), [new File(["GGUF"], "m.gguf")]);
    await expect.poll(() => shop.job.running).toBe(true);
    shop.job.finish();
    await expect.element(page.getByText(/SHA-256 b179/)).toBeVisible();
    await page.getByRole("radio", { name: "SmolLM2 135M Instruct (Q4_1)" }).click();
    await expect.poll(() => shop.calls.at(-1)?.method).toBeDefined();
    await expect.element(page.getByRole("radio", { name: "SmolLM2 135M Instruct (Q4_1)" })).toBeChecked();
    await expectAccessible();
  });
});

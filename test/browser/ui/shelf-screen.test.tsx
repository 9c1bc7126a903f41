import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { ProfileEntry } from "../../../src/domain/private-profile.ts";
import type { RecommendQuestion } from "../../../src/domain/recommendation.ts";
import { expectAccessible, lastCall, mountApp, unmountApp } from "./mount.tsx";

vi.setConfig({ testTimeout: 15_000 });
afterEach(() => {
  vi.restoreAllMocks();
  unmountApp();
});

const PHRASE = "apple river sonnet lantern";
const ENTRIES: readonly ProfileEntry[] = [
  { itemId: "9780140400000", title: "Middlemarch", authors: ["George Eliot"], reaction: "loved" },
  { itemId: "elsewhere-1", title: "A Book of Another Shop", authors: ["N. N."], reaction: "read" },
];
const books = () => page.getByRole("list", { name: "Books on my shelf" });

describe("my shelf", () => {
  it("says what each guard keeps out, and passes axe in both themes", async () => {
    mountApp("/shelf");
    await expect.element(page.getByRole("button", { name: "Begin my shelf" })).toBeVisible();
    await expect.element(page.getByText(/anyone who can unlock this device/)).toBeVisible();
    await expect.element(page.getByText(/nobody can bring it back/)).toBeVisible();
    await expectAccessible();
  });

  it("begins on the device's own key, takes titles and recommends from them", async () => {
    const { shop } = mountApp("/shelf");
    await page.getByRole("button", { name: "Begin my shelf" }).click();
    expect(lastCall(shop, "profile.create")).toEqual([{ guard: "device" }]);
    await expect.element(page.getByText(/Your shelf is empty/)).toBeVisible();
    await expectAccessible();
    await userEvent.fill(page.getByRole("combobox", { name: "A book you have read" }), "jane eyre");
    await userEvent.keyboard("{Enter}");
    await expect.element(books()).toHaveTextContent("Jane Eyre");
    await expect.element(page.getByText("1 book, guarded by this device")).toBeVisible();
    await expect
      .element(page.getByRole("list", { name: "What next" }).getByRole("listitem").first())
      .toHaveTextContent("Because of Jane Eyre");
    expect((lastCall(shop, "recommend")?.[0] as RecommendQuestion | undefined)?.reader).toEqual({
      entries: [{ itemId: "9780140400007", reaction: "loved" }],
    });
    await userEvent.selectOptions(
      page.getByRole("combobox", { name: "Jane Eyre: what you say of it" }),
      "disliked",
    );
    await expect.poll(() => lastCall(shop, "profile.put")?.[0]).toMatchObject({ reaction: "disliked" });
    await page.getByRole("button", { name: "Take Jane Eyre off" }).click();
    await expect.element(page.getByText(/Your shelf is empty/)).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.element(books()).toHaveTextContent("Jane Eyre");
  });

  it("wants the same passphrase twice and a strong one, then is locked and opened by it", async () => {
    const { shop } = mountApp("/shelf");
    await page.getByRole("radio", { name: /A passphrase/ }).click();
    const begin = page.getByRole("button", { name: "Begin my shelf" });
    await expect.element(begin).toBeDisabled();
    await userEvent.fill(page.getByLabelText(/^Passphrase/), "short");
    await userEvent.fill(page.getByLabelText("The same once more"), "shorter");
    await expect.element(page.getByText("The two are not the same yet.")).toBeVisible();
    await expectAccessible();
    await userEvent.fill(page.getByLabelText("The same once more"), "short");
    await begin.click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("too easy to guess");
    await userEvent.fill(page.getByLabelText(/^Passphrase/), PHRASE);
    await userEvent.fill(page.getByLabelText("The same once more"), PHRASE);
    await begin.click();
    await page.getByRole("button", { name: "Lock it now" }).click();
    await expect.element(page.getByText("Your shelf is locked.")).toBeVisible();
    await expectAccessible();
    await userEvent.fill(page.getByLabelText("Passphrase"), "not this one at all");
    await page.getByRole("button", { name: "Open it" }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("This is not the passphrase.");
    await userEvent.fill(page.getByLabelText("Passphrase"), PHRASE);
    await page.getByRole("button", { name: "Open it" }).click();
    await expect.element(page.getByText(/Your shelf is empty/)).toBeVisible();
    expect(lastCall(shop, "profile.open")).toEqual([{ guard: "passphrase", passphrase: PHRASE }]);
  });

  it("shows the list whole, with titles no catalogue here has, and passes axe", async () => {
    mountApp("/shelf", { profile: { guard: "device" }, profileEntries: ENTRIES });
    await expect.element(books()).toHaveTextContent("Middlemarch");
    await expect.element(books()).toHaveTextContent("A Book of Another Shop");
    await expect
      .element(page.getByRole("list", { name: "What next" }).getByRole("listitem").first())
      .toHaveTextContent("Because of Middlemarch");
    await expectAccessible();
    mountApp("/shelf", { profile: { guard: "device" }, profileEntries: ENTRIES, datasets: [] });
    await expect.element(books()).toHaveTextContent("A Book of Another Shop");
    expect(page.getByRole("list", { name: "What next" }).elements()).toHaveLength(0);
  });

  it("carries the list out, sealed or readable, and takes a file in", async () => {
    const { shop } = mountApp("/shelf", { profile: { guard: "device" }, profileEntries: ENTRIES });
    const phrase = page.getByLabelText("Passphrase for the file");
    await userEvent.fill(phrase, "weak");
    await page.getByRole("button", { name: "Save it sealed" }).click();
    await expect.element(page.getByText(/too easy to guess/)).toBeVisible();
    await userEvent.fill(phrase, PHRASE);
    await page.getByRole("button", { name: "Save it sealed" }).click();
    await expect.poll(() => lastCall(shop, "profile.exportSealed")).toEqual([PHRASE]);
    await expect.element(phrase).toHaveValue("");
    await page.getByRole("button", { name: "Save it readable" }).click();
    await expect.poll(() => lastCall(shop, "profile.exportPlain")).toEqual([]);
    const other = { passphrase: PHRASE, entries: [{ ...ENTRIES[0]!, itemId: "x", title: "Emma" }] };
    const file = new File([JSON.stringify(other)], "my-shelf.shelf");
    const take = async (passphrase: string): Promise<void> => {
      await userEvent.upload(page.getByLabelText("A file of a shelf"), file);
      await userEvent.fill(page.getByLabelText("Its passphrase, if it is sealed"), passphrase);
      await page.getByRole("button", { name: "Take it in" }).click();
    };
    await take("wrong words for it");
    await expect.element(page.getByText(/not the passphrase of the file/)).toBeVisible();
    await take(PHRASE);
    await expect.element(books()).toHaveTextContent("Emma");
    await expect.element(page.getByText("The file is taken in: +1 books.")).toBeVisible();
    await page.getByRole("radio", { name: "Replace my shelf" }).click({ force: true });
    await take(PHRASE);
    await expect.element(books()).not.toHaveTextContent("Middlemarch");
  });

  it("is guarded in another way, asks the passkey, and forgets at one tap and a question", async () => {
    const { shop } = mountApp("/shelf", { profile: { guard: "device" }, profileEntries: ENTRIES });
    await page.getByRole("button", { name: "Guard it in another way" }).click();
    await page.getByRole("button", { name: "Leave it as it is" }).click();
    await page.getByRole("button", { name: "Guard it in another way" }).click();
    await page.getByRole("radio", { name: /A passkey/ }).click();
    vi.spyOn(navigator.credentials, "create").mockRejectedValue(
      new DOMException("dismissed", "NotAllowedError"),
    );
    await page.getByRole("button", { name: "Guard it so" }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("The passkey was not given");
    const first = new Uint8Array(32).fill(7).buffer;
    vi.spyOn(navigator.credentials, "create").mockResolvedValue({
      rawId: Uint8Array.of(1, 2, 3).buffer,
      getClientExtensionResults: () => ({ prf: { enabled: true, results: { first } } }),
    } as unknown as Credential);
    await page.getByRole("button", { name: "Guard it so" }).click();
    await expect.element(page.getByText(/guarded by a passkey now/)).toBeVisible();
    expect(lastCall(shop, "profile.changeGuard")?.[0]).toMatchObject({
      guard: "passkey",
      output: new Uint8Array(32).fill(7),
    });
    await page.getByRole("button", { name: "Lock it now" }).click();
    vi.spyOn(navigator.credentials, "get").mockResolvedValue({
      getClientExtensionResults: () => ({ prf: { results: { first } } }),
    } as unknown as Credential);
    await page.getByRole("button", { name: "Open it with my passkey" }).click();
    await expect.element(books()).toBeVisible();
    await page.getByRole("button", { name: "Forget my shelf" }).click();
    await expectAccessible();
    await page.getByRole("button", { name: "Forget it", exact: true }).click();
    await expect.element(page.getByRole("button", { name: "Begin my shelf" })).toBeVisible();
    await expect.element(page.getByText(/gone from this device, and so is its key/)).toBeVisible();
  });

  it("shows that it has locked itself, and what goes wrong, with forgetting always at hand", async () => {
    const { shop } = mountApp("/shelf", {
      profile: { guard: "passphrase", passphrase: PHRASE },
      profileEntries: ENTRIES,
    });
    await userEvent.fill(page.getByLabelText("Passphrase"), PHRASE);
    await page.getByRole("button", { name: "Open it" }).click();
    await expect.element(books()).toBeVisible();
    await shop.profile.lock();
    await page.getByRole("button", { name: "Take Middlemarch off" }).click();
    await expect.element(page.getByText("Your shelf is locked.").first()).toBeVisible();
    shop.fail("profile.status");
    await userEvent.fill(page.getByLabelText("Passphrase"), PHRASE);
    await page.getByRole("button", { name: "Open it" }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("the disk is on fire");
    await expect.element(page.getByRole("button", { name: "Forget my shelf" })).toBeVisible();
    shop.mend("profile.status");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(books()).toBeVisible();
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright";
import { chromiumFlags, findChromium } from "../../scripts/chromium.mjs";

/** A Chromium with a profile on disk, so that it can be closed and opened again with its data. */
export interface ShopBrowser {
  readonly context: BrowserContext;
  /** Errors and failed requests seen on any page: a test that expects none checks that this is empty. */
  readonly complaints: string[];
  newPage(): Promise<Page>;
  /** Close, and open a new Chromium on the same profile. */
  restart(): Promise<ShopBrowser>;
  close(): Promise<void>;
}

export const TABLET = { width: 1280, height: 800 };

/** Open a Chromium at tablet size on an empty profile. */
export async function openShopBrowser(
  options: { touch?: boolean; args?: string[] } = {},
): Promise<ShopBrowser> {
  const profile = await mkdtemp(join(tmpdir(), "soma-profile-"));
  return launch(profile, options);
}

async function launch(profile: string, options: { touch?: boolean; args?: string[] }): Promise<ShopBrowser> {
  const executablePath = findChromium();
  if (executablePath === null)
    throw new Error("No Chromium found: run `npm test`, which installs one or says how.");
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...chromiumFlags, ...(options.args ?? [])],
    viewport: TABLET,
    hasTouch: options.touch ?? false,
    acceptDownloads: true,
    serviceWorkers: "allow",
  });
  const complaints: string[] = [];
  const watch = (page: Page): void => {
    page.on("pageerror", (error) => complaints.push(`page error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(`console: ${message.text()} ${message.location().url}`);
    });
  };
  for (const page of context.pages()) watch(page);
  context.on("page", watch);
  return {
    context,
    complaints,
    newPage: () => context.newPage(),
    restart: async () => {
      await context.close();
      return launch(profile, options);
    },
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

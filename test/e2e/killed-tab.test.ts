import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright";
import { seededRandom } from "../../src/core/random.ts";
import { serveApp, type AppServer } from "./app-server.ts";
import { openShopBrowser, type ShopBrowser } from "./shop-browser.ts";
import { orderShown } from "./steps.ts";

const KILLS = 20;
const seed = Number(process.env["SOMA_TEST_SEED"] ?? 20);
const random = seededRandom(seed, "killed-tab");

let app: AppServer;
let browser: ShopBrowser;
beforeAll(async () => {
  app = await serveApp();
  browser = await openShopBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

describe(`the tab killed ${KILLS} times at random moments`, () => {
  it(
    "starts again or goes on each time, and never shows half an artifact",
    { timeout: 600_000 },
    async () => {
      const met = { welcome: 0, prompt: 0, resume: 0, order: 0 };
      let published = 0;
      for (let kill = 1; kill <= KILLS; kill++) {
        const page = await browser.newPage();
        const state = await startWork(page);
        met[state]++;
        // A slow machine gets further each time, so that the kills do not all fall into the demo's import.
        const longest = state === "welcome" ? 1200 * (1 + met.welcome / 3) : 2500;
        await page.waitForTimeout(30 + random.integer(Math.round(longest)));
        await killTab(page);
        const store = await artifactsOf();
        expect(store.faults, `seed ${seed}, kill ${kill} in state ${state}`).toEqual([]);
        expect(store.versions, `seed ${seed}, kill ${kill}: versions never vanish`).toBeGreaterThanOrEqual(
          published,
        );
        published = store.versions;
      }
      const page = await browser.newPage();
      const last = await startWork(page);
      if (last !== "welcome") await page.goto(`${app.address}/`);
      await Promise.race([
        orderShown(page),
        page.getByRole("button", { name: /Forecast now|Go on/ }).waitFor(),
      ]);
      const button = page.getByRole("button", { name: /Forecast now|Go on/ });
      if (await button.isVisible()) await button.click();
      await orderShown(page);
      expect((await artifactsOf()).faults).toEqual([]);
      console.log(`seed ${seed}: killed in states ${JSON.stringify(met)}, ${published} versions published`);
      // Without interrupted trainings among them the kills would have proved little.
      expect(met.resume, JSON.stringify(met)).toBeGreaterThan(0);
    },
  );
});

/** Begin whatever the screen offers: the demo, a forecast, the rest of an interrupted one, or a new training. */
async function startWork(page: Page): Promise<"welcome" | "prompt" | "resume" | "order"> {
  await page.goto(`${app.address}/`);
  const welcome = page.getByRole("button", { name: /Open the demo shop/ });
  const prompt = page.getByRole("button", { name: "Forecast now" });
  const resume = page.getByRole("button", { name: "Go on", exact: true });
  const order = page.getByRole("list", { name: /Titles to order/ }).getByRole("link");
  await welcome.or(prompt).or(resume).or(order).first().waitFor({ timeout: 30_000 });
  if (await welcome.isVisible()) {
    await welcome.click();
    return "welcome";
  }
  for (const [button, state] of [
    [prompt, "prompt"],
    [resume, "resume"],
  ] as const) {
    if (!(await button.isVisible())) continue;
    await button.click();
    return state;
  }
  await page.goto(`${app.address}/train`);
  const start = page.getByRole("button", { name: "Start training" });
  await start.or(resume).first().waitFor();
  await page.waitForTimeout(200);
  if (await resume.isVisible()) {
    await resume.click();
    return "resume";
  }
  await page.getByRole("region", { name: "New forecast" }).getByRole("radio", { name: "Best" }).check();
  await start.click();
  return "order";
}

/** End the page's renderer process and with it every worker, in the middle of whatever they do. */
async function killTab(page: Page): Promise<void> {
  const session = await browser.context.newCDPSession(page);
  const crashed = new Promise((resolve) => page.once("crash", resolve));
  // The answer never comes: the process that would send it is gone.
  session.send("Page.crash").catch(() => {});
  await crashed;
  await page.close();
}

/** What a reader who knows only the stored bytes would find wrong with the published versions. */
async function artifactsOf(): Promise<{ versions: number; faults: string[] }> {
  const page = await browser.newPage();
  await page.goto(`${app.address}/manifest.webmanifest`);
  const found = await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(new Error(String(request.error))));
      });
    const known = await indexedDB.databases();
    if (!known.some((database) => database.name === "soma-edge")) return { versions: 0, faults: [] };
    const db = await done(indexedDB.open("soma-edge"));
    if (!db.objectStoreNames.contains("artifacts")) return { versions: 0, faults: [] };
    const store = db.transaction("artifacts").objectStore("artifacts");
    const [allKeys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    const keys = allKeys as string[];
    db.close();
    const files = new Map(keys.map((key, i) => [key, values[i] as Uint8Array<ArrayBuffer>]));
    const folder = "artifacts/models/demand_forecasting/";
    const indexBytes = files.get(`${folder}index.json`);
    if (indexBytes === undefined)
      return { versions: 0, faults: keys.map((key) => `${key} without an index`) };
    const index = JSON.parse(new TextDecoder().decode(indexBytes)) as {
      versions: { version: string; sha256: Record<string, string> }[];
      champion: Record<string, string>;
    };
    const faults: string[] = [];
    const expected = new Set([`${folder}index.json`]);
    for (const { version, sha256 } of index.versions) {
      for (const [file, hash] of Object.entries(sha256)) {
        const key = `${folder}${version}/${file}`;
        expected.add(key);
        const bytes = files.get(key);
        const digest = bytes && new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        const hex = digest && [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        if (hex !== hash) faults.push(`${key} is ${bytes === undefined ? "missing" : "damaged"}`);
      }
    }
    // A training's run is finished in the same write as its version; one that was killed has none.
    const runs = [...files].filter(([key]) => key.startsWith("artifacts/runs/"));
    const recorded = new Set<string>();
    for (const [key, bytes] of runs) {
      expected.add(key);
      const run = JSON.parse(new TextDecoder().decode(bytes)) as {
        run_id: string;
        status: string;
        model: { name: string; version: string } | null;
      };
      if (!key.endsWith(`/${run.run_id}/run.json`)) faults.push(`${key} is the run ${run.run_id}`);
      if ((run.model === null) !== (run.status !== "finished")) faults.push(`${key} is ${run.status}`);
      if (run.model?.name === "demand_forecasting") recorded.add(run.model.version);
    }
    for (const { version } of index.versions)
      if (!recorded.has(version)) faults.push(`${version} has no run`);
    for (const key of files.keys()) if (!expected.has(key)) faults.push(`${key} belongs to no version`);
    for (const champion of Object.values(index.champion)) {
      if (!index.versions.some(({ version }) => version === champion))
        faults.push(`champion ${champion} is missing`);
    }
    return { versions: index.versions.length, faults };
  });
  await page.close();
  return found;
}

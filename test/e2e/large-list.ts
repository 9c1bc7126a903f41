/** The list of titles in a shop of 30,000: its data, and how it moves. Shared by a test and the bench `screens`. */
import type { Page } from "playwright";
import { seededRandom } from "../../src/core/random.ts";
import { isoDate } from "../../src/domain/calendar.ts";

export const TITLES = 30_000;
export const SCROLLER = ".title-scroller";
/** A row of the list, without its head. */
export const ROW = `${SCROLLER} .title-line`;
/** Queries of which each shows other titles than the one before: a prefix, a typing mistake, a number, two words. */
export const QUERIES = ["har", "moreau", "lihgt", "9780000012345", "winter garden", "tanaka 777", "orch"];

/** Scroll with the wheel for a while; frame times of the page and its longest task. */
export async function scrollFor(
  page: Page,
  durationMs: number,
): Promise<{ frames: { median: number; p95: number }; longest: number; travelled: number }> {
  await page.mouse.move(640, 500);
  await page.evaluate(() => {
    const frames: number[] = [];
    let last = performance.now();
    const tick = (now: number): void => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    Object.assign(globalThis, { somaFrames: frames });
  });
  const start = await scrolledTo(page);
  const longest = await withLongTasks(page, async () => {
    const until = Date.now() + durationMs;
    while (Date.now() < until) {
      await page.mouse.wheel(0, 400);
      await page.waitForTimeout(16);
    }
  });
  const frames = await page.evaluate(() =>
    (globalThis as unknown as { somaFrames: number[] }).somaFrames.slice(2),
  );
  const sorted = frames.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;
  return { frames: { median: at(0.5), p95: at(0.95) }, longest, travelled: (await scrolledTo(page)) - start };
}

/** Pixels that the list of titles is scrolled down. */
export function scrolledTo(page: Page): Promise<number> {
  return page.locator(SCROLLER).evaluate((scroller) => scroller.scrollTop);
}

/** Longest main-thread task (ms, 0 when none was over 50) while `act` runs, by the browser's own observer. */
export async function withLongTasks(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map((entry) => entry.duration)),
    ).observe({
      type: "longtask",
    });
    Object.assign(globalThis, { somaTasks: tasks });
  });
  await act();
  return page.evaluate(() => Math.max(0, ...(globalThis as unknown as { somaTasks: number[] }).somaTasks));
}

/** Milliseconds from the input event to the first change of the list's rows, measured in the page. */
export function answerTime(page: Page, query: string): Promise<number> {
  return page.evaluate(
    (text) =>
      new Promise<number>((resolve, reject) => {
        const input = document.querySelector<HTMLInputElement>("input[type=search]")!;
        const main = document.querySelector("main")!;
        const timer = setTimeout(() => reject(new Error(`no answer to ${text}`)), 5000);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          observer.disconnect();
          resolve(performance.now() - start);
        });
        input.value = text;
        const start = performance.now();
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        observer.observe(main, { childList: true, subtree: true, characterData: true });
      }),
    query,
  );
}

/** A year of a large shop: every title sold a few times, some often. */
export function largeTill(): string {
  const random = seededRandom(30, "large-till");
  const nouns = [
    "Harbour",
    "Garden",
    "Winter",
    "Light",
    "River",
    "House",
    "Letter",
    "Orchard",
    "Island",
    "Clock",
  ];
  const names = [
    "Moreau",
    "Adeyemi",
    "Lindqvist",
    "Tanaka",
    "Okafor",
    "Brandt",
    "Silva",
    "Novak",
    "Haddad",
    "Quinn",
  ];
  const lines = ["Date,ISBN,Title,Quantity,Price"];
  for (let i = 0; i < TITLES; i++) {
    const noun = nouns[i % 10]!;
    const title = `The ${noun} of ${names[Math.floor(i / 10) % 10]!} and the ${nouns[random.integer(10)]!} ${i}`;
    const sales = 2 + Math.floor(Math.exp(1 + 1.2 * random.normal()));
    for (let sale = 0; sale < Math.min(sales, 200); sale++) {
      const date = isoDate(20300 + random.integer(364));
      lines.push(`${date},978000${String(i).padStart(7, "0")},${title},1,${5 + (i % 20)}.99`);
    }
  }
  return lines.join("\n");
}

import { batch, createMemo, createSignal, type Accessor } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import type { DayNumber } from "../../domain/dataset.ts";
import type { OrderLine, ShopSettings, TodayPage } from "../../domain/order.ts";
import { count, counted } from "../format/numbers.ts";
import { weekdayDay } from "../format/days.ts";
import { createLoad, type Load } from "./load.ts";
import type { Services } from "./services.ts";
import type { Toasts } from "./toasts.ts";

/** The order of the day, kept above the router so that coming back shows it at once. */
export interface Today {
  readonly page: Load<TodayPage>;
  /** The lines fetched so far; edits show here at once. */
  readonly lines: readonly OrderLine[];
  readonly hasMore: Accessor<boolean>;
  loadMore(): Promise<void>;
  /** Copies to order, by what people decided over what we advise. */
  readonly totals: Accessor<{ readonly copies: number; readonly cents: number; readonly titles: number }>;
  edit(line: OrderLine, copies: number | null): Promise<void>;
  snooze(line: OrderLine, untilDay: DayNumber): Promise<void>;
  wakeAll(): Promise<void>;
  saveSettings(settings: ShopSettings): Promise<void>;
}

/** Lines fetched at once; the next ones come as the reader nears the end. */
export const PAGE_LINES = 100;

/** Copies of a line that the order will hold. */
export const ordered = (line: OrderLine): number => line.edited ?? line.advised;

export function createToday(services: Services, datasetId: Accessor<string | null>, toasts: Toasts): Today {
  const [lines, setLines] = createStore<OrderLine[]>([]);
  const [fetched, setFetched] = createSignal(0);
  let fetchingMore = false;
  // Edits on their way to the database, laid over an answer that was read before them.
  const underWay = new Map<string, number | null>();
  // The store changes what it is given, and the answer must stay as it came: hence the copies.
  const show = (all: readonly OrderLine[], fetchedCount: number): void => {
    const shown = all.map((line) => ({ ...line, edited: underWay.get(line.itemId) ?? line.edited }));
    batch(() => {
      setLines(reconcile(shown, { key: "itemId", merge: true }));
      setFetched(fetchedCount);
    });
  };
  const page = createLoad(datasetId, async (id: string) => {
    const wanted = Math.max(PAGE_LINES, Math.ceil(fetched() / PAGE_LINES) * PAGE_LINES);
    const answer = await services.predict.today(id, 0, wanted);
    if (id === datasetId()) show(answer.lines, answer.lines.length);
    return answer;
  });

  // The page's totals are of the moment it was fetched; edits since then are added to them.
  const totals = createMemo(() => {
    const answer = page.value();
    if (answer === undefined) return { copies: 0, cents: 0, titles: 0 };
    const before = new Map(answer.lines.map((line) => [line.itemId, line]));
    let copies = answer.totalCopies;
    let cents = answer.totalCents;
    for (const line of lines) {
      const change = ordered(line) - ordered(before.get(line.itemId) ?? line);
      copies += change;
      cents += change * (line.priceCents ?? 0);
    }
    return { copies, cents, titles: answer.total };
  });

  const indexOf = (itemId: string): number => lines.findIndex((line) => line.itemId === itemId);

  const save = async (itemId: string, before: number | null, copies: number | null): Promise<void> => {
    const id = datasetId();
    if (id === null) return;
    const put = (value: number | null): void => {
      const index = indexOf(itemId);
      if (index >= 0) setLines(index, (old) => ({ ...old, edited: value }));
    };
    put(copies);
    underWay.set(itemId, copies);
    try {
      await services.predict.editOrder(id, itemId, copies);
    } catch (thrown) {
      put(before);
      toasts.showError(thrown);
    } finally {
      if (underWay.get(itemId) === copies) underWay.delete(itemId);
    }
  };
  const edit = (line: OrderLine, copies: number | null): Promise<void> => {
    const { itemId, title, advised, edited } = line;
    toasts.show(
      copies === null || copies === advised
        ? `${title}: ${counted(advised, "copy", "copies")}, as advised.`
        : `${title}: ${counted(copies, "copy", "copies")}; we advise ${count(advised)}.`,
      { label: "Undo", run: () => void save(itemId, copies, edited) },
      `edit/${itemId}`,
    );
    return save(itemId, edited, copies);
  };

  const setSnooze = async (itemId: string, untilDay: DayNumber | null): Promise<boolean> => {
    const id = datasetId();
    if (id === null) return false;
    try {
      await services.predict.snoozeOrder(id, itemId, untilDay);
      await page.reload();
      return true;
    } catch (thrown) {
      toasts.showError(thrown);
      await page.reload();
      return false;
    }
  };

  return {
    page,
    lines,
    totals,
    edit,
    hasMore: () => fetched() < (page.value()?.total ?? 0),
    async loadMore() {
      const id = datasetId();
      const from = fetched();
      if (id === null || fetchingMore || page.loading() || from >= (page.value()?.total ?? 0)) return;
      fetchingMore = true;
      try {
        const next = await services.predict.today(id, from, PAGE_LINES).finally(() => (fetchingMore = false));
        if (id !== datasetId() || from !== fetched()) return;
        const known = new Set(lines.map((line) => line.itemId));
        const old = page.value();
        if (old !== undefined) page.set({ ...next, lines: [...old.lines, ...next.lines] });
        show([...lines, ...next.lines.filter((line) => !known.has(line.itemId))], from + next.lines.length);
      } catch (thrown) {
        toasts.showError(thrown);
      }
    },
    async snooze(line, untilDay) {
      const { itemId, title } = line;
      setLines((all) => all.filter((other) => other.itemId !== itemId));
      if (await setSnooze(itemId, untilDay)) {
        toasts.show(`${title} is put off until ${weekdayDay(untilDay)}.`, {
          label: "Undo",
          run: () => void setSnooze(itemId, null),
        });
      }
    },
    async wakeAll() {
      const id = datasetId();
      if (id === null) return;
      const woken = page.value()?.snoozed ?? 0;
      try {
        await services.predict.wakeAll(id);
        await page.reload();
        toasts.show(`${counted(woken, "title is", "titles are")} back in the list.`);
      } catch (thrown) {
        toasts.showError(thrown);
      }
    },
    async saveSettings(settings) {
      const id = datasetId();
      if (id === null) return;
      try {
        await services.predict.saveSettings(id, settings);
        await page.reload();
      } catch (thrown) {
        toasts.showError(thrown);
      }
    },
  };
}

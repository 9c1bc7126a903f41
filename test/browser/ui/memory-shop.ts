import { coreError } from "../../../src/core/errors.ts";
import { seededRandom } from "../../../src/core/random.ts";
import type { Services } from "../../../src/ui/state/services.ts";
import type { Rewriting } from "../../../src/bridge/rewrite.ts";
import type { ChangedKey } from "../../../src/bridge/storage.ts";
import type { AppError } from "../../../src/core/errors.ts";
import type { Progress } from "../../../src/core/progress.ts";
import type {
  DatasetRecord,
  ImportRecord,
  RejectedRow,
  StockRecord,
  TitleRecord,
} from "../../../src/domain/dataset.ts";
import type { TitleDetail, TitleTable } from "../../../src/domain/forecast-view.ts";
import type { FilePreview, ImportPlan, ImportReport } from "../../../src/domain/import-plan.ts";
import type { OrderLine, ShopSettings, TodayPage } from "../../../src/domain/order.ts";
import type { ProfileEntry, ProfileSecret } from "../../../src/domain/private-profile.ts";
import type { Provenance } from "../../../src/domain/provenance.ts";
import type { RecommendQuestion } from "../../../src/domain/recommendation.ts";
import type {
  TrainRecommenderReport,
  TrainRecommenderRequest,
} from "../../../src/domain/recommender-report.ts";
import type { PendingTraining, TrainReport, TrainRequest } from "../../../src/domain/training.ts";
import { memoryAsk, type MemoryAskOptions } from "./memory-ask.ts";
import type { RunRecord } from "../../../src/domain/run.ts";
import { madeRun, memoryExperiments } from "./memory-experiments.ts";
import { memoryProfile } from "./memory-profile.ts";
import { memoryTables } from "./memory-tables.ts";
import { CARDS, memoryOverview, memoryRecommend, memoryRelated } from "./memory-recommender.ts";

/** A promise that the test settles. */
export interface Gate<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

export function gate<T>(): Gate<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

const BOOKS: readonly (readonly [
  title: string,
  author: string,
  year: number,
  genre: string,
  pages: number,
])[] = [
  ["Middlemarch", "George Eliot", 1871, "Novel", 880],
  ["Pride and Prejudice", "Jane Austen", 1813, "Novel", 432],
  ["Moby-Dick; or, The Whale", "Herman Melville", 1851, "Novel", 635],
  ["The Picture of Dorian Gray", "Oscar Wilde", 1890, "Novel", 254],
  ["Frankenstein; or, The Modern Prometheus", "Mary Shelley", 1818, "Gothic", 280],
  ["Walden; or, Life in the Woods", "Henry David Thoreau", 1854, "Essays", 352],
  ["The Time Machine", "H. G. Wells", 1895, "Science fiction", 118],
  ["Jane Eyre", "Charlotte Brontë", 1847, "Novel", 532],
  ["The Hound of the Baskervilles", "Arthur Conan Doyle", 1902, "Crime", 256],
  ["Leaves of Grass", "Walt Whitman", 1855, "Poetry", 624],
];

/** The day after the last sale of the memory shop: Monday 28 September 2026. */
export const AS_OF_DAY = 20724;

export const DEMO: DatasetRecord = {
  id: "demo",
  name: "Demo bookshop",
  simulated: true,
  createdAt: "2026-09-28T07:00:00.000Z",
  revision: 1,
  currency: "GBP",
  firstDay: AS_OF_DAY - 730,
  lastDay: AS_OF_DAY - 1,
  itemCount: 300,
  lineCount: 51_200,
  imports: [importRecord("demo-sales", "demo-sales.csv", { rejected: 0 })],
};

export const OWN: DatasetRecord = {
  ...DEMO,
  id: "own",
  name: "Mill Road Books",
  simulated: false,
  currency: null,
  imports: [
    importRecord("first", "till-2025.csv", { rejected: 3 }),
    importRecord("second", "till-2026.csv", {}),
  ],
};

export function importRecord(importId: string, fileName: string, more: Partial<ImportRecord>): ImportRecord {
  return {
    importId,
    kind: "sales",
    fileName,
    importedAt: "2026-09-28T07:05:00.000Z",
    rows: 461_207,
    added: 455_940,
    alreadyKnown: 0,
    duplicatesInFile: 5_267,
    returns: 9_288,
    rejected: 0,
    durationMs: 4_620,
    ...more,
  };
}

/** What a memory shop is made of. */
export interface MemoryShopOptions {
  /** False: a shop that never counted its stock. */
  readonly stockKnown?: boolean;
  readonly datasets?: readonly DatasetRecord[];
  readonly titles?: number;
  readonly orderLines?: number;
  readonly trained?: boolean;
  /** Default: as the forecast. */
  readonly recommenderTrained?: boolean;
  /** What guards the private profile of this device; null: there is none. */
  readonly profile?: ProfileSecret | null;
  readonly profileEntries?: readonly ProfileEntry[];
  /** False: a recommender without a report, too few readers to measure it. */
  readonly recommenderMeasured?: boolean;
  readonly stale?: boolean;
  readonly warnings?: readonly string[];
  readonly pending?: PendingTraining | null;
  readonly serviceLines?: number;
  readonly persisted?: boolean;
  /** The question index and what is in it. */
  readonly ask?: MemoryAskOptions;
  readonly rewriting?: Rewriting;
  /** The trainings kept. */
  readonly runs?: readonly RunRecord[];
}

/** The services of the screens over arrays, for states that are hard to reach with real workers. */
export interface MemoryShop extends Services {
  /** Every call: method name and arguments. */
  readonly calls: { readonly method: string; readonly args: readonly unknown[] }[];
  /** The next call of the method answers with this instead. */
  answerNext(method: string, answer: () => Promise<unknown>): void;
  /** All calls of the method fail until `mend`. */
  fail(method: string, error?: AppError): void;
  mend(method: string): void;
  announce(changes: readonly ChangedKey[]): void;
  notice(error: AppError): void;
  /** The running job: report progress, finish it or fail it. */
  readonly job: {
    progress(progress: Progress): void;
    finish(): void;
    fail(error: AppError): void;
    readonly ended: number;
    /** How often the worker that answers questions was ended. */
    readonly asksStopped: number;
    readonly running: boolean;
  };
}

/** The failure used where any failure will do. */
export const BROKEN = coreError("core.unexpected", { message: "the disk is on fire" });

export function memoryShop(options: MemoryShopOptions = {}): MemoryShop {
  let datasets = [...(options.datasets ?? [DEMO])];
  let trained = options.trained ?? true;
  let stale = options.stale ?? false;
  let recommender = options.recommenderTrained ?? trained;
  let pending = options.pending ?? null;
  let persisted = options.persisted ?? false;
  let settings: ShopSettings = { serviceLevel: 0.9, leadTimeDays: 7, reviewDays: 7 };
  const titleCount = options.titles ?? 30;
  const edits = new Map<string, number>();
  const snoozed = new Map<string, number>();
  const stock = new Map<string, StockRecord>();
  const calls: MemoryShop["calls"] = [];
  const answers = new Map<string, (() => Promise<unknown>)[]>();
  const failures = new Map<string, AppError>();
  const changeListeners = new Set<(changes: readonly ChangedKey[]) => void>();
  const noticeListeners = new Set<(notice: AppError) => void>();
  let job: { finish: () => void; fail: (error: AppError) => void; progress: (p: Progress) => void } | null =
    null;
  let ended = 0;

  const dataset = (id: string): DatasetRecord => datasets.find((known) => known.id === id) ?? DEMO;
  const provenance = (id: string): Provenance => ({
    dataset: dataset(id),
    model: trained
      ? {
          version: "1.0.0",
          trainedAt: "2026-09-28T07:10:00.000Z",
          stale,
          metrics: { rmsse: 0.724, mae: 0.81, r2_score: 0.36, wape: 0.92, coverage_80: 0.803, pinball: 0.21 },
          winners: { ets: 3, median: 8 },
        }
      : null,
    warnings: options.warnings ?? [],
    asOfDay: dataset(id).lastDay === null ? null : dataset(id).lastDay! + 1,
  });
  const itemId = (row: number): string =>
    row % 7 === 3 ? `SKU ${row}/A` : `97801404${String(row).padStart(5, "0")}`;
  const titleOf = (row: number): TitleRecord => {
    const [title, author, year, genre, pages] = BOOKS[row % BOOKS.length]!;
    return {
      itemId: itemId(row),
      title: row < BOOKS.length ? title : `${title}, copy ${Math.floor(row / BOOKS.length) + 1}`,
      authors: [author],
      year,
      genre,
      priceCents: 799 + (row % 9) * 100,
      isbn: row % 7 === 3 ? null : itemId(row),
      pages,
      language: row % 3 === 2 ? "fr" : "en",
      series: row % 10 === 8 ? { name: "Sherlock Holmes", number: 5 } : null,
      ageFrom: null,
      format: null,
      publisher: null,
      subjects: [],
      availability: null,
      description: `A book of ${year}, told over ${pages} pages, in which people want what they should not and learn what they would rather not.`,
    };
  };
  const rowOf = (id: string): number => {
    for (let row = 0; row < titleCount; row++) if (itemId(row) === id) return row;
    return -1;
  };
  const stockOf = (row: number): StockRecord | null =>
    stock.get(itemId(row)) ??
    (options.stockKnown === false || row % 5 === 4
      ? null
      : {
          itemId: itemId(row),
          onHand: row % 4,
          onOrder: 0,
          reserved: row % 3 === 0 ? 1 : 0,
          leadTimeDays: null,
          packSize: 1,
        });
  const lineOf = (row: number): OrderLine => {
    const title = titleOf(row);
    const kept = stockOf(row);
    const expected = 9.4 - (row % 9);
    const target = Math.ceil(expected * (1 + settings.serviceLevel / 2));
    const onHand = kept?.onHand ?? null;
    const advised = Math.max(0, target - (onHand ?? 0) - (kept?.onOrder ?? 0) + (kept?.reserved ?? 0));
    return {
      itemId: title.itemId,
      title: title.title,
      authors: title.authors,
      priceCents: row % 11 === 10 ? null : title.priceCents,
      advised,
      edited: edits.get(title.itemId) ?? null,
      onHand,
      onOrder: kept?.onOrder ?? 0,
      reserved: kept?.reserved ?? 0,
      expected,
      target,
      low: Math.max(0, expected - 3),
      high: expected + 4,
      stockOutDay: row % 6 === 5 ? null : AS_OF_DAY + (row % 9),
      atRiskCents: row % 11 === 10 ? null : Math.max(100, 9_900 - row * 320),
      why: `We expect ${Math.round(expected)} by 12 October and ${onHand === null ? "do not know what is" : `${onHand} are`} on the shelf.`,
      lowConfidence: row % 8 === 7,
    };
  };
  const orderLines = (): OrderLine[] =>
    Array.from({ length: options.orderLines ?? 12 }, (_, row) => lineOf(row)).filter(
      (line) => !snoozed.has(line.itemId),
    );

  const announce = (changes: readonly ChangedKey[]): void => {
    for (const listener of changeListeners) listener(changes);
  };
  const replaceDataset = (next: DatasetRecord): void => {
    datasets = datasets.some((known) => known.id === next.id)
      ? datasets.map((known) => (known.id === next.id ? next : known))
      : [...datasets, next];
  };
  const runJob = <T>(onProgress: (progress: Progress) => void, done: () => T): Promise<T> => {
    const { promise, resolve, reject } = gate<T>();
    job = { finish: () => resolve(done()), fail: reject, progress: onProgress };
    return promise.finally(() => {
      job = null;
    });
  };

  const books = {
    count: titleCount,
    titleOf,
    rowOf,
    onHandOf: (row: number) => stockOf(row)?.onHand ?? null,
  };

  const methods = {
    datasets: async () => [...datasets],
    openDemoShop: (onProgress: (p: Progress) => void) =>
      runJob(onProgress, () => {
        replaceDataset(DEMO);
        return DEMO;
      }),
    setCurrency: async (datasetId: string, currency: string | null): Promise<DatasetRecord> => {
      const changed = { ...dataset(datasetId), currency };
      replaceDataset(changed);
      return changed;
    },
    createDataset: async (name: string): Promise<DatasetRecord> => {
      const created: DatasetRecord = {
        ...OWN,
        id: `shop-${datasets.length}`,
        name,
        imports: [],
        firstDay: null,
        lastDay: null,
        itemCount: 0,
        lineCount: 0,
      };
      replaceDataset(created);
      return created;
    },
    deleteDataset: async (id: string) => {
      datasets = datasets.filter((known) => known.id !== id);
    },
    inspectFile: async (file: File, plan?: Partial<ImportPlan>): Promise<FilePreview> =>
      preview(file, plan ?? {}),
    importFile: (id: string, file: File, plan: ImportPlan, onProgress: (p: Progress) => void) =>
      runJob(onProgress, (): ImportReport => {
        const record = importRecord(`import-${calls.length}`, file.name, {
          kind: plan.kind,
          rejected: 3,
          alreadyKnown: 12,
        });
        const into = dataset(id);
        replaceDataset({
          ...into,
          imports: [...into.imports, record],
          lineCount: 455_940,
          itemCount: 300,
          firstDay: DEMO.firstDay,
          lastDay: DEMO.lastDay,
        });
        stale = trained;
        return { record, firstRejects: rejects().slice(0, 2) };
      }),
    undoImport: async (id: string, importId: string) => {
      const into = dataset(id);
      replaceDataset({ ...into, imports: into.imports.filter((record) => record.importId !== importId) });
      return dataset(id);
    },
    rejectedRows: async (_importId: string, offset: number, limit: number) =>
      rejects().slice(offset, offset + limit),
    rejectedRowsFile: async () => new Blob(["line,reason\n"], { type: "text/csv" }),
    pending: async () => pending,
    train: (request: TrainRequest, onProgress: (p: Progress) => void) =>
      runJob(onProgress, (): TrainReport => {
        trained = true;
        stale = false;
        pending = null;
        return {
          version: request.preset === "fast" ? "1.0.0" : "1.1.0",
          titles: 300,
          lowConfidence: 41,
          durationMs: 42_300,
          metrics: { rmsse: 0.724, mae: 0.81, coverage_80: 0.803 },
          winners: { ets: 61, theta: 38, tsb: 72, median: 129 },
        };
      }),
    discardPending: async () => {
      pending = null;
    },
    provenance: async (id: string) => provenance(id),
    titleTable: async () => table(titleCount, options.serviceLines ?? 2, titleOf, stockOf),
    searchTitles: async (_id: string, query: string) => {
      const words = query.toLowerCase();
      const rows: number[] = [];
      for (let row = 0; row < titleCount; row++) {
        const title = titleOf(row);
        if (`${title.title} ${title.authors[0]} ${title.itemId}`.toLowerCase().includes(words))
          rows.push(row);
      }
      return Uint32Array.from(rows);
    },
    title: async (id: string, item: string): Promise<TitleDetail> => {
      const row = rowOf(item);
      if (row < 0) throw coreError("core.unexpected", { message: `no title ${item}` });
      return detail(provenance(id), titleOf(row), stockOf(row), lineOf(row), trained);
    },
    findByCode: async (_id: string, code: string) => (rowOf(code) >= 0 ? code : null),
    today: async (id: string, offset: number, limit: number): Promise<TodayPage> => {
      const lines = trained && dataset(id).lineCount > 0 ? orderLines() : [];
      const copiesOf = (line: OrderLine): number => line.edited ?? line.advised;
      return {
        provenance: provenance(id),
        settings,
        total: lines.length,
        totalCopies: lines.reduce((sum, line) => sum + copiesOf(line), 0),
        totalCents: lines.reduce((sum, line) => sum + copiesOf(line) * (line.priceCents ?? 0), 0),
        atRiskCents: lines.reduce((sum, line) => sum + (line.atRiskCents ?? 0), 0),
        snoozed: snoozed.size,
        lines: lines.slice(offset, offset + limit),
      };
    },
    saveSettings: async (_id: string, next: ShopSettings) => {
      settings = next;
    },
    editOrder: async (_id: string, item: string, copies: number | null) => {
      if (copies === null) edits.delete(item);
      else edits.set(item, copies);
    },
    snoozeOrder: async (_id: string, item: string, untilDay: number | null) => {
      if (untilDay === null) snoozed.delete(item);
      else snoozed.set(item, untilDay);
    },
    wakeAll: async () => snoozed.clear(),
    saveStock: async (_id: string, record: StockRecord) => {
      stock.set(record.itemId, record);
    },
    exportOrder: async (_id: string, format: "csv" | "xlsx") => new Blob([`order as ${format}`]),
    catalogueFacets: async () => ({
      genres: [
        { value: "Novel", titles: 15 },
        { value: "Science fiction", titles: 3 },
        { value: "Poetry", titles: 3 },
      ],
      languages: [
        { value: "en", titles: 20 },
        { value: "fr", titles: 10 },
      ],
      ages: true,
    }),
    recommend: async (question: RecommendQuestion) =>
      memoryRecommend(books, provenance(question.datasetId), recommender ? "1.0.0" : null, question),
    related: async (_id: string, item: string) => memoryRelated(books, item),
    customers: async (_id: string, query: string) =>
      CARDS.filter((card) => card.customer.toLowerCase().includes(query.toLowerCase())),
    recommenderReport: async () => {
      if (!recommender) return null;
      const overview = memoryOverview(stale);
      return options.recommenderMeasured === false ? { ...overview, report: null } : overview;
    },
    trainRecommender: (_request: TrainRecommenderRequest, onProgress: (p: Progress) => void) =>
      runJob(onProgress, (): TrainRecommenderReport => {
        recommender = true;
        return {
          version: "1.0.0",
          readers: 412,
          titles: 298,
          pairs: 9_204,
          durationMs: 3_200,
          method: "Directed item–item family",
          metrics: { recall: 0.21, ndcg: 0.12 },
        };
      }),
    storageStatus: async () => ({ usedBytes: 48_200_000, quotaBytes: 2_400_000_000, persisted }),
    requestPersistence: async () => {
      persisted = true;
      return persisted;
    },
  };

  /** The methods with their calls recorded under `prefix` and their name, failing and answering as the test says. */
  const recorded = <Api extends object>(answering: Api, prefix = ""): Api =>
    new Proxy(answering, {
      get:
        (_, method: string) =>
        (...args: unknown[]): Promise<unknown> => {
          const name = prefix + method;
          calls.push({ method: name, args });
          const failure = failures.get(name);
          if (failure !== undefined) return Promise.reject(failure);
          const answer = answers.get(name)?.shift();
          if (answer !== undefined) return answer();
          return (answering as unknown as Record<string, (...a: unknown[]) => Promise<unknown>>)[method]!(
            ...args,
          );
        },
    });
  const api = recorded(methods);
  const tables = recorded(memoryTables());
  const asking = recorded(memoryAsk(books, provenance, runJob, options.ask ?? {}));
  let asksStopped = 0;
  const end = (): void => {
    ended++;
    job = null;
  };
  const openWorker = () => ({ api, end });

  return {
    ingest: api,
    predict: api,
    train: api,
    tables,
    openTables: () => ({ api: tables, end }),
    answer: api,
    profile: recorded(memoryProfile(options.profile ?? null, options.profileEntries ?? []), "profile."),
    experiments: recorded(
      memoryExperiments(options.runs ?? [0, 1, 2].map((number) => madeRun(number)), announce),
    ),
    ask: asking,
    stopAsk: () => {
      asksStopped++;
    },
    rewriting: options.rewriting ?? {
      browserModel: async () => "unavailable",
      fetchBrowserModel: async () => {},
      rewrite: async () => ({ sentences: [], dropped: 0 }),
    },
    askIndex: asking,
    openAskIndex: () => ({ api: asking, end }),
    openAnswer: openWorker,
    openIngest: openWorker,
    openTrain: openWorker,
    storageStatus: () => api.storageStatus(),
    requestPersistence: () => api.requestPersistence(),
    onChanges(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    onNotice(listener) {
      noticeListeners.add(listener);
      return () => noticeListeners.delete(listener);
    },
    calls,
    answerNext(method, answer) {
      answers.set(method, [...(answers.get(method) ?? []), answer]);
    },
    fail(method, error = BROKEN) {
      failures.set(method, error);
    },
    mend(method) {
      failures.delete(method);
    },
    announce,
    notice(error) {
      for (const listener of noticeListeners) listener(error);
    },
    job: {
      progress: (progress) => job?.progress(progress),
      finish: () => job?.finish(),
      fail: (error) => job?.fail(error),
      get ended() {
        return ended;
      },
      get asksStopped() {
        return asksStopped;
      },
      get running() {
        return job !== null;
      },
    },
  };
}

function rejects(): RejectedRow[] {
  return [
    {
      line: 17,
      reason: "“31/02/2026” is no date; day, month, year was expected.",
      cells: ["31/02/2026", "9780140400000", "1"],
    },
    {
      line: 203,
      reason: "The quantity is empty; a number was expected.",
      cells: ["01/03/2026", "9780140400001", ""],
    },
    { line: 9_941, reason: "The row has 2 cells; 3 were expected.", cells: ["02/03/2026", "9780140400002"] },
  ];
}

function preview(file: File, plan: Partial<ImportPlan>): FilePreview {
  const kind = plan.kind ?? "sales";
  return {
    fileName: file.name,
    sizeBytes: file.size,
    format: file.name.endsWith(".parquet") ? "parquet" : file.name.endsWith(".xlsx") ? "xlsx" : "csv",
    gzip: false,
    columns: ["Datum", "ISBN", "Menge", "Preis", "Titel"],
    rows: [
      ["03/04/2026", "9780140400000", "1", "7.99", "Middlemarch"],
      ["03/04/2026", "9780140400001", "2", "8.99", "Pride and Prejudice"],
      ["04/04/2026", "9780140400002", "-1", "9.99", "Moby-Dick"],
    ],
    plan: {
      kind,
      mapping:
        kind === "sales"
          ? { date: 0, item: 1, quantity: 2, price: 3 }
          : kind === "stock"
            ? { item: 1 }
            : { item: 1, title: 4 },
      encoding: "utf-8",
      delimiter: ",",
      hasHeader: true,
      dateOrder: "DMY",
      decimal: ".",
      identicalLines: "keep",
      ...plan,
    },
    doubts: plan.dateOrder === undefined ? ["03/04/2026 could be 3 April or 4 March."] : [],
  };
}

function table(
  count: number,
  serviceLines: number,
  titleOf: (row: number) => TitleRecord,
  stockOf: (row: number) => StockRecord | null,
): TitleTable {
  const random = seededRandom(7, "table");
  const all = count + serviceLines;
  const columns = { title: [] as string[], author: [] as string[], item: [] as string[] };
  const expected = new Float32Array(all);
  const low = new Float32Array(all);
  const high = new Float32Array(all);
  const onHand = new Float32Array(all);
  const recent = new Float32Array(all);
  const service = new Uint8Array(all);
  for (let row = 0; row < all; row++) {
    const isService = row >= count;
    const title = titleOf(row);
    columns.title.push(isService ? `Postage ${row}` : title.title);
    columns.author.push(isService ? "" : title.authors.join(", "));
    columns.item.push(isService ? `POST${row}` : title.itemId);
    const mean = row % 13 === 12 ? NaN : row === 0 ? 14 : random.next() * 20;
    expected[row] = mean;
    low[row] = Math.max(0, mean - 4);
    high[row] = mean + 6;
    onHand[row] = stockOf(row)?.onHand ?? NaN;
    recent[row] = random.integer(20);
    service[row] = isService ? 1 : 0;
  }
  const [titleText, titleStart] = joined(columns.title);
  const [authorText, authorStart] = joined(columns.author);
  const [itemIdText, itemIdStart] = joined(columns.item);
  return {
    count: all,
    titleText,
    titleStart,
    authorText,
    authorStart,
    itemIdText,
    itemIdStart,
    expected,
    low,
    high,
    onHand,
    recent,
    service,
  };
}

function joined(texts: readonly string[]): [text: string, start: Uint32Array] {
  const start = new Uint32Array(texts.length + 1);
  texts.forEach((text, i) => {
    start[i + 1] = start[i]! + text.length + 1;
  });
  return [texts.join("\n"), start];
}

const LEVELS = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

function detail(
  provenance: Provenance,
  title: TitleRecord,
  stock: StockRecord | null,
  order: OrderLine,
  trained: boolean,
): TitleDetail {
  const random = seededRandom(3, title.itemId);
  const step = (days: number) => (_: unknown, i: number) => {
    const mean = (days / 7) * (3.2 + Math.sin(i));
    return {
      firstDay: AS_OF_DAY + i * days,
      mean,
      quantiles: LEVELS.map((level) => Math.max(0, mean + (level - 0.5) * 7 * (1 + i / 6))),
    };
  };
  return {
    provenance,
    title,
    service: false,
    stock,
    order: trained ? order : null,
    history: Array.from({ length: 104 }, (_, i) => ({
      firstDay: AS_OF_DAY - 7 * (104 - i),
      units: random.poisson(3.2 + 2 * Math.sin(i / 8)),
      stockOutDays: i % 41 === 30 ? 4 : 0,
    })),
    levels: LEVELS,
    weeks: trained ? Array.from({ length: 4 }, step(7)) : [],
    days: trained ? Array.from({ length: 28 }, step(1)) : [],
    model: trained
      ? {
          id: "theta",
          label: "Theta (dynamic optimised)",
          lowConfidence: order.lowConfidence,
          candidates: [
            { id: "theta", label: "Theta (dynamic optimised)", rmsse: 0.712, chosen: true },
            { id: "ets", label: "ETS", rmsse: 0.731, chosen: false },
            { id: "tsb", label: "TSB", rmsse: 0.744, chosen: false },
            { id: "seasonal-naive", label: "Seasonal naive", rmsse: 1.01, chosen: false },
          ],
          origins: 4,
          coverage80: 0.803,
        }
      : null,
  };
}

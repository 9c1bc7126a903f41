import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeFaissIndex } from "../../src/math/vectors/faiss/write-index.ts";
import { HnswIndex } from "../../src/math/vectors/hnsw-index.ts";
import { trainScalarRanges } from "../../src/math/vectors/scalar-ranges.ts";
import { VectorIndex } from "../../src/math/vectors/vector-index.ts";
import { openChromiumPage } from "../chromium-page.ts";
import { flatIndex, timeFlat, timeHnsw, type FlatCase, type FlatTimes } from "../measures/vector-search.ts";
import { vectorSet, type VectorSet } from "../measures/vector-set.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow, type BenchPlace, type BenchRow } from "../rows.ts";
import { median } from "../statistics.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const SUITE = "vectors";
const DIMENSION = 384;
const QUERIES = 200;
const K = 10;
const SEED = 20261123;
/** Ours and the peer take turns, so that a busy machine is busy for both. */
const ROUNDS = 3;
const IN_NODE: BenchPlace = { threads: 1, where: "node" };
const IN_CHROMIUM: BenchPlace = { threads: 1, where: "chromium" };
/** Where looking at every vector begins to take long. */
const GRAPH = { n: 200_000, m: 16, efConstruction: 100, efSearch: 64 };

interface PeerTimes {
  readonly faiss: string;
  readonly single: number;
  readonly batch: number;
  readonly build_seconds: number;
  readonly mib: number;
  readonly ids: number[];
}

interface PeerOpened {
  readonly faiss: string;
  readonly type: string;
  readonly ids: number[];
}

/** Exact and approximate search beside faiss on one thread, in Node and in Chromium. */
export const vectors: BenchSuite = {
  name: SUITE,
  about: "nearest vectors: int8 with re-ranking, float32 and HNSW beside faiss-cpu, 1 thread",
  needsData: false,
  run: async (context) => {
    const rows: BenchRow[] = [];
    for (const n of [10_000, 100_000]) rows.push(...(await flatRows(context, n)));
    rows.push(...(await graphRows(context)));
    return rows;
  },
};

function writeSet(folder: string, { vectors, queries }: VectorSet): void {
  writeFileSync(join(folder, "vectors.f32"), vectors);
  writeFileSync(join(folder, "queries.f32"), queries);
}

async function askPeer<Answer = PeerTimes>(
  context: BenchContext,
  what: string,
  words: readonly number[] = [],
): Promise<Answer> {
  const all = [what, context.scratch, String(DIMENSION), ...words.map(String)];
  return JSON.parse((await runPeer(context, "faiss_search.py", all)).stdout) as Answer;
}

async function flatRows(context: BenchContext, n: number): Promise<BenchRow[]> {
  const set = vectorSet(n, QUERIES, DIMENSION, SEED);
  writeSet(context.scratch, set);
  const [coded, exact] = [flatIndex(set, "int8"), flatIndex(set, "float32")];
  timeFlat(coded, set);
  timeFlat(exact, set);
  const rounds: { coded: FlatTimes; exact: FlatTimes; page: FlatTimes; peer: PeerTimes }[] = [];
  const page = await openChromiumPage(context, "vectors");
  try {
    const asked: FlatCase = { n, queryCount: QUERIES, dimension: DIMENSION, encoding: "int8", seed: SEED };
    await page.call("load", asked);
    for (let round = 1; round <= ROUNDS; round++) {
      context.log(`${n} vectors, round ${round} of ${ROUNDS}`);
      const ours = { coded: timeFlat(coded, set), exact: timeFlat(exact, set) };
      const peer = await askPeer(context, "flat");
      rounds.push({ ...ours, page: await page.call<FlatTimes>("time"), peer });
    }
  } finally {
    await page.close();
  }
  const truth = rounds[0]!.peer.ids;
  const name = `faiss ${rounds[0]!.peer.faiss} IndexFlatIP`;
  const middle = (of: (round: (typeof rounds)[number]) => number): number => median(rounds.map(of));
  const peerSingle = { name, value: middle(({ peer }) => peer.single) };
  const peerBatch = { name, value: middle(({ peer }) => peer.batch) };
  const about = `${n} × ${DIMENSION}, top ${K}`;
  const int8 = `${about}, int8 + re-rank`;

  const pageIds = rounds[0]!.page.ids;
  const same = pageIds.filter((id, i) => id === rounds[0]!.coded.ids[i]).length / pageIds.length;
  const row = (
    name: string,
    metric: string,
    ours: number,
    peer?: { name: string; value: number },
    place = IN_NODE,
  ): BenchRow => benchRow(SUITE, name, metric, ours, peer, place);
  return [
    row(
      int8,
      "ms a query, one at a time",
      middle(({ coded }) => coded.single),
      peerSingle,
    ),
    row(
      int8,
      "ms a query, one at a time",
      middle(({ page }) => page.single),
      peerSingle,
      IN_CHROMIUM,
    ),
    row(
      int8,
      `ms a query, ${QUERIES} at once`,
      middle(({ coded }) => coded.batch),
      peerBatch,
    ),
    row(
      int8,
      `ms a query, ${QUERIES} at once`,
      middle(({ page }) => page.batch),
      peerBatch,
      IN_CHROMIUM,
    ),
    row(int8, "recall@10", recall(rounds[0]!.coded.ids, truth)),
    row(int8, "share of ids that Node found", same, undefined, IN_CHROMIUM),
    row(int8, "MiB held", coded.heldBytes / 1048576),
    row(
      `${about}, float32`,
      "ms a query, one at a time",
      middle(({ exact }) => exact.single),
      peerSingle,
    ),
    row(
      `${about}, float32`,
      `ms a query, ${QUERIES} at once`,
      middle(({ exact }) => exact.batch),
      peerBatch,
    ),
    row(`${about}, float32`, "recall@10", recall(rounds[0]!.exact.ids, truth)),
  ];
}

async function graphRows(context: BenchContext): Promise<BenchRow[]> {
  const { n, m, efConstruction, efSearch } = GRAPH;
  const set = vectorSet(n, QUERIES, DIMENSION, SEED + 1);
  writeSet(context.scratch, set);
  const flat = flatIndex(set, "float32");
  const truth = flat.search(set.queries, K).ids;
  context.log(`graph of ${n} vectors`);
  const index = new HnswIndex({ dimension: DIMENSION, metric: "inner-product", m, efConstruction, efSearch });
  const start = performance.now();
  index.add(set.vectors);
  const buildSeconds = (performance.now() - start) / 1000;
  const peer = await askPeer(context, "hnsw", [m, efConstruction, efSearch]);
  timeHnsw(index, set);
  const ours = timeHnsw(index, set);

  const name = `faiss ${peer.faiss} IndexHNSWFlat`;
  const about = `HNSW ${n} × ${DIMENSION}, M ${m}, efConstruction ${efConstruction}, efSearch ${efSearch}`;
  const row = (metric: string, value: number, other?: number): BenchRow =>
    benchRow(SUITE, about, metric, value, other === undefined ? undefined : { name, value: other }, IN_NODE);
  return [
    row("seconds to build", buildSeconds, peer.build_seconds),
    row("ms a query, one at a time", ours.single, peer.single),
    row("recall@10", recall(ours.ids, [...truth]), recall(peer.ids, [...truth])),
    row("MiB held", index.heldBytes / 1048576, peer.mib),
    ...(await fileRows(context, set, [flat, scalarIndex(set), index])),
  ];
}

function scalarIndex({ dimension, vectors }: VectorSet): VectorIndex {
  const ranges = trainScalarRanges(vectors, dimension);
  const index = new VectorIndex({ dimension, metric: "inner-product", encoding: "scalar", ranges });
  index.add(vectors);
  return index;
}

/** Of each index the share of its neighbours that faiss finds in the file that is written of it. */
async function fileRows(
  context: BenchContext,
  { queries }: VectorSet,
  indexes: readonly (VectorIndex | HnswIndex)[],
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const index of indexes) {
    const { ids } = index.search(queries, K);
    writeFileSync(join(context.scratch, "ours.faiss"), writeFaissIndex(index));
    const opened = await askPeer<PeerOpened>(context, "open");
    const same = opened.ids.filter((id, i) => id === ids[i]).length / ids.length;
    const name = `file of ${index.count} × ${DIMENSION} that faiss ${opened.faiss} opens as ${opened.type}`;
    rows.push(benchRow(SUITE, name, "share of our neighbours that it finds", same, undefined, IN_NODE));
  }
  return rows;
}

/** Share of the true k neighbours that were found. */
function recall(found: readonly number[], truth: readonly number[]): number {
  let hits = 0;
  for (let at = 0; at < truth.length; at += K) {
    const real = new Set(truth.slice(at, at + K));
    hits += found.slice(at, at + K).filter((id) => real.has(id)).length;
  }
  return hits / truth.length;
}

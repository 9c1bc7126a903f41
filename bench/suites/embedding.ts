import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeEmbedder } from "../../src/platform/node/embedder.ts";
import { openServedPage, type ChromiumPage } from "../chromium-page.ts";
import { readParquetRows } from "../parquet.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import { median } from "../statistics.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";
import { buildVitePage } from "../vite-page.ts";

const SUITE = "embedding";
const PASSAGES = 160;
const WORDS = 68;
/** Ours and the peer take turns, so that a busy machine is busy for both. */
const ROUNDS = 3;
/** Texts of a batch with which the peer was fastest here, of 1, 8 and 32. */
const PEER_BATCH = 8;
const MODEL = join("public", "models", "all-MiniLM-L6-v2");

interface Timed {
  readonly ms: number;
  readonly vectors: ArrayLike<number>;
}
interface PeerTimed {
  readonly onnxruntime: string;
  readonly ms: number;
}

/** Passages embedded beside onnxruntime's Python package: in Node and Chromium, one and two threads. */
export const embedding: BenchSuite = {
  name: SUITE,
  about: "68-word passages embedded beside onnxruntime's native library, 1 and 2 threads",
  needsData: true,
  run: async (context) => {
    const texts = await passages(context);
    writeFileSync(join(context.scratch, "texts.json"), JSON.stringify(texts));
    const page = await openServedPage(await buildVitePage(context, "embedding"));
    try {
      const rows: BenchRow[] = [];
      for (const threads of [1, 2]) rows.push(...(await timesWith(context, page, texts, threads)));
      return [...rows, ...(await cosineRows(context, page, texts))];
    } finally {
      await page.close();
    }
  },
};

async function passages({ data }: BenchContext): Promise<string[]> {
  const path = join(data!, "question-answering", "xquad_en.parquet");
  const rows = await readParquetRows<{ context: string }>(path, ["context"]);
  const long = [...new Set(rows.map(({ context }) => context))].map((text) => text.split(/\s+/));
  return long
    .filter((words) => words.length >= WORDS)
    .slice(0, PASSAGES)
    .map((words) => words.slice(0, WORDS).join(" "));
}

async function timesWith(
  context: BenchContext,
  page: ChromiumPage,
  texts: readonly string[],
  threads: number,
): Promise<BenchRow[]> {
  const node = await nodeEmbedder({ threads });
  const timeNode = async (): Promise<Timed> => {
    const start = performance.now();
    const { vectors } = await node.embed(texts, { tokens: false });
    return { ms: (performance.now() - start) / texts.length, vectors };
  };
  await page.call("load", threads);
  await timeNode();
  await page.call<Timed>("time", texts);
  const rounds: { node: number; page: number; peer: number }[] = [];
  let version = "";
  for (let round = 1; round <= ROUNDS; round++) {
    context.log(`${threads} ${threads === 1 ? "thread" : "threads"}, round ${round} of ${ROUNDS}`);
    const ours = await timeNode();
    const peer = await askPeer(context, threads, PEER_BATCH);
    version = peer.onnxruntime;
    rounds.push({ node: ours.ms, page: (await page.call<Timed>("time", texts)).ms, peer: peer.ms });
  }
  await node.dispose();
  const middle = (of: (round: (typeof rounds)[number]) => number): number => median(rounds.map(of));
  const peer = { name: `onnxruntime ${version}, one session`, value: middle((round) => round.peer) };
  const about = `${texts.length} passages of ${WORDS} words`;
  const inNode = middle((round) => round.node);
  const inPage = middle((round) => round.page);
  return [
    benchRow(SUITE, about, "ms a passage", inNode, peer, { threads, where: "node" }),
    benchRow(SUITE, about, "ms a passage", inPage, peer, { threads, where: "chromium" }),
  ];
}

async function askPeer(context: BenchContext, threads: number, batch: number): Promise<PeerTimed> {
  const words = [context.scratch, join(context.root, MODEL), String(threads), String(batch)];
  return JSON.parse((await runPeer(context, "onnxruntime_embed.py", words, threads)).stdout) as PeerTimed;
}

/** Least cosine of ours to the peer's, each text alone in both. */
async function cosineRows(
  context: BenchContext,
  page: ChromiumPage,
  texts: readonly string[],
): Promise<BenchRow[]> {
  await askPeer(context, 1, 1);
  const native = new Float32Array(new Uint8Array(readFileSync(join(context.scratch, "native.f32"))).buffer);
  const node = await nodeEmbedder({ threads: 1 });
  const { vectors, dimension } = await node.embed(texts, { tokens: false });
  await node.dispose();
  const inPage = await page.call<Timed>("time", texts);
  const least = (ours: ArrayLike<number>): number => {
    let smallest = 1;
    for (let row = 0; row < native.length; row += dimension) {
      let dot = 0;
      for (let d = row; d < row + dimension; d++) dot += ours[d]! * native[d]!;
      smallest = Math.min(smallest, dot);
    }
    return smallest;
  };
  const row = (ours: number, where: "node" | "chromium"): BenchRow =>
    benchRow(
      SUITE,
      `${texts.length} passages of ${WORDS} words`,
      "least cosine to onnxruntime's vectors",
      ours,
      undefined,
      {
        threads: 1,
        where,
      },
    );
  return [row(least(vectors), "node"), row(least(inPage.vectors), "chromium")];
}

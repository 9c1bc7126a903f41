import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { coOccurrence } from "../../src/math/sparse/product-top-k.ts";
import { openChromiumPage } from "../chromium-page.ts";
import { checksum, startFactors, timeFit, type AlsCase } from "../measures/als-fit.ts";
import { ndcg, shopInteractions, type ShopInteractions } from "../measures/shop-interactions.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow } from "../rows.ts";
import { median } from "../statistics.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const SUITE = "als";
const K = 10;
const TOP = 20;
/** Ours and the peer take turns, so that a busy machine is busy for both. */
const ROUNDS = 3;
const ONE: AlsCase = {
  customers: 20_000,
  titles: 6_000,
  purchases: 1_000_000,
  seed: 20261123,
  factors: 64,
  regularization: 5,
  iterations: 8,
};

interface PeerFit {
  readonly implicit: string;
  readonly seconds: number;
  readonly knn_seconds: number;
}

interface PageFit {
  readonly seconds: number;
  readonly bits: number;
}

/** Implicit ALS and item co-occurrence beside the implicit library on one thread, in Node and in Chromium. */
export const als: BenchSuite = {
  name: SUITE,
  about: "ALS with 64 factors and item co-occurrence beside implicit, 1 thread",
  needsData: false,
  run: async (context) => {
    const data = shopInteractions(ONE.customers, ONE.titles, ONE.purchases, ONE.seed);
    writeData(context.scratch, data);
    const rounds: { seconds: number; together: number; page: PageFit; peer: PeerFit }[] = [];
    let { model } = timeFit({ ...ONE, iterations: 1 }, data);
    const page = await openChromiumPage(context, "als");
    try {
      await page.call("load", ONE);
      for (let round = 1; round <= ROUNDS; round++) {
        context.log(`round ${round} of ${ROUNDS}`);
        const fitted = timeFit(ONE, data);
        model = fitted.model;
        const began = performance.now();
        coOccurrence(data.train, { topK: TOP });
        const together = (performance.now() - began) / 1000;
        const peer = await askPeer(context);
        rounds.push({ seconds: fitted.seconds, together, page: await page.call<PageFit>("time", ONE), peer });
      }
    } finally {
      await page.close();
    }

    const peerName = `implicit ${rounds[0]!.peer.implicit}`;
    const peer = (value: number): { name: string; value: number } => ({ name: peerName, value });
    const middle = (of: (round: (typeof rounds)[number]) => number): number => median(rounds.map(of));
    const peerSeconds = peer(middle((round) => round.peer.seconds));
    const name = `ALS, ${ONE.customers} × ${ONE.titles}, ${data.train.columns.length} entries, ${ONE.factors} factors, ${ONE.iterations} iterations`;
    const quality = ndcg(data, model.users, model.items, ONE.factors, K);
    const peerQuality = peer(
      ndcg(data, floats(context, "peer-users.f32"), floats(context, "peer-items.f32"), ONE.factors, K),
    );
    const inNode = { threads: 1, where: "node" } as const;
    const inPage = { threads: 1, where: "chromium" } as const;
    const same = rounds[0]!.page.bits === checksum(model.users) ? 1 : 0;
    return [
      benchRow(
        SUITE,
        name,
        "seconds",
        middle(({ seconds }) => seconds),
        peerSeconds,
        inNode,
      ),
      benchRow(
        SUITE,
        name,
        "seconds",
        middle((round) => round.page.seconds),
        peerSeconds,
        inPage,
      ),
      benchRow(SUITE, name, "NDCG@10", quality, peerQuality, inNode),
      benchRow(SUITE, name, "1 where the factors are Node's to the bit", same, undefined, inPage),
      benchRow(
        SUITE,
        `co-occurrence of ${ONE.titles} titles, top ${TOP}`,
        "seconds",
        middle(({ together }) => together),
        peer(middle((round) => round.peer.knn_seconds)),
        inNode,
      ),
    ];
  },
};

function writeData(folder: string, { train }: ShopInteractions): void {
  const start = startFactors(ONE);
  const files = {
    "starts.i32": train.rowStart,
    "columns.i32": train.columns,
    "values.f32": train.values,
    "users.f32": start.users,
    "items.f32": start.items,
  };
  for (const [name, values] of Object.entries(files)) writeFileSync(join(folder, name), values);
}

function floats({ scratch }: BenchContext, name: string): Float32Array {
  const bytes = readFileSync(join(scratch, name));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice();
}

async function askPeer(context: BenchContext): Promise<PeerFit> {
  const { customers, titles, factors, regularization, iterations } = ONE;
  const words = [
    context.scratch,
    ...[customers, titles, factors, regularization, iterations, TOP].map(String),
  ];
  return JSON.parse((await runPeer(context, "implicit_als.py", words)).stdout) as PeerFit;
}

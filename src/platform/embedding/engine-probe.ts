import type { EmbeddedTexts } from "../../core/ports.ts";
import { runJob, type EmbeddingEngine } from "./pooled-embedder.ts";

/** Sentences of different lengths and subjects; the last ones are passages, for the time. */
const SENTENCES = [
  "A whale.",
  "Which novels of the sea are in stock?",
  "Tax law for bakeries, revised edition, with tables and an index of cases.",
];
const PASSAGE =
  "The lamp in the tower had burned for eleven nights when the girl first saw the ship. She told nobody. In the " +
  "morning she rowed out beyond the rocks, past the buoys that her father had painted red, and waited until the " +
  "fog lifted and the masts stood black against the water like a row of pencils on a table.";
const PASSAGES = Array.from({ length: 16 }, (_, i) => `${i}. ${PASSAGE}`);

/**
 * Least cosine at which a second engine counts as right. Rounding what flows through the graph to 8 bits (WebAssembly)
 * and not (floating point) put vectors of the same weights at .996 on average and at .988 at worst (240 paragraphs and
 * 1,190 questions of XQuAD; searching one's vectors by the other's found as much: hit@1 .878 to .885 in all pairings,
 * standard error .009). A graph that is computed wrongly ends far below: texts that have nothing in common are at .0 to .3.
 */
const LEAST_COSINE = 0.98;

/** Whether an engine gives the vectors of another one that is known to be right; and how much faster it is. */
export interface EngineComparison {
  readonly right: boolean;
  /** Over the sentences. */
  readonly leastCosine: number;
  /** Passages a second, ours over the other's; null where the time was not asked for. */
  readonly speedup: number | null;
}

/** @throws what the engine under test throws */
export async function compareEngines(
  tested: EmbeddingEngine,
  trusted: EmbeddingEngine,
  timed: boolean,
  now: () => number,
): Promise<EngineComparison> {
  const leastCosine = smallestCosine(await all(tested, SENTENCES), await all(trusted, SENTENCES));
  const right = leastCosine >= LEAST_COSINE;
  if (!right || !timed) return { right, leastCosine, speedup: null };
  const seconds: number[] = [];
  for (const engine of [tested, trusted]) {
    // Once for what is made at the first use, once for the time.
    for (let round = 0; round < 2; round++) {
      const start = now();
      const threads = engine.threads.count;
      const share = Math.ceil(PASSAGES.length / threads);
      await Promise.all(
        Array.from({ length: threads }, (_, t) => all(engine, PASSAGES.slice(t * share, (t + 1) * share))),
      );
      if (round === 1) seconds.push(now() - start);
    }
  }
  return { right, leastCosine, speedup: seconds[1]! / seconds[0]! };
}

async function all(engine: EmbeddingEngine, texts: readonly string[]): Promise<EmbeddedTexts> {
  return await runJob(
    engine,
    texts.map((_, i) => i),
    texts,
    false,
  );
}

function smallestCosine(a: EmbeddedTexts, b: EmbeddedTexts): number {
  let least = 1;
  for (let row = 0; row < a.vectors.length; row += a.dimension) {
    let dot = 0;
    for (let d = row; d < row + a.dimension; d++) dot += a.vectors[d]! * b.vectors[d]!;
    // Not a number is wrong too.
    if (!(dot >= least)) least = dot;
  }
  return Number.isNaN(least) ? -1 : least;
}

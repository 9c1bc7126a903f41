import { describe, expect, it } from "vitest";
import { seededRandom, type Random } from "../../src/core/random.ts";
import { recommendationCatalog } from "../../src/models/catalog.ts";
import { completeOptions } from "../../src/models/options.ts";
import type { Interactions } from "../../src/models/recommendation/task.ts";
import { choices, randomRows } from "../fixtures/random-choices.ts";

const TITLES = 30;
const READERS = 70;
const SEEDS = [1, 2, 3, 4, 5];
const LINEAR = ["item-knn", "rp3beta", "item-item", "directed", "ease", "local-ease"] as const;

/** Weights of all pairs, so that no tie decides what is kept. */
async function weights(id: (typeof LINEAR)[number], interactions: Interactions): Promise<Float64Array> {
  const model = await recommendationCatalog[id]();
  const all = "topK" in model.options ? { topK: TITLES } : { candidates: TITLES };
  const options = completeOptions(model.options, all) as never;
  const state = model.fit({ interactions, content: null }, options, {
    random: seededRandom(1),
  });
  const { rowStart, columns, values } = state.weights;
  const found = new Float64Array(TITLES * TITLES);
  for (let row = 0; row < TITLES; row++) {
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++)
      found[row * TITLES + columns[at]!] = values[at]!;
  }
  return found;
}

function permutation(n: number, random: Random): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

const ordered = (rows: readonly (readonly number[])[]): Interactions =>
  choices(TITLES, rows, { ordered: true });

function expectSame(found: Float64Array, expected: Float64Array, message: string): void {
  let worst = 0;
  for (let at = 0; at < found.length; at++) {
    worst = Math.max(worst, Math.abs(found[at]! - expected[at]!) / Math.max(1, Math.abs(expected[at]!)));
  }
  expect(worst, message).toBeLessThan(1e-5);
}

describe.each(LINEAR)("%s", (id) => {
  it.each(SEEDS)("gives permuted weights for permuted readers and titles (seed %i)", async (seed) => {
    const random = seededRandom(seed, "permutation");
    const rows = randomRows(READERS, TITLES, random);
    const titles = permutation(TITLES, random);
    const readers = permutation(READERS, random);
    const permuted = readers.map((reader) => rows[reader]!.map((title) => titles[title]!));
    const before = await weights(id, ordered(rows));
    const after = await weights(id, ordered(permuted));
    const expected = new Float64Array(before.length);
    before.forEach((value, at) => {
      expected[titles[Math.floor(at / TITLES)]! * TITLES + titles[at % TITLES]!] = value;
    });
    expectSame(after, expected, `seed ${seed}`);
  });
});

describe("the item–item family", () => {
  it.each(SEEDS)("changes only what a reader touched when she is removed (seed %i)", async (seed) => {
    const rows = randomRows(READERS, TITLES, seededRandom(seed, "removal"));
    const gone = seededRandom(seed, "who").integer(READERS);
    const touched = new Set(rows[gone]);
    for (const id of ["item-item", "directed", "rp3beta"] as const) {
      const before = await weights(id, ordered(rows));
      const after = await weights(id, ordered(rows.filter((_, reader) => reader !== gone)));
      before.forEach((value, at) => {
        const isTouched = touched.has(Math.floor(at / TITLES)) || touched.has(at % TITLES);
        if (!isTouched) expect(after[at], `seed ${seed}, ${id}, entry ${at}`).toBe(value);
      });
    }
  });

  it.each(SEEDS)(
    "does not tell readers apart who chose the same: all twice is all once, scaled (seed %i)",
    async (seed) => {
      const rows = randomRows(READERS, TITLES, seededRandom(seed, "twice"));
      const model = await recommendationCatalog["item-item"]();
      const fit = (each: readonly (readonly number[])[]): Float32Array => {
        const options = completeOptions(model.options, { a: 0.5, c: 0.5, h: 0, topK: TITLES }) as never;
        const data = { interactions: choices(TITLES, each), content: null };
        return model.fit(data, options, { random: seededRandom(1) }).weights.values;
      };
      // Twice the pairs over the square root of twice the readers, on both sides: the same weights.
      const once = fit(rows);
      const twice = fit([...rows, ...rows]);
      once.forEach((value, at) => expect(Math.abs(twice[at]! - value), `seed ${seed}`).toBeLessThan(1e-6));
    },
  );
});

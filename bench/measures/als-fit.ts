import { seededRandom } from "../../src/core/random.ts";
import { fitImplicitAls, type AlsFactors } from "../../src/math/linear-algebra/implicit-als.ts";
import type { ShopInteractions } from "./shop-interactions.ts";

export interface AlsCase {
  readonly customers: number;
  readonly titles: number;
  readonly purchases: number;
  readonly seed: number;
  readonly factors: number;
  readonly regularization: number;
  readonly iterations: number;
}

/** Factors to start from, the same for ours and the peer. */
export function startFactors({ customers, titles, factors, seed }: AlsCase): AlsFactors {
  const random = seededRandom(seed, "start");
  const draw = (n: number): Float32Array =>
    Float32Array.from({ length: n * factors }, () => random.next() * 0.01);
  return { factors, users: draw(customers), items: draw(titles) };
}

/** Train once. */
export function timeFit(one: AlsCase, { train }: ShopInteractions): { seconds: number; model: AlsFactors } {
  const start = startFactors(one);
  const began = performance.now();
  const model = fitImplicitAls(train, one, { random: seededRandom(one.seed) }, start);
  return { seconds: (performance.now() - began) / 1000, model };
}

/** 32-bit FNV-1a over the words of the array. */
export function checksum(values: Float32Array): number {
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(values.buffer, values.byteOffset, values.length)) {
    hash = Math.imul(hash ^ word, 0x01000193);
  }
  return hash >>> 0;
}

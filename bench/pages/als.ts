import { checksum, timeFit, type AlsCase } from "../measures/als-fit.ts";
import { shopInteractions, type ShopInteractions } from "../measures/shop-interactions.ts";

let data: ShopInteractions;

/** Make the purchases here: the same as Node's. */
function load(one: AlsCase): void {
  data = shopInteractions(one.customers, one.titles, one.purchases, one.seed);
  timeFit({ ...one, iterations: 1 }, data);
}

/** Seconds to train, and a checksum of the factors' bits. */
function time(one: AlsCase): { seconds: number; bits: number } {
  const { seconds, model } = timeFit(one, data);
  return { seconds, bits: checksum(model.users) };
}

Object.assign(globalThis, { bench: { load, time } });

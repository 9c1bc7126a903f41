import axe from "axe-core";
import { render } from "solid-js/web";
import { expect } from "vitest";
import { App } from "../../../src/ui/app.tsx";
import type { Updates } from "../../../src/ui/state/updates.ts";
import "../../../src/ui/style/app.css";
import { memoryShop, type MemoryShop, type MemoryShopOptions } from "./memory-shop.ts";

const noUpdates: Updates = { ready: () => false, apply: async () => {} };
let dispose: (() => void) | null = null;

export interface Mounted {
  readonly shop: MemoryShop;
  readonly root: HTMLElement;
}

/** The whole app over a memory shop, opened at a path; an app mounted before is taken away. */
export function mountApp(
  path: string,
  options: MemoryShopOptions = {},
  prepare: (shop: MemoryShop) => void = () => {},
  updates: Updates = noUpdates,
): Mounted {
  unmountApp();
  localStorage.clear();
  history.replaceState(null, "", path);
  const shop = memoryShop(options);
  prepare(shop);
  const root = document.createElement("div");
  root.style.height = "100%";
  document.body.append(root);
  const stop = render(() => <App services={shop} updates={updates} />, root);
  dispose = () => {
    stop();
    root.remove();
  };
  return { shop, root };
}

export function unmountApp(): void {
  dispose?.();
  dispose = null;
}

/** axe finds nothing in either theme. */
export async function expectAccessible(): Promise<void> {
  for (const theme of ["light", "dark"]) {
    document.documentElement.dataset["theme"] = theme;
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    const found = violations.map(
      (violation) =>
        `${theme}: ${violation.id}: ${violation.help}: ${violation.nodes.map((node) => node.html).join(" ")}`,
    );
    expect(found).toEqual([]);
  }
  document.documentElement.dataset["theme"] = "auto";
}

/** Arguments of the last call of a method. */
export function lastCall(shop: MemoryShop, method: string): readonly unknown[] | undefined {
  return shop.calls.findLast((call) => call.method === method)?.args;
}

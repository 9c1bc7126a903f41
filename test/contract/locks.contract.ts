import { describe, expect, it } from "vitest";
import type { Locks } from "../../src/core/ports.ts";

/** The suite every `Locks` passes. `open` gives another handle on the same set of locks each time. */
export function locksContract(name: string, open: () => Locks): void {
  describe(`Locks: ${name}`, () => {
    const gate = (): { readonly opened: Promise<void>; readonly open: () => void } => {
      let release = (): void => {};
      const opened = new Promise<void>((resolve) => {
        release = resolve;
      });
      return { opened, open: () => release() };
    };

    it("gives back what the work returns", async () => {
      expect(await open().hold("a", { wait: true }, async () => 7)).toBe(7);
      expect(await open().hold("a", { wait: false }, async () => 8)).toBe(8);
    });

    it("runs one holder at a time, in any number of handles", async () => {
      let inside = 0;
      let most = 0;
      const work = async (): Promise<void> => {
        inside++;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside--;
      };
      await Promise.all(Array.from({ length: 5 }, () => open().hold("one", { wait: true }, work)));
      expect(most).toBe(1);
      expect(inside).toBe(0);
    });

    it("keeps locks of different names apart", async () => {
      const { opened, open: release } = gate();
      const first = open().hold("left", { wait: true }, () => opened);
      expect(await open().hold("right/with slash", { wait: false }, async () => "free")).toBe("free");
      release();
      await first;
    });

    it("refuses at once with storage.busy when it may not wait, and the work never runs", async () => {
      const { opened, open: release } = gate();
      const started = gate();
      const first = open().hold("busy", { wait: true }, () => {
        started.open();
        return opened;
      });
      await started.opened;
      let ran = false;
      const second = open().hold("busy", { wait: false }, async () => {
        ran = true;
      });
      await expect(second).rejects.toMatchObject({ code: "storage.busy", details: { name: "busy" } });
      expect(ran).toBe(false);
      release();
      await first;
    });

    it("frees the lock when the work fails, and passes the failure on", async () => {
      const failure = new Error("work failed");
      await expect(open().hold("fail", { wait: true }, () => Promise.reject(failure))).rejects.toBe(failure);
      expect(await open().hold("fail", { wait: false }, async () => "free")).toBe("free");
    });
  });
}

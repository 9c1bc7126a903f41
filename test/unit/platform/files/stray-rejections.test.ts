import { expect, it } from "vitest";
import { withStrayRejections } from "../../../../src/platform/files/stray-rejections.ts";

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const isStray = (reason: unknown): boolean => String(reason) === "stray";

it("keeps stray rejections from the host and passes others on, then is gone", async () => {
  const heard: unknown[] = [];
  const before = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  const listen = (reason: unknown): void => void heard.push(reason);
  process.on("unhandledRejection", listen);
  const reject = (reason: string): void =>
    void Promise.reject(new Error(reason)).catch((error: Error) =>
      Promise.reject(error.message as unknown as Error),
    );
  try {
    await Promise.all([
      withStrayRejections(isStray, async () => {
        reject("stray");
        await turn();
      }),
      withStrayRejections(isStray, async () => {
        reject("other");
        await turn();
        await turn();
      }),
    ]);
    expect(heard).toEqual(["other"]);
    expect(process.listeners("unhandledRejection")).toEqual([listen]);
    reject("stray");
    await turn();
    expect(heard).toEqual(["other", "stray"]);
    await expect(withStrayRejections(isStray, () => Promise.reject(new Error("own")))).rejects.toThrow("own");
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of before) process.on("unhandledRejection", listener);
  }
});

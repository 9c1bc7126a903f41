import { browserDatabase } from "../../../src/platform/browser/database.ts";

// Writes numbered states without end, until it is terminated.
addEventListener("message", (event: MessageEvent<string>) => void writeForever(event.data));

async function writeForever(name: string): Promise<void> {
  const database = browserDatabase({ name });
  const last = ((await database.read("shop", "counter")) as number | undefined) ?? 0;
  for (let n = last + 1; ; n++) {
    await database.write([
      { store: "artifacts", key: "artifacts/m/model.bin", value: new Uint8Array(200_000).fill(n % 251) },
      { store: "shop", key: "counter", value: n },
      { store: "artifacts", key: "artifacts/m/index.json", value: new TextEncoder().encode(String(n)) },
    ]);
    if (n === last + 1) postMessage("writing");
  }
}

import { build } from "esbuild";
import { createDecipheriv } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumFlags, findChromium } from "../../scripts/chromium.mjs";
import { listen, staticServer } from "../../scripts/serve.mjs";
import type { ProfileEntry } from "../../src/domain/private-profile.ts";
import type { PrivateTools } from "./pages/private-list.ts";
import { openDemoShop, readyForOffline } from "./steps.ts";
import { filesBelow, found, storedBy, type Buckets, type Trace } from "./traces.ts";

declare const privateTools: PrivateTools;

/** Texts that stand nowhere else, so that any trace of them is a leak. */
const TITLES: readonly ProfileEntry[] = [
  { itemId: "QZX-77123-VEX", reaction: "loved", title: "The Quillwort Zephyr", authors: ["Odalys Vexmoor"] },
  {
    itemId: "9799911223344",
    reaction: "not-for-me",
    title: "Żółw & Schöne Brücken 書",
    authors: ["Bjørk Țepeş"],
  },
  {
    itemId: "QZX/55 äö?",
    reaction: "bought",
    title: 'Nights of "Marzipan" Iron',
    authors: ["Y. Quaggaherd"],
  },
];
const PASSPHRASE = "quokka lantern sleet bassoon";
const SECRETS = [...TITLES.flatMap(({ itemId, title, authors }) => [itemId, title, ...authors]), PASSPHRASE];

/** Tell the page of every message on every channel of this thread. */
const LISTENER = `{
  const post = BroadcastChannel.prototype.postMessage, tap = new BroadcastChannel("test-tap");
  BroadcastChannel.prototype.postMessage = function (message) {
    post.call(tap, this.name + " " + JSON.stringify(message));
    post.call(this, message);
  };
}`;

const scratch = mkdtempSync(join(tmpdir(), "soma-private-"));
const site = join(scratch, "site");
const profileFolder = join(scratch, "profile");
const netLog = join(scratch, "net.json");
const server = staticServer(site);
const requests: string[] = [];
const consoleLines: string[] = [];
const heard: string[] = [];
const reports: string[] = [];
let address: string;
let context: BrowserContext;
let page: Page;

const hasAnswers = existsSync("workers/answer.worker.ts");

beforeAll(async () => {
  if (!existsSync("dist/index.html")) throw new Error("There is no build: run `npm run build` first.");
  cpSync("dist", site, { recursive: true });
  for (const name of readdirSync(join(site, "assets")).filter((name) => /worker.*\.js$/.test(name))) {
    const path = join(site, "assets", name);
    writeFileSync(path, `${LISTENER}\n${readFileSync(path, "utf8")}`);
  }
  const workers = ["profile", ...(hasAnswers ? ["answer"] : [])].map((name) => `${name}.worker`);
  await build({
    entryPoints: {
      "private-list": "test/e2e/pages/private-list.ts",
      ...Object.fromEntries(workers.map((name) => [name, `workers/${name}.ts`])),
    },
    outdir: site,
    bundle: true,
    format: "esm",
    target: "es2022",
    banner: { js: LISTENER },
  });
  server.on("request", (request) => {
    requests.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    request.on("data", (chunk: Buffer) => requests.push(chunk.toString("latin1")));
  });
  // Passkeys need a name, not a number.
  address = (await listen(server, 0)).replace("127.0.0.1", "localhost");
  await start();
});
afterAll(async () => {
  await context.close();
  server.closeAllConnections();
  server.close();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
});

/** A browser on the same profile, which writes down all its traffic, that of workers included. */
async function start(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === null)
    throw new Error("No Chromium found: run `npm test`, which says how to get one.");
  context = await chromium.launchPersistentContext(profileFolder, {
    executablePath,
    args: [...chromiumFlags, `--log-net-log=${netLog}`, "--net-log-capture-mode=Everything"],
    serviceWorkers: "allow",
  });
  context.on("console", (message) => consoleLines.push(message.text()));
  context.on("request", (request) => requests.push(`${request.url()} ${request.postData() ?? ""}`));
  page = await context.newPage();
  page.on("pageerror", (error) => consoleLines.push(String(error.stack)));
  await page.exposeFunction("hear", (message: string) => void heard.push(message));
  await page.addInitScript(`${LISTENER}
    new BroadcastChannel("test-tap").addEventListener("message", ({ data }) => hear(data));`);
}

async function useTools(): Promise<void> {
  // As text: the test's own compiler would rewrite the import.
  await page.evaluate(`import("/private-list.js").then(() => {})`);
}

/** What was kept while the list was there, and what was said and sent up to now. */
async function allTraces(): Promise<Trace[]> {
  const texts = { requests, console: consoleLines, channels: heard, "error reports": reports };
  return [
    ...(await storedBy(page)),
    ...Object.entries(texts).map(([where, lines]) => ({ where, bytes: Buffer.from(lines.join("\n")) })),
  ];
}

/** The sealed list as it is stored, or null. The app's own code names its magic, too, so only databases are looked at. */
async function sealedRecord(): Promise<Buffer | null> {
  const databases = (await storedBy(page)).filter(({ where }) => where.startsWith("IndexedDB"));
  const record = databases.find(({ bytes }) => bytes.includes("SOMA-OWN"));
  return record === undefined ? null : record.bytes.subarray(record.bytes.indexOf("SOMA-OWN"));
}

/** The 28 bytes that only the right key opens, and what they are bound to. */
function checkOf(record: Buffer): { readonly check: Buffer; readonly bound: Buffer } {
  const end = 16 + record.readUInt32LE(12) + 32;
  return {
    check: record.subarray(end, end + 28),
    bound: Buffer.concat([Buffer.from("check\n"), record.subarray(0, end)]),
  };
}

/** Files in which some 32 bytes in a row are the key of the record. */
function filesWithKey(files: readonly Trace[], record: Buffer): string[] {
  const { check, bound } = checkOf(record);
  const opens = (key: Buffer): boolean => {
    const cipher = createDecipheriv("aes-256-gcm", key, check.subarray(0, 12));
    cipher.setAAD(bound).setAuthTag(check.subarray(12));
    try {
      cipher.final();
      return true;
    } catch {
      return false;
    }
  };
  return files
    .filter(({ bytes }) => {
      const seen = new Uint8Array(256);
      let distinct = 0;
      for (let end = 0; end < bytes.length; end++) {
        if (seen[bytes[end]!]!++ === 0) distinct++;
        if (end >= 32 && --seen[bytes[end - 32]!]! === 0) distinct--;
        // A random key has fewer than 22 different bytes once in 100,000.
        if (end >= 31 && distinct >= 22 && opens(bytes.subarray(end - 31, end + 1))) return true;
      }
      return false;
    })
    .map(({ where }) => where);
}

const storageFiles = (): Trace[] =>
  filesBelow(profileFolder).filter(({ where }) => /IndexedDB|WebStorage|File System/.test(where));

describe("what the search can find", () => {
  const text = "Żółw: a/b?";
  it("every writing of a text, also in the middle of others", () => {
    const bytesOf = (written: string, encoding: BufferEncoding): Buffer =>
      Buffer.from(`xy${written}yx`, encoding);
    const base64 = [0, 1, 2].map((shift) => Buffer.from(`${"a".repeat(shift)}${text}zz`).toString("base64"));
    const haystacks = [
      bytesOf(text, "utf8"),
      bytesOf(text, "utf16le"),
      bytesOf(text, "utf16le").swap16(),
      bytesOf(encodeURIComponent(text), "utf8"),
      bytesOf(Buffer.from(text).toString("hex"), "utf8"),
      bytesOf("\\u017b\\u00f3\\u0142w: a/b?", "utf8"),
      ...base64.map((one) => Buffer.from(one)),
    ];
    for (const bytes of haystacks) expect(found([text], [{ where: "there", bytes }])).toHaveLength(1);
    expect(
      found(
        ["another text"],
        haystacks.map((bytes) => ({ where: "there", bytes })),
      ),
    ).toEqual([]);
  });
});

describe("a private list on the device", () => {
  it("is entered, used, exported and stumbled over, in an app with a demo shop and a service worker", async () => {
    await openDemoShop(page, address);
    await readyForOffline(page);
    await useTools();
    const list = await page.evaluate(async (titles) => {
      const { profile } = privateTools;
      await profile.create({ guard: "device" });
      for (const title of titles) await profile.put(title);
      await profile.put({ ...titles[0]!, reaction: "liked" });
      return profile.remove(titles[1]!.itemId).then(() => profile.put(titles[1]!));
    }, TITLES);
    expect(list).toEqual([TITLES[2], { ...TITLES[0], reaction: "liked" }, TITLES[1]]);

    reports.push(
      ...(await page.evaluate(
        async ([titles, passphrase]) => {
          const { profile, failureOf } = privateTools;
          const plain = await profile.exportPlain();
          const sealed = await profile.exportSealed(passphrase);
          return Promise.all([
            failureOf(profile.put({ ...titles[0]!, reaction: "adored" as never })),
            failureOf(profile.importFile(plain.slice(0, plain.size - 9), null, "add")),
            failureOf(profile.importFile(sealed, `not ${passphrase}`, "add")),
            failureOf(profile.importFile(sealed.slice(0, sealed.size - 1), passphrase, "add")),
            failureOf(profile.open({ guard: "passphrase", passphrase })),
            failureOf(profile.importFile(sealed, passphrase, "add")),
          ]);
        },
        [TITLES, PASSPHRASE] as const,
      )),
    );
    expect(reports.map((report) => /"code":"([^"]*)"/.exec(report)?.[1] ?? "done")).toEqual([
      "profile.bad-entry",
      "profile.bad-file",
      "profile.wrong-secret",
      "profile.damaged",
      "profile.wrong-guard",
      "done",
    ]);
  });

  const part = hasAnswers ? "" : " (skipped: this copy has no worker for recommendations)";
  it.skipIf(!hasAnswers)(`gets recommendations${part}`, async () => {
    const answer = await page.evaluate(async () => {
      const { profile, recommend } = privateTools;
      const entries = (await profile.entries()).map(({ itemId, reaction }) => ({ itemId, reaction }));
      return recommend({
        datasetId: "demo",
        reader: { entries },
        k: 10,
        filters: {},
        diversity: 0.3,
        novelty: 0.3,
      });
    });
    expect([...answer.unknown].sort()).toEqual(TITLES.map(({ itemId }) => itemId).sort());
  });

  it("is shown whole by the app's own screen", async () => {
    await page.goto(`${address}/shelf`);
    const open = page.getByRole("button", { name: "Open it" });
    const first = page.getByText(TITLES[0]!.title).first();
    await Promise.race([open.waitFor(), first.waitFor()]);
    if (await open.isVisible()) await open.click();
    for (const { title } of TITLES) await page.getByText(title).first().waitFor();
    await useTools();
    await page.evaluate(() => privateTools.profile.open({ guard: "device" }));
  });

  it("leaves no trace of its contents in any store, message, console, error or request", async () => {
    const traces = await allTraces();
    expect(traces.length).toBeGreaterThan(20);
    expect(heard.length).toBeGreaterThan(0);
    expect(requests.length).toBeGreaterThan(5);
    expect(found(SECRETS, traces)).toEqual([]);
  });

  it("where a planted text is found in every kind of store, in channels, requests and the console", async () => {
    const planted = "Planted Zylophage 書";
    await page.evaluate(async (text) => {
      localStorage.setItem("planted", text);
      sessionStorage.setItem("planted", text);
      document.cookie = `planted=${encodeURIComponent(text)}`;
      await (await caches.open("planted")).put("/planted", new Response(text));
      const file = await (await navigator.storage.getDirectory()).getFileHandle("planted", { create: true });
      const writer = await file.createWritable();
      await writer.write(text);
      await writer.close();
      await new Promise((resolve) => {
        const opening = indexedDB.open("planted");
        opening.addEventListener("upgradeneeded", () =>
          opening.result.createObjectStore("s").put({ deep: [new TextEncoder().encode(text)] }, 1),
        );
        opening.addEventListener("success", () => resolve(opening.result.close()));
      });
      new BroadcastChannel("planted").postMessage({ text });
      await fetch(`/?planted=${encodeURIComponent(text)}`);
      console.log(text);
    }, planted);
    await expect.poll(() => heard.some((message) => message.includes(planted))).toBe(true);
    const places = new Set(
      found([planted], await allTraces()).map((hit) => / in ([A-Za-z]+)/.exec(hit)?.[1]),
    );
    const expected = [
      "IndexedDB",
      "OPFS",
      "cache",
      "channels",
      "console",
      "cookies",
      "localStorage",
      "requests",
      "sessionStorage",
    ];
    expect([...places].sort()).toEqual(expected.sort());
    await page.evaluate(async () => {
      indexedDB.deleteDatabase("planted");
      await caches.delete("planted");
    });
  });

  it("its key cannot be read by a script, neither in the page nor exported", async () => {
    const outcome = await page.evaluate(async () => {
      const { storageBuckets } = navigator as unknown as { storageBuckets: Buckets };
      const opening = (await storageBuckets.open("soma-edge-private")).indexedDB.open("soma-edge-private");
      await new Promise((resolve) => opening.addEventListener("success", resolve));
      const reading = opening.result.transaction("keys").objectStore("keys").getAll();
      await new Promise((resolve) => reading.addEventListener("success", resolve));
      opening.result.close();
      const [key] = reading.result as CryptoKey[];
      const failure = await crypto.subtle.exportKey("raw", key!).catch((thrown: Error) => thrown.name);
      return { extractable: key!.extractable, failure };
    });
    expect(outcome).toEqual({ extractable: false, failure: "InvalidAccessError" });
  });

  let record: Buffer;
  it("is there again after a restart; the browser's files and its traffic do not hold it", async () => {
    record = (await sealedRecord())!;
    await context.close();
    const files = filesBelow(profileFolder);
    expect(found(SECRETS, [...files, { where: "traffic", bytes: readFileSync(netLog) }])).toEqual([]);
    // What was planted lies there: the search does see these files.
    const seen = found(
      ["Planted Zylophage 書"],
      [...files, { where: "traffic", bytes: readFileSync(netLog) }],
    );
    expect(seen.some((hit) => hit.includes("traffic"))).toBe(true);
    expect(seen.some((hit) => hit.includes("Local Storage"))).toBe(true);
    // The sealed list is on the disk, and so is the key of a list that only the device guards: the document says so.
    expect(storageFiles().some(({ bytes }) => bytes.includes(checkOf(record).check))).toBe(true);
    expect(filesWithKey(storageFiles(), record)).not.toEqual([]);
    await start();
    await page.goto(address);
    await useTools();
    const list = await page.evaluate(() => privateTools.profile.open({ guard: "device" }));
    expect(list).toHaveLength(3);
  });

  it("after forgetting, list and key are gone, from the browser's files too", async () => {
    await page.evaluate(() => privateTools.profile.forget());
    expect(await page.evaluate(() => privateTools.profile.status())).toMatchObject({ state: "none" });
    const kept = await page.evaluate(() =>
      (navigator as unknown as { storageBuckets: Buckets }).storageBuckets.keys(),
    );
    expect(kept).toEqual([]);
    expect(await sealedRecord()).toBeNull();
    await context.close();
    const left = filesBelow(profileFolder).filter(({ bytes }) => bytes.includes(checkOf(record).check));
    expect(left.map(({ where }) => where)).toEqual([]);
    expect(filesWithKey(storageFiles(), record)).toEqual([]);
    await start();
    await page.goto(address);
    await useTools();
  });

  it("with a passphrase, the browser's files hold no key that opens it", async () => {
    await page.evaluate(
      async ([titles, passphrase]) => {
        await privateTools.profile.create({ guard: "passphrase", passphrase });
        for (const title of titles) await privateTools.profile.put(title);
      },
      [TITLES, PASSPHRASE] as const,
    );
    record = (await sealedRecord())!;
    await context.close();
    const files = filesBelow(profileFolder);
    expect(found(SECRETS, files)).toEqual([]);
    expect(storageFiles().some(({ bytes }) => bytes.includes(checkOf(record).check))).toBe(true);
    expect(filesWithKey(storageFiles(), record)).toEqual([]);
    await start();
    await page.goto(address);
    await useTools();
    const state = await page.evaluate(() => privateTools.profile.status());
    expect(state).toMatchObject({ state: "locked", guard: "passphrase" });
    await page.evaluate(() => privateTools.profile.forget());
  });

  it("opens by a passkey that gives secret bytes, after a reload too", async () => {
    const protocol = await context.newCDPSession(page);
    await protocol.send("WebAuthn.enable");
    await protocol.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        hasPrf: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.evaluate(async (titles) => {
      const { profile, newPasskeySecret } = privateTools;
      await profile.create(await newPasskeySecret());
      await profile.put(titles[0]!);
      await profile.lock();
    }, TITLES);
    await page.reload();
    await useTools();
    const list = await page.evaluate(async () => {
      const { profile, passkeySecret } = privateTools;
      const { state, passkey } = await profile.status();
      if (state !== "locked") throw new Error(`the list is ${state}`);
      return profile.open(await passkeySecret(passkey!));
    });
    expect(list).toEqual([TITLES[0]]);
    expect(found(SECRETS, await allTraces())).toEqual([]);
    await page.evaluate(() => privateTools.profile.forget());
  });
});

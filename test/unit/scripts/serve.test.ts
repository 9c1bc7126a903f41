import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, staticServer } from "../../../scripts/serve.mjs";

const base = mkdtempSync(join(tmpdir(), "soma-serve-"));
const root = join(base, "dist");
const server = staticServer(root);
let address: string;

beforeAll(async () => {
  mkdirSync(join(root, "assets"), { recursive: true });
  writeFileSync(join(base, "secret.txt"), "outside");
  mkdirSync(join(base, "dist-other"));
  writeFileSync(join(base, "dist-other/secret.txt"), "outside");
  writeFileSync(join(root, "index.html"), "<!doctype html><title>app</title>");
  writeFileSync(join(root, "service.worker.js"), "// worker");
  writeFileSync(join(root, "assets/index-abc.js"), "x".repeat(5000));
  writeFileSync(join(root, "assets/font.woff2"), "font");
  address = await listen(server, 0);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(base, { recursive: true, force: true });
});
const get = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> =>
  fetch(new URL(path, address), { headers, method });
const page = { Accept: "text/html" };

/** Send a request line as it is: fetch would tidy the path. */
const raw = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n`);
    });
    let text = "";
    socket.on("data", (data) => (text += data.toString()));
    socket.on("end", () => resolve(text));
    socket.on("error", reject);
  });

describe("staticServer", () => {
  it("sends every file isolated, typed, and under a policy without foreign scripts", async () => {
    const { headers } = await get("/assets/index-abc.js");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(headers.get("content-security-policy")).toContain("worker-src 'self';");
  });

  it("lets hashed files be kept for ever, and has the page and the service worker asked for each time", async () => {
    const caching = async (path: string): Promise<string | null> =>
      (await get(path, page)).headers.get("cache-control");
    expect(await caching("/assets/index-abc.js")).toContain("immutable");
    expect(await caching("/")).toBe("no-cache");
    expect(await caching("/index.html")).toBe("no-cache");
    expect(await caching("/service.worker.js")).toBe("no-cache");
  });

  it("answers 304 for what the browser has, until the file changes", async () => {
    const etag = (await get("/service.worker.js")).headers.get("etag")!;
    expect((await get("/service.worker.js", { "If-None-Match": etag })).status).toBe(304);
    utimesSync(join(root, "service.worker.js"), 1, 1);
    expect((await get("/service.worker.js", { "If-None-Match": etag })).status).toBe(200);
  });

  it("gives the page for its own routes, also those with a dot, but never in place of a part", async () => {
    for (const path of ["/titles", "/titles/85123A.x?tab=1#a"]) {
      const response = await get(path, page);
      expect(await response.text()).toContain("<title>app</title>");
      expect(response.headers.get("content-type")).toContain("text/html");
    }
    expect((await get("/assets/gone.js")).status).toBe(404);
    expect((await get("/titles")).status).toBe(404);
    expect(await (await get("/")).text()).toContain("<title>app</title>");
  });

  it("compresses text for those who take it, and sends the same content", async () => {
    const packed = await get("/assets/index-abc.js", { "Accept-Encoding": "gzip" });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect(Number(packed.headers.get("content-length"))).toBeLessThan(200);
    expect(await packed.text()).toBe("x".repeat(5000));
    const plain = await get("/assets/index-abc.js", { "Accept-Encoding": "identity" });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.text()).toBe("x".repeat(5000));
    const font = await get("/assets/font.woff2", { "Accept-Encoding": "gzip" });
    expect(font.headers.get("content-encoding")).toBeNull();
    expect(font.headers.get("content-type")).toBe("font/woff2");
  });

  it("answers HEAD without a body and refuses to be written to", async () => {
    const head = await get("/assets/index-abc.js", { "Accept-Encoding": "identity" }, "HEAD");
    expect(head.headers.get("content-length")).toBe("5000");
    expect(await head.text()).toBe("");
    const post = await get("/", {}, "POST");
    expect(post.status).toBe(405);
    expect(post.headers.get("allow")).toBe("GET, HEAD");
  });

  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fdist-other/secret.txt",
    "/..\\secret.txt",
    "/a%00.txt",
    "/%E0%A4%A",
    "/.git/config",
    "http://elsewhere/x",
    "//secret.txt",
  ])("never leaves its folder: %s", async (path) => {
    const answer = await raw(path);
    expect(answer).not.toContain("outside");
    expect(answer).toMatch(/^HTTP\/1.1 (400|404|200) /);
    if (answer.startsWith("HTTP/1.1 200")) expect(answer).toContain("<title>app</title>");
  });

  it("listens on this machine only", () => {
    expect((server.address() as AddressInfo).address).toBe("127.0.0.1");
  });

  it("takes the next port when one is in use, unless told not to", async () => {
    const { port } = server.address() as AddressInfo;
    const second = staticServer(root);
    const url = new URL(await listen(second, port));
    expect(Number(url.port)).toBeGreaterThan(port);
    await new Promise((resolve) => second.close(resolve));
    await expect(listen(staticServer(root), port, false)).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

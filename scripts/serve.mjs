/**
 * A server for the built app: static files, cross-origin isolated, on this machine only.
 */
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, extname, join, normalize, sep } from "node:path";
import { gzip } from "node:zlib";
import { promisify } from "node:util";

const compress = promisify(gzip);

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".woff2": "font/woff2",
};
const COMPRESSIBLE = /^(text|application\/(json|manifest|wasm)|image\/svg)/;

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  // Charts place their marks with style attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * llama.cpp starts its threads from scripts that it holds as text. Only the worker that runs it may, and what starts it
 * may not: a worker has the policy that it is served with.
 */
const GENERATOR = /^generate\.worker(-[\w-]+)?\.js$/;
const policyOf = (path) =>
  GENERATOR.test(basename(path))
    ? POLICY.replace("worker-src 'self'", "worker-src 'self' blob:").replace(
        "connect-src 'self'",
        "connect-src 'self' blob:",
      )
    : POLICY;

/** Isolation for threads, and no script or connection from anywhere else. */
const HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Content-Security-Policy": POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/**
 * Make a server for a folder. A page that is no file gets index.html: the app has its own routes.
 *
 * @param {string} root folder of the built app
 * @returns {import("node:http").Server} not yet listening
 */
export function staticServer(root) {
  /** Path and time of change -> compressed bytes. */
  const compressed = new Map();

  const answer = async (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      refuse(response, 405, "Only GET and HEAD.", { Allow: "GET, HEAD" });
      return;
    }
    const path = await fileFor(root, request);
    if (path === null) refuse(response, 404, "Not found.");
    else await send(path, request, response);
  };

  const send = async (path, request, response) => {
    const { size, mtimeMs } = await stat(path);
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    const etag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
    const headers = {
      ...HEADERS,
      "Content-Security-Policy": policyOf(path),
      "Content-Type": type,
      "Cache-Control": caching(root, path),
      ETag: etag,
    };
    const compressible = COMPRESSIBLE.test(type);
    if (compressible) headers["Vary"] = "Accept-Encoding";
    const hasBody = request.method === "GET";
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304, headers).end();
    } else if (compressible && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
      const key = `${path} ${etag}`;
      if (!compressed.has(key)) compressed.set(key, await compress(await readFile(path)));
      const bytes = compressed.get(key);
      response.writeHead(200, { ...headers, "Content-Encoding": "gzip", "Content-Length": bytes.length });
      response.end(hasBody ? bytes : undefined);
    } else {
      response.writeHead(200, { ...headers, "Content-Length": size });
      if (!hasBody) response.end();
      else
        createReadStream(path)
          .on("error", () => response.destroy())
          .pipe(response);
    }
  };

  return createServer((request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, "The file could not be read.");
    });
  });
}

/**
 * Listen on this machine only.
 *
 * @param {import("node:http").Server} server
 * @param {number} port the first port to try; 0 for any
 * @param {boolean} orNext whether to try the following ports when it is taken
 * @returns {Promise<string>} address of the app, without a slash at the end
 */
export async function listen(server, port, orNext = true) {
  for (let tried = port; ; tried++) {
    const failure = await new Promise((resolve) => {
      server.once("error", resolve);
      server.listen(tried, "127.0.0.1", () => {
        server.off("error", resolve);
        resolve(null);
      });
    });
    if (failure === null) return `http://127.0.0.1:${server.address().port}`;
    if (failure.code !== "EADDRINUSE" || !orNext || tried >= port + 50) throw failure;
  }
}

/** The file that answers a request, index.html for pages that are no file; null where there is none. */
async function fileFor(root, request) {
  const path = filePath(root, request.url ?? "/");
  if (path === null) return null;
  if (await isFile(path)) return path;
  const page = join(root, "index.html");
  return isNavigation(request) && (await isFile(page)) ? page : null;
}

async function isFile(path) {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ?? false;
}

/** The path a request names, or null when it would leave the folder or is not a path. */
function filePath(root, url) {
  let path;
  try {
    path = decodeURIComponent(url.split(/[?#]/, 1)[0]);
  } catch {
    return null;
  }
  if (!path.startsWith("/") || path.includes("\0") || path.includes("\\")) return null;
  if (path.split("/").some((segment) => segment.startsWith("."))) return null;
  const file = normalize(join(root, path === "/" ? "index.html" : path));
  return file.startsWith(normalize(root + sep)) ? file : null;
}

/** Whether a page is asked for, not a part of one: for those, browsers accept anything. */
function isNavigation(request) {
  return /\btext\/html\b/.test(request.headers.accept ?? "");
}

/** Files with a hash in their name never change; the others are asked for again each time. */
function caching(root, path) {
  const hashed = path.startsWith(join(root, "assets") + sep);
  return hashed ? "public, max-age=31536000, immutable" : "no-cache";
}

function refuse(response, status, text, headers = {}) {
  response.writeHead(status, { ...HEADERS, "Content-Type": "text/plain; charset=utf-8", ...headers });
  response.end(`${text}\n`);
}

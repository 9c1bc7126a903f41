import { browserError } from "./errors.ts";

/**
 * A JSON file that comes with the app, from `public/`; offline from the service worker's store.
 *
 * @param path from the root of the site: "/demo/catalogue.json"
 * @throws `app.file-missing`
 */
export async function readPublicJson<T>(path: string): Promise<T> {
  try {
    const response = await fetch(path);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return (await response.json()) as T;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw browserError("app.file-missing", { path, reason }, { cause });
  }
}

import type { Downloads } from "../../core/ports.ts";
import { httpDownloads } from "../embedding/http-downloads.ts";

/** Files that a person asked for, over HTTP; those of the app's own server as well. */
export function browserDownloads(): Downloads {
  return httpDownloads(location.origin);
}

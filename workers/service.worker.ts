/**
 * Stores every file of the built app and answers from there, so that all screens start with the server gone.
 * Stored answers keep their headers: the page stays cross-origin isolated offline.
 */
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { SKIP_WAITING } from "../src/platform/browser/skip-waiting.ts";

/** Written in by the build: each file with the hash of its content. */
declare const __PRECACHE__: PrecacheEntry[];
declare const self: ServiceWorkerGlobalScope;

precacheAndRoute(__PRECACHE__);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL("/index.html")));

// A waiting worker stays waiting until a person has asked for the update.
self.addEventListener("message", (event) => {
  if (event.data === SKIP_WAITING) void self.skipWaiting();
});

// The first worker serves the page that installed it, so that it, too, survives the loss of the network.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

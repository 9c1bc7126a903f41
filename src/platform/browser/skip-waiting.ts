/** Message that makes the waiting service worker take over. */
export const SKIP_WAITING = "soma/skip-waiting";

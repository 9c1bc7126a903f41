import type { Clock } from "../../core/ports.ts";

export const browserClock: Clock = {
  isoNow: () => new Date().toISOString(),
  monotonicMs: () => performance.now(),
};

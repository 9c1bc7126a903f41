import type { Clock } from "../../core/ports.ts";

export const nodeClock: Clock = {
  isoNow: () => new Date().toISOString(),
  monotonicMs: () => performance.now(),
};

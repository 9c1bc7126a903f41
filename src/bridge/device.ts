/** What screens ask of the device itself: memory, and to stay awake. */
export { memoryUse, type MemoryUse } from "../platform/browser/memory-use.ts";
export { keepAwake, type WakeState } from "../platform/browser/wake-lock.ts";

import type { Clock, Vault } from "../core/ports.ts";
import { dayNumber } from "../domain/calendar.ts";

/** Wrong secrets in a row, kept so that a reload does not forget them. Nothing of the list is in it. */
export interface Attempts {
  readonly failures: number;
  /** When the last was tried, milliseconds from 1970. */
  readonly lastMs: number;
}

const NAME = "attempts";
/** So many wrong secrets are typing mistakes. */
const FREE_FAILURES = 3;
const LONGEST_WAIT_MS = 300_000;

export async function readAttempts(vault: Vault): Promise<Attempts> {
  const bytes = await vault.read(NAME);
  if (bytes === undefined || bytes.length !== 16) return { failures: 0, lastMs: 0 };
  const [failures, lastMs] = new Float64Array(bytes.slice().buffer);
  return { failures: failures ?? 0, lastMs: lastMs ?? 0 };
}

export function writeAttempts(vault: Vault, { failures, lastMs }: Attempts): Promise<void> {
  return vault.write(NAME, new Uint8Array(Float64Array.of(failures, lastMs).buffer));
}

/**
 * Milliseconds until the next try: none for the first three, then one second, doubled by every further failure up to
 * five minutes. A clock that was set back starts the wait anew.
 */
export function waitMs({ failures, lastMs }: Attempts, now: number): number {
  if (failures < FREE_FAILURES) return 0;
  const whole = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.min(failures - FREE_FAILURES, 20));
  const passed = now - lastMs;
  return passed < 0 ? whole : Math.max(0, whole - passed);
}

/** Now, in milliseconds from 1970. */
export function nowMs(clock: Clock): number {
  const [, year, month, day, hours, minutes, seconds] =
    /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):([\d.]+)Z$/.exec(clock.isoNow())?.map(Number) ?? [];
  const days = dayNumber(year ?? 1970, month ?? 1, day ?? 1);
  return (((days * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

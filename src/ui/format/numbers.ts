const LOCALE = "en-GB";
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const fourDigits = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 4 });
const threeDecimals = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** A count with thousands separators: 461,207. */
export function count(value: number): string {
  return whole.format(value);
}

/**
 * Copies as the shop says them: whole from 1 up, one decimal for a slow mover, a dash where unknown.
 */
export function copies(value: number | null): string {
  if (value === null || Number.isNaN(value)) return "–";
  return value > 0 && value < 0.95 ? oneDecimal.format(value) : whole.format(value);
}

/** One decimal, for tracing a rounded figure back: 13.6. */
export function exact(value: number | null): string {
  return value === null || Number.isNaN(value) ? "–" : oneDecimal.format(value);
}

/** Three decimals, as error measures are printed: 0.725. */
export function score(value: number): string {
  return Number.isFinite(value) ? threeDecimals.format(value) : "–";
}

/** Any figure in four significant digits, a dash where there is none: 0.7254, 12,350, 1.2e-5. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e9)) return value.toExponential(3);
  return fourDigits.format(value);
}

/** A share as whole percent: .9 is "90 %". */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${whole.format(share * 100)} %` : "–";
}

/** A count and its noun: "1 copy", "3 copies". */
export function counted(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Bytes in the unit a person reads: 48.2 MB. */
export function bytes(value: number): string {
  if (value < 1000) return `${count(value)} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let scaled = value / 1000;
  let unit = 0;
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${scaled < 100 ? oneDecimal.format(scaled) : whole.format(scaled)} ${units[unit]}`;
}

/** A duration in the words of a person waiting: "less than 5 seconds", "about 40 seconds", "about 3 minutes". */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 5) return "less than 5 seconds";
  if (seconds < 90) return `about ${Math.ceil(seconds / 5) * 5} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} minutes`;
  return `about ${Math.round(minutes / 60)} hours`;
}

/** A measured duration: "less than 0.1 s", "0.8 s", "42 s", "3 min 5 s". */
export function elapsed(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 0.05) return "less than 0.1 s";
  if (seconds < 10) return `${oneDecimal.format(seconds)} s`;
  if (seconds < 60) return `${whole.format(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${whole.format(Math.floor(seconds % 60))} s`;
}

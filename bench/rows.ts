/** One measured figure of ours beside a peer's. */
export interface BenchRow {
  readonly suite: string;
  readonly case: string;
  /** With its unit: "seconds", "MiB", "sMAPE". */
  readonly metric: string;
  readonly ours: number;
  /** null where there is nothing to compare with. */
  readonly peer: number | null;
  readonly peer_name: string | null;
  /** ours / peer: below 1 is better for every metric here but coverage. */
  readonly ratio: number | null;
  /** Threads that each side used; null where it does not matter. */
  readonly threads: number | null;
  /** Where ours ran. */
  readonly where: "node" | "chromium" | null;
}

/** How ours ran. */
export type BenchPlace = Pick<BenchRow, "threads" | "where">;

/** A row; the ratio comes of its two figures. */
export function benchRow(
  suite: string,
  name: string,
  metric: string,
  ours: number,
  peer?: { readonly name: string; readonly value: number },
  place: BenchPlace = { threads: null, where: null },
): BenchRow {
  return {
    suite,
    case: name,
    metric,
    ours,
    peer: peer?.value ?? null,
    peer_name: peer?.name ?? null,
    ratio: peer === undefined ? null : ours / peer.value,
    ...place,
  };
}

const HEADER = ["suite", "case", "metric", "ours", "peer", "ratio", "threads", "where", "peer_name"] as const;

/** Rows as a table for people, numbers to the right. */
export function rowsAsTable(rows: readonly BenchRow[]): string {
  const lines = [[...HEADER], ...rows.map((row) => HEADER.map((column) => cellText(row[column])))];
  const widths = HEADER.map((_, c) => Math.max(...lines.map((line) => line[c]!.length)));
  return lines
    .map((line) => {
      const cells = line.map((cell, c) =>
        c >= 3 && c <= 6 ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!),
      );
      return `${cells.join("  ").trimEnd()}\n`;
    })
    .join("");
}

/** A figure to four digits, a word as it is. */
export function cellText(value: string | number | null): string {
  if (value === null) return "-";
  if (typeof value === "string") return value;
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}

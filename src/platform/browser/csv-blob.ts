/** Pieces of text, UTF-8, as a CSV file to download. */
export async function csvBlob(pieces: AsyncIterable<string> | readonly string[]): Promise<Blob> {
  const parts: string[] = [];
  for await (const piece of pieces) parts.push(piece);
  return new Blob(parts, { type: "text/csv;charset=utf-8" });
}

/** A CSV file that grows piece by piece: what is in it need not stay in memory. */
export function growingCsv(): { add(piece: string): void; blob(): Blob } {
  const parts: Blob[] = [];
  return {
    add: (piece) => void parts.push(new Blob([piece])),
    blob: () => new Blob(parts, { type: "text/csv;charset=utf-8" }),
  };
}

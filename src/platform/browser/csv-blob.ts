/** Pieces of text, UTF-8, as a CSV file to download. */
export async function csvBlob(pieces: AsyncIterable<string> | readonly string[]): Promise<Blob> {
  const parts: string[] = [];
  for await (const piece of pieces) parts.push(piece);
  return new Blob(parts, { type: "text/csv;charset=utf-8" });
}

import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** All rows of a Parquet file, in the shape the caller knows it to have. */
export async function readParquetRows<Row>(path: string, columns?: readonly string[]): Promise<Row[]> {
  const file = await asyncBufferFromFile(path);
  return (await parquetReadObjects({
    file,
    compressors,
    ...(columns && { columns: [...columns] }),
  })) as Row[];
}

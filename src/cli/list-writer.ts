import { lineWriter } from "./line-writer.ts";
import { writeTable } from "./table-file.ts";

/** Writes rows of user, item, rank and score as they come. */
export interface ListWriter {
  add(user: string, items: readonly string[], scores: Float64Array): void;
  /** Make the file appear, whole. @throws `cli.write-failed` */
  finish(): Promise<void>;
  /** Leave nothing behind. */
  abandon(): void;
}

/** A CSV is written as it grows, so that its length does not matter; a Parquet file is held until its end. */
export function listWriter(path: string): ListWriter {
  return path.toLowerCase().endsWith(".parquet") ? parquetLists(path) : csvLists(path);
}

function csvLists(path: string): ListWriter {
  const lines = lineWriter(path);
  lines.add("user,item,rank,score");
  return {
    add: (user, items, scores) => {
      const name = quoted(user);
      items.forEach((item, i) => lines.add(`${name},${quoted(item)},${i + 1},${shortest(scores[i]!)}`));
    },
    finish: () => {
      lines.finish();
      return Promise.resolve();
    },
    abandon: lines.abandon,
  };
}

function parquetLists(path: string): ListWriter {
  const users: string[] = [];
  const items: string[] = [];
  const ranks: string[] = [];
  const scores: number[] = [];
  return {
    add: (user, own, ownScores) => {
      own.forEach((item, i) => {
        users.push(user);
        items.push(item);
        ranks.push(String(i + 1));
        scores.push(ownScores[i]!);
      });
    },
    finish: () =>
      writeTable(path, [
        { name: "user", type: "text", data: users },
        { name: "item", type: "text", data: items },
        { name: "rank", type: "integer", data: ranks },
        { name: "score", type: "number", data: Float64Array.from(scores) },
      ]),
    abandon: () => {},
  };
}

const shortest = (value: number): string => String(Number(value.toPrecision(7)));

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

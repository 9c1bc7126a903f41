import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { cliError } from "./errors.ts";
import { writeTable } from "./table-file.ts";

/** Writes rows of user, item, rank and score as they come. */
export interface ListWriter {
  add(user: string, items: readonly string[], scores: Float64Array): void;
  /** Make the file appear, whole. @throws `cli.write-failed` */
  finish(): Promise<void>;
  /** Leave nothing behind. */
  abandon(): void;
}

const FLUSH_CHARACTERS = 1 << 20;

/** A CSV is written as it grows, so that its length does not matter; a Parquet file is held until its end. */
export function listWriter(path: string): ListWriter {
  return path.toLowerCase().endsWith(".parquet") ? parquetLists(path) : csvLists(path);
}

function csvLists(path: string): ListWriter {
  const unfinished = `${path}.${process.pid}.unfinished`;
  const failing = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      rmSync(unfinished, { force: true });
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw cliError("cli.write-failed", { path, reason }, { cause });
    }
  };
  const file = failing(() => openSync(unfinished, "w"));
  let text = "user,item,rank,score\n";
  const flush = (): void => {
    failing(() => writeSync(file, text));
    text = "";
  };
  return {
    add: (user, items, scores) => {
      const name = quoted(user);
      items.forEach((item, i) => {
        text += `${name},${quoted(item)},${i + 1},${shortest(scores[i]!)}\n`;
      });
      if (text.length > FLUSH_CHARACTERS) flush();
    },
    finish: () => {
      flush();
      failing(() => {
        closeSync(file);
        renameSync(unfinished, path);
      });
      return Promise.resolve();
    },
    abandon: () => rmSync(unfinished, { force: true }),
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

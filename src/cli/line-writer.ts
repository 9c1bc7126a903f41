import { closeSync, openSync, writeSync } from "node:fs";
import { cliError } from "./errors.ts";
import { abandonFile, finishFile, unfinishedName } from "./unfinished-files.ts";

/** Writes a text file line by line, so that its length does not matter. */
export interface LineWriter {
  /** @param line without its end @throws `cli.write-failed` */
  readonly add: (line: string) => void;
  /** Make the file appear, whole. @throws `cli.write-failed` */
  readonly finish: () => void;
  /** Leave nothing behind. */
  readonly abandon: () => void;
}

const FLUSH_CHARACTERS = 1 << 20;

/** @throws `cli.write-failed` */
export function lineWriter(path: string): LineWriter {
  const unfinished = unfinishedName(path);
  const failing = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      abandonFile(unfinished);
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw cliError("cli.write-failed", { path, reason }, { cause });
    }
  };
  const file = failing(() => openSync(unfinished, "w"));
  let text = "";
  const flush = (): void => {
    failing(() => writeSync(file, text));
    text = "";
  };
  return {
    add: (line) => {
      text += `${line}\n`;
      if (text.length > FLUSH_CHARACTERS) flush();
    },
    finish: () => {
      flush();
      failing(() => {
        closeSync(file);
        finishFile(unfinished, path);
      });
    },
    abandon: () => abandonFile(unfinished),
  };
}

import { asAppError, type AppError } from "../core/errors.ts";
import type { Clock, Threads } from "../core/ports.ts";
import { nearestWord } from "../domain/nearest-word.ts";
import type { Command } from "./command.ts";
import { cliError } from "./errors.ts";
import { commandHelp, overviewHelp } from "./help.ts";
import { HELP_FLAGS, parseOptions } from "./options.ts";
import { progressLine } from "./progress-line.ts";

export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** What the command line runs in. Tests give their own. */
export interface Surroundings {
  readonly version: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** stderr is a terminal: progress may rewrite its line. */
  readonly isTerminal: boolean;
  readonly clock: Clock;
  readonly threads: Threads;
  readonly signal?: AbortSignal | undefined;
  /** What runs it: "Node 20.20.2, linux x64". */
  readonly environment?: string | undefined;
}

/**
 * Run one command line.
 *
 * @param words what follows "soma"
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 cancelled; an error is one line on stderr
 */
export async function runCommandLine(
  commands: readonly Command[],
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { version, out, err, isTerminal, clock } = surroundings;
  const progress = progressLine({ err, isTerminal, now: () => clock.monotonicMs() });
  try {
    const [name, ...rest] = twoWordName(commands, words);
    if (name === undefined || HELP_FLAGS.includes(name) || name === "help") {
      const help = overviewHelp(
        version,
        commands.map(({ text }) => text),
      );
      (name === undefined ? err : out)(help);
      return name === undefined ? EXIT.usage : EXIT.done;
    }
    if (name === "--version" || name === "-v") {
      out(`${version}\n`);
      return EXIT.done;
    }
    const command = commandNamed(commands, name);
    if (rest.some((word) => HELP_FLAGS.includes(word))) {
      out(commandHelp(command.text));
      return EXIT.done;
    }
    const given = parseOptions(command.text, rest);
    await command.run(given, { ...surroundings, progress: progress.sink, clearProgress: progress.clear });
    progress.clear();
    return EXIT.done;
  } catch (thrown) {
    progress.clear();
    const error = asAppError(thrown);
    err(`soma: ${oneLine(`${error.message} ${error.remedy}`)}\n`);
    return exitCode(error);
  }
}

/** The words with the first two joined where they name a command together, such as "runs list". */
function twoWordName(commands: readonly Command[], words: readonly string[]): readonly string[] {
  const name = words.slice(0, 2).join(" ");
  return commands.some(({ text }) => text.name === name) ? [name, ...words.slice(2)] : words;
}

function commandNamed(commands: readonly Command[], name: string): Command {
  const command = commands.find(({ text }) => text.name === name);
  if (command !== undefined) return command;
  const names = commands.map(({ text }) => text.name);
  throw cliError("cli.unknown-command", {
    found: name,
    commands: names.join(", "),
    nearest: nearestWord(name, names) ?? "",
  });
}

function exitCode(error: AppError): number {
  if (error.kind === "aborted") return EXIT.interrupted;
  return error.kind === "input" ? EXIT.usage : EXIT.failed;
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ").trim();

import type { WorkflowContext } from "../core/ports.ts";
import type { CommandText, GivenOptions } from "./options.ts";

/** What a running command may use. */
export interface CommandTools extends Pick<
  WorkflowContext,
  "clock" | "threads" | "progress" | "signal" | "environment"
> {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Take the progress line away before writing anything else. */
  readonly clearProgress: () => void;
}

/** A command of the command line: what it says of itself, and what it does. */
export interface Command {
  readonly text: CommandText;
  /** @throws AppError, of kind `input` when the command was used wrongly */
  readonly run: (given: GivenOptions, tools: CommandTools) => Promise<void>;
}

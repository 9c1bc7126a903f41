import { nearestWord } from "../domain/nearest-word.ts";
import { cliError } from "./errors.ts";

/** One option of a command. */
export interface OptionText {
  /** With its dashes: "--horizon". */
  readonly name: string;
  /** What stands for the value in help ("FILE"), or null for a switch. */
  readonly value: string | null;
  readonly required: boolean;
  readonly help: string;
  /** A value that would be right, for messages. */
  readonly example: string;
  /** It may be given several times: `valuesOf` reads them. */
  readonly repeats?: true;
}

/** What a command is called, takes and does, as help and messages show it. */
export interface CommandText {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionText[];
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** Rules the reader must know, as paragraphs. */
  readonly notes: readonly string[];
}

/** Values by option name, with dashes; a switch that is set has "". */
export type GivenOptions = ReadonlyMap<string, string>;

/** Between the values of an option that repeats: no word of a command line can hold it. */
const BETWEEN_VALUES = "\0";

/** All values of an option that repeats, as given; none where it is not. */
export function valuesOf(given: GivenOptions, option: string): string[] {
  return given.get(option)?.split(BETWEEN_VALUES) ?? [];
}

/** Help is asked for with these anywhere on the line. */
export const HELP_FLAGS = ["--help", "-h"];

/**
 * Read "--name value", "--name=value" and switches.
 *
 * @throws `cli.unknown-option`, `cli.no-value`, `cli.unwanted-value`, `cli.repeated`, `cli.unexpected-argument`,
 *   `cli.missing`, each naming what was found
 */
export function parseOptions(command: CommandText, words: readonly string[]): GivenOptions {
  const given = new Map<string, string>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (!word.startsWith("-") || /^-[\d.]/.test(word)) {
      throw cliError("cli.unexpected-argument", { found: word, command: command.name });
    }
    const equals = word.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    const option = optionNamed(command, name);
    const before = given.get(name);
    if (before !== undefined && option.repeats !== true) throw cliError("cli.repeated", { option: name });
    let value = equals < 0 ? undefined : word.slice(equals + 1);
    if (option.value === null) {
      if (value !== undefined) throw cliError("cli.unwanted-value", { option: name, found: value });
      given.set(name, "");
      continue;
    }
    if (value === undefined) value = words[++i];
    if (value === undefined || value === "" || value.startsWith("--")) {
      throw cliError("cli.no-value", { option: name, value: option.value, example: option.example });
    }
    given.set(name, before === undefined ? value : `${before}${BETWEEN_VALUES}${value}`);
  }
  const missing = command.options.filter((option) => option.required && !given.has(option.name));
  if (missing.length > 0) {
    throw cliError("cli.missing", {
      command: command.name,
      missing: missing.map((option) => `${option.name} ${option.value}`).join(", "),
      example: command.examples[0] ?? "",
    });
  }
  return given;
}

function optionNamed(command: CommandText, name: string): OptionText {
  const option = command.options.find((known) => known.name === name);
  if (option !== undefined) return option;
  const names = command.options.map((known) => known.name);
  throw cliError("cli.unknown-option", {
    found: name,
    command: command.name,
    options: names.join(", "),
    nearest: nearestWord(name, names) ?? "",
  });
}

/** A whole number within bounds. @throws `cli.bad-value` */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^[+-]?\d+$/.test(text) && value >= min && value <= max) return value;
  const expected = `a whole number from ${min} to ${max}`;
  throw cliError("cli.bad-value", { option, found: text, expected, example: String(Math.max(min, 13)) });
}

/** A number of seconds above zero. @throws `cli.bad-value` */
export function seconds(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw cliError("cli.bad-value", {
    option,
    found: text,
    expected: "a number of seconds above 0",
    example: "60",
  });
}

/** One of a few words, in any case. @throws `cli.bad-value` naming the nearest */
export function oneOf<W extends string>(option: string, text: string, words: readonly W[]): W {
  const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  const example = nearestWord(text, words) ?? words[0]!;
  throw cliError("cli.bad-value", { option, found: text, expected: `one of ${words.join(", ")}`, example });
}

/** Levels between 0 and 1, ascending, each once. @throws `cli.bad-value` */
export function quantileLevels(option: string, text: string): readonly number[] {
  const levels = text.split(",").map((cell) => (cell.trim() === "" ? NaN : Number(cell)));
  const right = levels.every((level) => level > 0 && level < 1) && new Set(levels).size === levels.length;
  if (right) return levels.sort((a, b) => a - b);
  const expected = "different numbers between 0 and 1, with commas between them";
  throw cliError("cli.bad-value", { option, found: text, expected, example: "0.1,0.5,0.9" });
}

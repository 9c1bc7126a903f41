import type { CommandText } from "./options.ts";

const WIDTH = 96;
/** Where an option is longer, its help begins on the next line, so that one long name does not narrow all. */
const WIDEST_HEAD = 30;

/** What `soma --help` shows. */
export function overviewHelp(version: string, commands: readonly CommandText[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    `soma ${version}: forecasts and orders for bookshops, from the command line`,
    "",
    "Usage: soma COMMAND [options]",
    "",
    "Commands:",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "Examples:",
    ...commands.map(({ examples }) => `  ${examples[0]}`),
    "",
    "soma COMMAND --help explains one command. Progress and notices go to stderr, results to stdout and --out.",
    "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped with Ctrl-C.",
    "",
  ].join("\n");
}

/** What `soma COMMAND --help` shows. */
export function commandHelp(command: CommandText): string {
  const usage = command.options.map(({ name, value, required }) => {
    const whole = value === null ? name : `${name} ${value}`;
    return required ? whole : `[${whole}]`;
  });
  const heads = command.options.map(({ name, value }) => (value === null ? name : `${name} ${value}`));
  const width = Math.max(0, ...heads.map(({ length }) => length).filter((length) => length <= WIDEST_HEAD));
  return [
    `soma ${command.name}: ${command.summary}`,
    "",
    wrapped(`Usage: soma ${command.name} ${usage.join(" ")}`, 4),
    "",
    "Options:",
    ...command.options.flatMap(({ help }, i) => {
      const head = heads[i]!;
      if (head.length <= width) return [wrapped(`  ${head.padEnd(width)}  ${help}`, width + 4)];
      const indent = " ".repeat(width + 4);
      return [`  ${head}`, wrapped(indent + help, indent.length)];
    }),
    "",
    ...command.notes.flatMap((note) => [wrapped(note, 0), ""]),
    "Examples:",
    ...command.examples.map((example) => `  ${example}`),
    "",
  ].join("\n");
}

/** Break a line at spaces before `WIDTH`; later lines start after `indent` spaces. */
function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > WIDTH) {
    const space = rest.lastIndexOf(" ", WIDTH);
    const at = space > indent ? space : rest.indexOf(" ", WIDTH);
    if (at < 0) break;
    lines.push(rest.slice(0, at));
    rest = " ".repeat(indent) + rest.slice(at + 1);
  }
  return [...lines, rest].join("\n");
}

import { errorCatalogue, errorText } from "../core/errors.ts";
import { nearestWord } from "./nearest-word.ts";

export const configError = errorCatalogue({
  "config.not-json": errorText(
    "input",
    (d: { reason: string }) => `The configuration is not JSON (${d.reason}); expected an object in braces.`,
    () => 'Write for example { "test_size": 0.25 }.',
  ),
  "config.unknown-key": errorText(
    "input",
    (d: { key: string; known: string; nearest: string }) =>
      `The configuration has the key "${d.key}"; expected one of ${d.known}.`,
    (d) => (d.nearest === "" ? "Leave it out." : `Did you mean "${d.nearest}"?`),
  ),
  "config.bad-value": errorText(
    "input",
    (d: { key: string; found: string; expected: string }) =>
      `"${d.key}" is ${d.found} in the configuration; expected ${d.expected}.`,
    (d) => `Set it to ${d.expected}, or leave it out.`,
  ),
});

/** What a key of a configuration may hold. */
export interface ConfigRule {
  readonly default: unknown;
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

export const isText = (value: unknown): boolean => typeof value === "string";
export const isWhole = (value: unknown, min: number, max: number): boolean =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
export const isOneOf = (words: readonly string[]) => (value: unknown) => words.some((word) => word === value);
export const isRecordOf = (accepts: (value: unknown) => boolean) => (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(accepts);

/**
 * A configuration with its defaults, every key checked.
 *
 * @param text of a JSON file; "{}" for all defaults
 * @param defaults of this call, before those of the rules
 * @throws `config.not-json`, `config.unknown-key` with the nearest known name, `config.bad-value`
 */
export function readConfig<C>(
  text: string,
  rules: Readonly<Record<keyof C & string, ConfigRule>>,
  defaults: Partial<C>,
): C {
  const given = parsed(text);
  const known = Object.keys(rules) as (keyof C & string)[];
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(rules, key)) {
      const nearest = nearestWord(key, known) ?? "";
      throw configError("config.unknown-key", { key, known: known.join(", "), nearest });
    }
  }
  const complete: Record<string, unknown> = {};
  for (const key of known) {
    const value = given[key];
    if (value !== undefined && !rules[key].accepts(value)) refuseValue(key, value, rules[key].expected);
    complete[key] = value ?? (Object.hasOwn(defaults, key) ? defaults[key] : rules[key].default);
  }
  return complete as C;
}

/** @throws `config.bad-value` */
export function refuseValue(key: string, value: unknown, expected: string): never {
  throw configError("config.bad-value", { key, found: JSON.stringify(value), expected });
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw configError("config.not-json", { reason }, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw configError("config.not-json", { reason: "it is no object" });
  }
  return value as Readonly<Record<string, unknown>>;
}

import { exp, log } from "../../core/elementary.ts";
import type { Random } from "../../core/random.ts";
import type { OptionSearch, OptionsSchema, OptionValue } from "../../models/model.ts";
import { tuningError } from "./errors.ts";

/** Options by name: of a search space those that count, the others left out. */
export type Configuration = Readonly<Record<string, OptionValue>>;

interface Named {
  readonly name: string;
  readonly when: OptionSearch["when"];
}
interface ListDimension extends Named {
  readonly kind: "list";
  readonly values: readonly OptionValue[];
}
interface RangeDimension extends Named {
  readonly kind: "range";
  readonly min: number;
  readonly max: number;
  readonly scale: "linear" | "log";
  /** Whole numbers only. */
  readonly whole: boolean;
}
/** One option to choose. A code stands for its value: the place in a list, 0 to 1 along a range. */
export type SearchDimension = ListDimension | RangeDimension;
/** A dimension with a condition stands after the one it depends on. */
export type SearchSpace = readonly SearchDimension[];

/**
 * What the schema declares to be searched; empty where it declares nothing.
 *
 * @throws `tuning.bad-space`
 */
export function searchSpace(schema: OptionsSchema): SearchSpace {
  const space: SearchDimension[] = [];
  for (const [name, { search, type }] of Object.entries(schema)) {
    if (search === undefined) continue;
    const { when } = search;
    if ("values" in search) space.push({ kind: "list", name, when, values: search.values });
    else {
      const { min, max, scale } = search;
      space.push({ kind: "range", name, when, min, max, scale, whole: type === "integer" });
    }
  }
  checkSpace(space);
  return space;
}

function checkSpace(space: SearchSpace): void {
  space.forEach((dimension, d) => {
    const refuse = (found: string, expected: string): never => {
      throw tuningError("tuning.bad-space", { option: dimension.name, found, expected });
    };
    if (dimension.kind === "list") {
      if (dimension.values.length === 0) refuse("an empty list", "at least one value");
      if (new Set(dimension.values).size < dimension.values.length) {
        refuse(`[${dimension.values.join(", ")}]`, "each value once");
      }
    } else {
      const { min, max, scale, whole } = dimension;
      const found = `${scale} from ${min} to ${max}`;
      if (!(min < max && Number.isFinite(min) && Number.isFinite(max))) {
        refuse(found, "a smaller number, then a larger one");
      }
      if (scale === "log" && min <= 0) refuse(found, "bounds above 0 on a log scale");
      if (whole && !(Number.isInteger(min) && Number.isInteger(max))) refuse(found, "whole bounds");
    }
    const { when } = dimension;
    if (when !== undefined && !space.slice(0, d).some(({ name }) => name === when.option)) {
      refuse(
        `conditional on ${when.option}`,
        "a condition on an option that is searched and stands before it",
      );
    }
  });
}

/** Whether the dimension counts, given the values before it. */
export function isActive({ when }: SearchDimension, configuration: Configuration): boolean {
  if (when === undefined) return true;
  const value = configuration[when.option];
  return value !== undefined && when.is.includes(value);
}

/** The value of a code: a place in the list, or 0 to 1, in which each whole number has the same room. */
export function valueOfCode(dimension: SearchDimension, code: number): OptionValue {
  if (dimension.kind === "list") return dimension.values[code]!;
  const { min, max } = dimension;
  const [low, high] = scaledBounds(dimension);
  const at = low + (high - low) * code;
  const value = dimension.scale === "log" ? exp(at) : at;
  return Math.min(max, Math.max(min, dimension.whole ? Math.round(value) : value));
}

/** The code of a value of the dimension; of one outside its bounds, that of the nearest; NaN of none. */
export function codeOfValue(dimension: SearchDimension, value: OptionValue | undefined): number {
  if (value === undefined) return NaN;
  if (dimension.kind === "list") {
    const place = dimension.values.indexOf(value);
    return place < 0 ? NaN : place;
  }
  if (typeof value !== "number") return NaN;
  const [low, high] = scaledBounds(dimension);
  const at = dimension.scale === "log" ? log(value) : value;
  return Math.min(1, Math.max(0, (at - low) / (high - low)));
}

/** Codes in the order of the space, NaN where a dimension does not count. */
export function codesOf(space: SearchSpace, configuration: Configuration): Float64Array {
  return Float64Array.from(space, (dimension) =>
    isActive(dimension, configuration) ? codeOfValue(dimension, configuration[dimension.name]) : NaN,
  );
}

/** The configuration that `code` gives dimension by dimension, conditions looked at as it grows. */
export function configurationOf(
  space: SearchSpace,
  code: (dimension: SearchDimension, d: number) => number,
): Configuration {
  const configuration: Record<string, OptionValue> = {};
  space.forEach((dimension, d) => {
    if (isActive(dimension, configuration)) {
      configuration[dimension.name] = valueOfCode(dimension, code(dimension, d));
    }
  });
  return configuration;
}

/** Each dimension even over its values, or over its range on its scale. */
export function drawConfiguration(space: SearchSpace, random: Random): Configuration {
  return configurationOf(space, (dimension) => drawCode(dimension, random));
}

export function drawCode(dimension: SearchDimension, random: Random): number {
  return dimension.kind === "list" ? random.integer(dimension.values.length) : random.next();
}

/** The same text for the same configuration. */
export function configurationKey(space: SearchSpace, configuration: Configuration): string {
  return JSON.stringify(space.map(({ name }) => configuration[name] ?? null));
}

function scaledBounds({ min, max, scale, whole }: RangeDimension): readonly [number, number] {
  const low = whole ? min - 0.5 : min;
  const high = whole ? max + 0.5 : max;
  return scale === "log" ? [log(low), log(high)] : [low, high];
}

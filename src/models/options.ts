import { modelError } from "./errors.ts";
import type { OptionSpec, OptionsOf, OptionsSchema } from "./model.ts";

/** Every option of a schema at its default. */
export function defaultOptions<S extends OptionsSchema>(schema: S): OptionsOf<S> {
  return completeOptions(schema, {});
}

/**
 * The given options, checked against the schema, with defaults for the rest.
 *
 * @throws `model.unknown-option` for a name the schema lacks, `model.bad-option` for a value outside its bounds
 */
export function completeOptions<S extends OptionsSchema>(
  schema: S,
  given: Readonly<Record<string, unknown>>,
): OptionsOf<S> {
  const known = Object.keys(schema);
  for (const option of Object.keys(given)) {
    if (!known.includes(option)) throw modelError("model.unknown-option", { option, known });
  }
  const complete: Record<string, unknown> = {};
  for (const option of known) {
    const spec = schema[option]!;
    const value = given[option] ?? spec.default;
    if (!accepts(spec, value)) {
      throw modelError("model.bad-option", {
        option,
        found: JSON.stringify(value) ?? "nothing",
        expected: describe(spec),
      });
    }
    complete[option] = value;
  }
  return complete as OptionsOf<S>;
}

/** `completeOptions` with the type that the model's own `fit` takes. @throws as `completeOptions` */
export function modelOptions<O>(
  model: { readonly options: OptionsSchema; fit(data: never, options: O, context: never): unknown },
  given: Readonly<Record<string, unknown>> = {},
): O {
  return completeOptions(model.options, given) as O;
}

function accepts(spec: OptionSpec, value: unknown): boolean {
  switch (spec.type) {
    case "boolean":
      return typeof value === "boolean";
    case "choice":
      return typeof value === "string" && spec.choices.includes(value);
    case "integer":
      return Number.isInteger(value) && within(spec, value as number);
    case "number":
      return typeof value === "number" && within(spec, value);
  }
}

const within = (spec: { readonly min: number; readonly max: number }, value: number): boolean =>
  value >= spec.min && value <= spec.max;

function describe(spec: OptionSpec): string {
  switch (spec.type) {
    case "boolean":
      return "true or false";
    case "choice":
      return `one of ${spec.choices.join(", ")}`;
    case "integer":
      return `a whole number from ${spec.min} to ${spec.max}`;
    case "number":
      return `a number from ${spec.min} to ${spec.max}`;
  }
}

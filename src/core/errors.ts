/** What went wrong, in the coarse groups a caller can act on. */
export type ErrorKind = "input" | "data" | "model" | "storage" | "sync" | "device" | "aborted";

/** Plain facts about an error: what was found, what was needed. Must survive a structured clone. */
export type ErrorDetails = Readonly<
  Record<string, string | number | boolean | null | readonly string[] | readonly number[]>
>;

/**
 * The one error class of the project.
 *
 * `message` says what was found and what was expected, `remedy` what the reader can do.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly kind: ErrorKind;
  /** `<module>.<problem>`, stable: tests, screens and REST clients depend on it. */
  readonly code: string;
  readonly details: ErrorDetails;
  readonly remedy: string;

  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    remedy: string,
    details: ErrorDetails,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.code = code;
    this.details = details;
    this.remedy = remedy;
  }
}

/** How one code reads. `says` and `remedy` are whole sentences. */
export interface ErrorText<D extends ErrorDetails> {
  readonly kind: ErrorKind;
  readonly says: (details: D) => string;
  readonly remedy: (details: D) => string;
}

/** Ties a code's sentences to the type of its details. */
export function errorText<D extends ErrorDetails>(
  kind: ErrorKind,
  says: (details: D) => string,
  remedy: (details: D) => string,
): ErrorText<D> {
  return { kind, says, remedy };
}

// `never` details make the text of every code assignable to the catalogue.
type ErrorCatalogue = Readonly<Record<string, ErrorText<never>>>;
type DetailsOf<T> = T extends ErrorText<infer D> ? D : never;

/**
 * Make a module's thrower from its list of codes.
 *
 * @example
 * const forecastingError = errorCatalogue({
 *   "forecasting.too-short": errorText("data",
 *     (d: { found: number; needed: number }) => `The series has ${d.found} points; ${d.needed} are needed.`,
 *     () => "Import older sales, or choose seasonal-naive."),
 * });
 * throw forecastingError("forecasting.too-short", { found: 9, needed: 26 });
 */
export function errorCatalogue<C extends ErrorCatalogue>(codes: C) {
  return function appError<K extends keyof C & string>(
    code: K,
    details: DetailsOf<C[K]>,
    options?: { readonly cause?: unknown },
  ): AppError {
    const text = codes[code] as unknown as ErrorText<ErrorDetails>;
    const facts = details as unknown as ErrorDetails;
    return new AppError(text.kind, code, text.says(facts), text.remedy(facts), facts, options?.cause);
  };
}

export const coreError = errorCatalogue({
  "core.aborted": errorText(
    "aborted",
    (d: { what: string }) => `${d.what} was cancelled.`,
    () => "Start it again; finished parts are kept.",
  ),
  "core.unexpected": errorText(
    "model",
    (d: { message: string }) => `Unexpected error: ${d.message}`,
    () => "Reload the page and try again. If it comes back, report it with this text.",
  ),
});

/** Throw `core.aborted` when the signal has fired. Call it between units of work. */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw coreError("core.aborted", { what });
}

/** Any thrown value as an AppError: itself, or wrapped as `core.unexpected` with its cause kept. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return coreError("core.unexpected", { message }, { cause: thrown });
}

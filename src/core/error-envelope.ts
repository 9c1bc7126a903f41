import { AppError, asAppError, type ErrorDetails, type ErrorKind } from "./errors.ts";

/** An AppError as plain data, to cross between threads: a structured clone loses class, code and details. */
export interface ErrorEnvelope {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly details: ErrorDetails;
  readonly stack: string | null;
  /** Message of each cause, the nearest first: "TypeError: x is not a function". */
  readonly causes: readonly string[];
}

const MAX_CAUSES = 8;

/** Any thrown value as an envelope. */
export function errorEnvelope(thrown: unknown): ErrorEnvelope {
  const { kind, code, message, remedy, details, stack, cause } = asAppError(thrown);
  const causes: string[] = [];
  for (let next = cause; next !== undefined && next !== null && causes.length < MAX_CAUSES;) {
    causes.push(causeText(next));
    next = next instanceof Error ? next.cause : undefined;
  }
  return { kind, code, message, remedy, details, stack: stack ?? null, causes };
}

/** The AppError again, its causes as plain errors with the same text. */
export function errorFromEnvelope(envelope: ErrorEnvelope): AppError {
  const { kind, code, message, remedy, details, stack, causes } = envelope;
  let cause: Error | undefined;
  for (const text of causes.toReversed()) {
    cause = new Error(text, cause === undefined ? undefined : { cause });
  }
  const error = new AppError(kind, code, message, remedy, details, cause);
  if (stack !== null) error.stack = stack;
  return error;
}

function causeText(cause: unknown): string {
  if (cause instanceof Error) return `${cause.name}: ${cause.message}`;
  return typeof cause === "string" ? cause : (JSON.stringify(cause) ?? typeof cause);
}

import { errorEnvelope, errorFromEnvelope, type ErrorEnvelope } from "../core/error-envelope.ts";

/** What every exposed method answers: comlink alone would lose an error's class, code and cause. */
export type Envelope<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorEnvelope };

/** Run `work` and put its value or its error in an envelope. Never rejects. */
export async function sealed<T>(work: () => Promise<T> | T): Promise<Envelope<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, error: errorEnvelope(thrown) };
  }
}

/** The value, or the AppError thrown again. */
export function unsealed<T>(envelope: Envelope<T>): T {
  if (envelope.ok) return envelope.value;
  throw errorFromEnvelope(envelope.error);
}

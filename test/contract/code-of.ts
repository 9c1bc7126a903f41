import { AppError } from "../../src/core/errors.ts";

/** The code of the error that the work throws. */
export function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return "no error";
}

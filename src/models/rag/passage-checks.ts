import { throwIfAborted } from "../../core/errors.ts";
import type { FitContext } from "../model.ts";
import { ragError } from "./errors.ts";
import type { RagRequest } from "./task.ts";

/** The door of every fit of a retriever. @throws `core.aborted` */
export function checkContext({ signal }: FitContext, model: string): void {
  throwIfAborted(signal, `Fitting ${model}`);
}

/** @throws `rag.bad-request` where the request does not suit an index of so many passages */
export function checkRequest({ allowed, k }: RagRequest, passages: number): void {
  if (!Number.isInteger(k) || k < 1) {
    throw ragError("rag.bad-request", { found: `k = ${k}`, expected: "a whole number from 1" });
  }
  if (allowed !== null && allowed.length !== passages) {
    throw ragError("rag.bad-request", {
      found: `a filter of ${allowed.length} passages`,
      expected: `one of ${passages}`,
    });
  }
}

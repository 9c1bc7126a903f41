import type { FitContext } from "../../model.ts";
import { checkContext, checkVectors } from "../passage-checks.ts";
import type { PassageVectors, RagData } from "../task.ts";
import type { DenseOptions } from "./options.ts";

export interface DenseState {
  readonly passageCount: number;
  readonly vectors: PassageVectors | null;
  readonly options: DenseOptions;
}

/** @throws `core.aborted`, `rag.bad-passages` */
export function fitDense(data: RagData, options: DenseOptions, context: FitContext): DenseState {
  checkContext(context, "dense");
  checkVectors(data);
  return { passageCount: data.passages.length, vectors: data.vectors, options };
}

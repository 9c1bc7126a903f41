import { createSignal, type Accessor } from "solid-js";
import type { AppError } from "../../core/errors.ts";
import type { ShopAnswerReport } from "../../domain/answer-report.ts";
import type { AppState } from "./app.tsx";
import { shopAskIndex } from "./ask-index.ts";

const WHAT = "Measuring answers";

/** A report, and of which questions of which shop it is. */
export interface MeasuredAnswers {
  readonly datasetId: string;
  /** null: those that people judged. */
  readonly fileName: string | null;
  readonly report: ShopAnswerReport;
}

/** How well the shop's questions are answered, measured when a person asks for it. */
export interface AnswerEvaluation {
  readonly measured: Accessor<MeasuredAnswers | null>;
  readonly error: Accessor<AppError | null>;
  /** @param file of questions; null: the answers that people judged */
  measure(file: File | null): Promise<void>;
}

export function shopAnswerEvaluation(app: AppState): AnswerEvaluation {
  const { datasets, jobs } = app;
  const index = app.keep(shopAskIndex);
  const [measured, setMeasured] = createSignal<MeasuredAnswers | null>(null);
  const [error, setError] = createSignal<AppError | null>(null);
  return {
    measured,
    error,
    async measure(file) {
      const datasetId = datasets.currentId();
      if (datasetId === null) return;
      // Vectors go on afterwards, where they were.
      jobs.indexing.cancel();
      setError(null);
      const report = await jobs.index(WHAT, datasetId, (api, onProgress) =>
        api.evaluate(datasetId, file, onProgress),
      );
      if (report !== null) setMeasured({ datasetId, fileName: file?.name ?? null, report });
      const last = jobs.indexing.job();
      if (last?.what === WHAT) {
        setError(last.error);
        jobs.indexing.dismiss();
      }
      await index.status.reload();
    },
  };
}

import { For, Show, type JSX } from "solid-js";
import { ANSWER_METRIC_WORDS, ANSWER_METRICS } from "../../domain/answer-report.ts";
import { count, counted, percent } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Note } from "../parts/note.tsx";
import { shopAnswerEvaluation, type MeasuredAnswers } from "../state/answer-evaluation.ts";
import { useApp } from "../state/app.tsx";

/** How well questions are answered: measured on what people judged, or on a file of questions. */
export function QuestionEvaluation(props: { readonly datasetId: string }): JSX.Element {
  const app = useApp();
  const evaluation = app.keep(shopAnswerEvaluation);
  const measured = () => {
    const known = evaluation.measured();
    return known?.datasetId === props.datasetId ? known : null;
  };
  const take = (input: HTMLInputElement): void => {
    const file = input.files?.[0];
    input.value = "";
    if (file !== undefined) void evaluation.measure(file);
  };
  return (
    <section aria-labelledby="evaluation-heading">
      <h2 id="evaluation-heading">How well it answers</h2>
      <p>
        Every question is asked of the texts and compared with the source that answers it. A file has a column
        “question” and one of the sources, “document”: the name of a document, or a title's number; without a
        source, the question is one that the texts do not answer. A column “answer” is read where there is
        one.
      </p>
      <Show when={evaluation.error()}>{(error) => <ErrorNote error={error()} />}</Show>
      <div class="index-actions">
        <button type="button" class="button" onClick={() => void evaluation.measure(null)}>
          Measure on judged answers
        </button>
        <label class="button file-button">
          Measure on a file
          <input
            type="file"
            class="visually-hidden"
            accept=".csv,.tsv,.xlsx,.parquet"
            aria-label="Measure on a file"
            onChange={(event) => take(event.currentTarget)}
          />
        </label>
      </div>
      <Show when={measured()}>{(known) => <Figures measured={known()} />}</Show>
    </section>
  );
}

function Figures(props: { readonly measured: MeasuredAnswers }): JSX.Element {
  const report = () => props.measured.report;
  const atK = (text: string): string =>
    text.replaceAll("@k", `@${report().k}`).replaceAll("first k", `first ${report().k}`);
  const defined = () => ANSWER_METRICS.filter((metric) => Number.isFinite(report().scores[metric].value));
  const undefinedOnes = () =>
    ANSWER_METRICS.filter((metric) => !defined().includes(metric)).map((metric) =>
      atK(ANSWER_METRIC_WORDS[metric].label),
    );
  return (
    <>
      <p role="status">
        {counted(report().questions, "question", "questions")}{" "}
        {props.measured.fileName === null ? "that people judged" : `of ${props.measured.fileName}`},{" "}
        {count(report().answerable)} of them with a source that answers. A question took{" "}
        {milliseconds(report().medianMs)} at the median and {milliseconds(report().slowMs)} at the 95th
        percentile.
      </p>
      <For each={report().notices}>{(notice) => <Note>{notice}</Note>}</For>
      <div class="table-scroll">
        <table class="dense">
          <caption class="visually-hidden">How well questions are answered</caption>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col" class="figures">
                Value
              </th>
              <th scope="col">What it means</th>
            </tr>
          </thead>
          <tbody>
            <For each={defined()}>
              {(metric) => (
                <tr>
                  <th scope="row">{atK(ANSWER_METRIC_WORDS[metric].label)}</th>
                  <td class="figures">
                    {report().scores[metric].value.toFixed(3)} ±{" "}
                    {report().scores[metric].standardError.toFixed(3)}
                  </td>
                  <td>{atK(ANSWER_METRIC_WORDS[metric].meaning)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
      <p class="quiet">
        Values are followed by their standard errors.{" "}
        <Show when={undefinedOnes().length > 0}>
          These questions tell nothing of: {undefinedOnes().join(", ")}.{" "}
        </Show>
        <Show when={Number.isFinite(report().thresholds.coverage90)}>
          Answers whose confidence is at least {percent(report().thresholds.coverage90)} are right nine times
          in ten.
        </Show>
      </p>
    </>
  );
}

const milliseconds = (ms: number): string => `${count(Math.round(ms))} ms`;

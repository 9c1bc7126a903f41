import { createMemo, Show, type JSX } from "solid-js";
import type { AnswerFeedback } from "../../domain/ask.ts";
import { counted } from "../format/numbers.ts";
import { downloadBlob } from "../parts/download.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";

/** What people said of answers: how much there is, and the way to carry it out as an evaluation set. */
export function AnswerFeedbackSection(props: { readonly datasetId: string }): JSX.Element {
  const app = useApp();
  const kept = createLoad(
    () => props.datasetId,
    async (datasetId) => {
      const file = await app.services.ask.exportFeedback(datasetId);
      return { file, verdicts: verdictsOf(await file.text()) };
    },
  );
  app.onStores(["documents", "datasets"], () => void kept.reload());
  const all = () => kept.value()?.verdicts.length ?? 0;
  const of = (verdict: AnswerFeedback["verdict"]) =>
    kept.value()?.verdicts.filter((given) => given === verdict).length ?? 0;
  const words = createMemo(() =>
    [
      of("right") > 0 ? `${of("right")} right` : "",
      of("wrong") > 0 ? `${of("wrong")} wrong` : "",
      of("better-source") > 0 ? `${of("better-source")} with a better source` : "",
    ]
      .filter((part) => part !== "")
      .join(", "),
  );
  return (
    <section aria-labelledby="feedback-heading">
      <h2 id="feedback-heading">What was said of answers</h2>
      <Show when={kept.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void kept.reload()} />}
      </Show>
      <p>
        <Show
          when={all() > 0}
          fallback="Nothing yet. Under each answer: right, wrong, or which source answers better."
        >
          {counted(all(), "answer was judged", "answers were judged")}: {words()}. It stays on this device
          until it is saved as a file.
        </Show>
      </p>
      <button
        type="button"
        class="button"
        disabled={all() === 0}
        onClick={() => downloadBlob(kept.value()!.file, "answers-judged.jsonl")}
      >
        Save as evaluation set
      </button>
    </section>
  );
}

/** One verdict a line of the exported evaluation set. */
function verdictsOf(lines: string): AnswerFeedback["verdict"][] {
  return lines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => (JSON.parse(line) as Pick<AnswerFeedback, "verdict">).verdict);
}

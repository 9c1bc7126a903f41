import type { Database, WorkflowContext } from "../core/ports.ts";
import type { AnswerFeedback } from "../domain/ask.ts";
import type { Passage } from "../domain/document.ts";
import { readDataset } from "./datasets.ts";
import { askError } from "./ask-errors.ts";

type FeedbackContext = Pick<WorkflowContext, "database" | "clock" | "locks">;

/** One line of the exported evaluation set. */
export interface FeedbackLine {
  readonly question: string;
  readonly verdict: AnswerFeedback["verdict"];
  /** The passage that answers; null where the answer was wrong and nobody said where the right one stands. */
  readonly answer: { readonly passageId: string; readonly text: string | null } | null;
  /** The passages that were shown, best first. */
  readonly shown: readonly { readonly passageId: string; readonly text: string | null }[];
  readonly at: string;
}

/**
 * Keep what a person said of an answer, on this device.
 *
 * @throws `import.unknown-dataset`, `storage.*`
 */
export function giveFeedback(
  context: FeedbackContext,
  datasetId: string,
  given: Omit<AnswerFeedback, "feedbackId" | "at">,
): Promise<AnswerFeedback> {
  return context.locks.hold(feedbackLock(datasetId), { wait: true }, async () => {
    await readDataset(context.database, datasetId);
    const at = context.clock.isoNow();
    const feedback = { ...given, feedbackId: await freshId(context.database, datasetId, at), at };
    await context.database.write([
      { store: "documents", key: feedbackKey(datasetId, feedback.feedbackId), value: feedback },
    ]);
    return feedback;
  });
}

/** Take back what was said. @throws `ask.unknown-feedback`, `storage.*` */
export function withdrawFeedback(
  context: Pick<FeedbackContext, "database" | "locks">,
  datasetId: string,
  feedbackId: string,
): Promise<void> {
  return context.locks.hold(feedbackLock(datasetId), { wait: true }, async () => {
    const key = feedbackKey(datasetId, feedbackId);
    if ((await context.database.read("documents", key)) === undefined) {
      throw askError("ask.unknown-feedback", { feedbackId });
    }
    await context.database.write([{ store: "documents", key }]);
  });
}

/** Everything said of answers of a dataset, oldest first. */
export async function listFeedback(database: Database, datasetId: string): Promise<AnswerFeedback[]> {
  const keys = await database.keys("documents", feedbackKey(datasetId, ""));
  const found = await Promise.all(keys.map((key) => database.read("documents", key)));
  return found.filter((value) => value !== undefined) as AnswerFeedback[];
}

/**
 * The feedback as an evaluation set: JSON lines of question, verdict, answering passage and what was shown.
 *
 * @param passageOf the passage as the index holds it now, or null where it is gone
 */
export function feedbackJsonLines(
  feedback: readonly AnswerFeedback[],
  passageOf: (passageId: string) => Passage | null,
): string {
  const cited = (passageId: string): FeedbackLine["shown"][number] => ({
    passageId,
    text: passageOf(passageId)?.text ?? null,
  });
  return feedback
    .map((entry): FeedbackLine => {
      const right = answering(entry);
      return {
        question: entry.question,
        verdict: entry.verdict,
        answer: right === null ? null : cited(right),
        shown: entry.shown.map(cited),
        at: entry.at,
      };
    })
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");
}

/** The passage that answers, as far as the feedback says. */
export function answering({ verdict, better, shown }: AnswerFeedback): string | null {
  if (better !== null) return better;
  return verdict === "right" ? (shown[0] ?? null) : null;
}

const feedbackLock = (datasetId: string): string => `documents/${datasetId}/feedback`;
const feedbackKey = (datasetId: string, feedbackId: string): string => `${datasetId}/feedback/${feedbackId}`;

/** The time, with a number where two share it. */
async function freshId(database: Database, datasetId: string, at: string): Promise<string> {
  const stem = at.replace(/\D/g, "").slice(0, 17);
  const taken = new Set(await database.keys("documents", feedbackKey(datasetId, stem)));
  if (!taken.has(feedbackKey(datasetId, stem))) return stem;
  let number = 2;
  while (taken.has(feedbackKey(datasetId, `${stem}-${number}`))) number++;
  return `${stem}-${number}`;
}

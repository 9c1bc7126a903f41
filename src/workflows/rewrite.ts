import type { Rewrite, RewriteRequest } from "../domain/generator.ts";
import { checkRewrite, rewritePrompt, wholeSentences } from "../training/rewrite-answer.ts";
import type { ClaimSource } from "../training/check-claims.ts";
import { projectionFor } from "./answer-model.ts";
import { openAskData, type AskContext } from "./ask-data.ts";
import { openTexts } from "./ask-text.ts";
import { generatorError } from "./generator-errors.ts";

/** Passages that a model is given: more make a small one wander. */
const PASSAGES_GIVEN = 3;

/** What a generator is to be asked. @throws `generator.no-passages`, and as `ask` */
export async function promptOfRewrite(context: AskContext, request: RewriteRequest): Promise<string> {
  const { passages } = await givenPassages(context, request);
  return rewritePrompt(
    request.question,
    passages.map(({ passage }) => passage.text),
  );
}

/**
 * What may be shown of what a generator has written so far, each sentence with the place that supports it. Whatever it
 * wrote, nothing else of it may be shown.
 *
 * @param finished whether it has come to its end; until then the last sentence waits
 * @throws as `promptOfRewrite`
 */
export async function checkedRewrite(
  context: AskContext,
  request: RewriteRequest,
  text: string,
  finished: boolean,
): Promise<Rewrite> {
  const spans = wholeSentences(text, finished);
  if (spans.length === 0) return { sentences: [], dropped: 0 };
  const { data, passages } = await givenPassages(context, request);
  const { index } = await openTexts(context, data, request.question, null);
  const tokens = await index.tokensOf(passages.map(({ row }) => row));
  const sources = passages.map(({ row, passage }, i): ClaimSource => ({ row, passage, tokens: tokens[i]! }));
  const whole = text.slice(0, spans.at(-1)!.end);
  const embedder = context.embedder?.ready() ?? null;
  const projection = embedder && (await projectionFor(embedder.info));
  if (embedder === null || projection === null) return checkRewrite(whole, sources);
  const embedded = await embedder.embed(spans.map(({ start, end }) => whole.slice(start, end)));
  return checkRewrite(whole, sources, embedded, projection);
}

async function givenPassages(context: AskContext, { datasetId, passageIds }: RewriteRequest) {
  const data = await openAskData(context, datasetId);
  const passages = [...new Set(passageIds)].slice(0, PASSAGES_GIVEN).flatMap((passageId) => {
    const row = data.rowOf.get(passageId);
    return row === undefined || !data.isKnown(data.passages[row]!.sourceId)
      ? []
      : [{ row, passage: data.passages[row]! }];
  });
  if (passages.length === 0) throw generatorError("generator.no-passages", {});
  return { data, passages };
}

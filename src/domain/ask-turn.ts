import type { AskAnswer, AskTurn } from "./ask.ts";

/**
 * What a later question of the conversation may refer to. An answer that is only perhaps right names nothing that "it"
 * could mean: what follows would be built on a guess.
 */
export function turnOf(text: string, answer: AskAnswer): AskTurn {
  const said = answer.certainty === "answer";
  const cited = new Set(answer.sentences.map(({ citation }) => citation.passageId));
  const sources = said ? answer.sources.filter(({ passageId }) => cited.has(passageId)) : [];
  return {
    text,
    query: answer.table?.query ?? null,
    itemIds: said ? answer.titles.map(({ itemId }) => itemId) : [],
    sourceIds: [...new Set(sources.map(({ sourceId }) => sourceId))],
  };
}

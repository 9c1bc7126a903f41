import { weightsOf } from "../domain/embedding-model.ts";
import { languageOf } from "../features/text-terms.ts";
import type { AskContext, AskData } from "./ask-data.ts";
import { embeddedCount } from "./ask-vectors-store.ts";
import { chosenModel } from "./index-models.ts";

const LANGUAGE_NAMES: Readonly<Record<string, string>> = { en: "English", de: "German", fr: "French" };

/**
 * What must be said beside an answer from texts: what it was found without, and what the model was not made for.
 *
 * @param byMeaning whether passages were found by meaning, too
 */
export async function askNotes(
  { database, embedder }: AskContext,
  data: AskData,
  text: string,
  byMeaning: boolean,
): Promise<string[]> {
  const notes: string[] = [];
  if (embedder === null) {
    notes.push("Found by words only: there is no language model on this device.");
  } else if (!byMeaning) {
    const failure = embedder.failure();
    notes.push(
      failure === null
        ? "Found by words only: the language model is still being loaded."
        : `Found by words only: ${failure.message}`,
    );
  } else {
    const counted = await embeddedCount(database, data.shop.dataset.id, embedder.model);
    const chosen = await chosenModel(database);
    if (weightsOf(chosen).sha256 !== embedder.model.sha256) {
      notes.push(
        `Vectors of ${chosen.label} are being made; until then passages are found by those of ${embedder.model.modelId}.`,
      );
    }
    const { passages } = data.manifest;
    const embedded = Math.min(counted?.passages ?? 0, passages);
    if (embedded < passages) {
      const share = Math.floor((100 * embedded) / passages);
      notes.push(
        `${share} % of the passages have been read by the language model; the others are found by words.`,
      );
    }
    const language = languageOf(text);
    const { languages } = embedder.model;
    if (language !== null && languages.length > 0 && !languages.includes(language)) {
      const known = languages.map((code) => LANGUAGE_NAMES[code] ?? code).join(", ");
      notes.push(
        `The language model was made for ${known}: ${LANGUAGE_NAMES[language]} is found better by its words.`,
      );
    }
  }
  if (data.stale) {
    notes.push("Titles or documents have changed since they were indexed; what is new is not found yet.");
  }
  return notes;
}

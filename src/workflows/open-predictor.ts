import type { WorkflowContext } from "../core/ports.ts";
import { fileKey, isMetadata, METADATA_FILE, parseJson } from "../registry/index-file.ts";
import type { EmbedderSlots } from "./embedder-slot.ts";
import { modelVersion, type ModelVersion } from "./model-version.ts";
import type { ForecastSpan } from "./predict-demand.ts";
import { predictError } from "./predict-errors.ts";
import type { Predictor } from "./predictor.ts";

/** How to predict; which of these a model takes depends on its type. */
export interface PredictOptions {
  /** Name or id of the shop whose model is meant, where several have one. */
  readonly shop?: string | undefined;
  /** Of a table: columns of the file that are written beside the predictions; "*": all. */
  readonly keep?: readonly string[] | "*" | undefined;
  /** Of a forecast, as `DemandOptions`. */
  readonly id?: string | undefined;
  readonly horizon?: number | undefined;
  readonly span?: ForecastSpan | undefined;
  readonly quantiles?: readonly number[] | undefined;
  /** Of a recommender, as `ListOptions`. */
  readonly user?: string | undefined;
  readonly item?: string | undefined;
  readonly excludeSeen?: boolean | undefined;
  /** Titles of a list, or passages beside an answer. */
  readonly k?: number | undefined;
  /** Column of questions. */
  readonly question?: string | undefined;
}

export interface PredictContext extends Pick<WorkflowContext, "database" | "clock" | "locks" | "progress"> {
  /** Opened where questions are answered. */
  readonly embedders: EmbedderSlots;
}

type OptionName = Exclude<keyof PredictOptions, "shop">;

/** What models of a type are called, and which options say something to them. */
const TYPES: Readonly<Record<string, { readonly of: string; readonly takes: readonly OptionName[] }>> = {
  classification: { of: "a table's classes", takes: ["keep"] },
  regression: { of: "a table's numbers", takes: ["keep"] },
  forecasting: { of: "demand", takes: ["id", "horizon", "span", "quantiles"] },
  recommendation: { of: "what to read next", takes: ["user", "item", "k", "excludeSeen"] },
  rag: { of: "answers", takes: ["question", "k"] },
};
const USUAL_K = 10;

/**
 * Open a published model of any type as a predictor of files.
 *
 * @param request "NAME" for the champion, or "NAME@VERSION"
 * @throws `table-model.*`, `artifact.*`, `predict.unsuited-option`, and what opening a model of the type throws
 */
export async function openPredictor(
  context: PredictContext,
  request: string,
  options: PredictOptions,
): Promise<Predictor> {
  const { database } = context;
  const found = await modelVersion(database, request, options.shop ?? null);
  const type = await typeOf(context, found);
  checkOptions(found.name, type, options);
  const k = options.k ?? USUAL_K;
  // Loaded when asked for: what answers questions is large, and a table's model needs none of it.
  switch (type) {
    case "forecasting": {
      const { id: item, horizon: horizonDays, span = "day", quantiles = [0.1, 0.5, 0.9] } = options;
      const { demandPredictor } = await import("./predict-demand.ts");
      return demandPredictor(database, found, { item, horizonDays, span, levels: quantiles });
    }
    case "recommendation": {
      const { user, item, excludeSeen = true } = options;
      const { listPredictor } = await import("./predict-lists.ts");
      return listPredictor(database, found, { user, item, k, excludeSeen });
    }
    case "rag": {
      const { answerPredictor } = await import("./predict-answers.ts");
      return answerPredictor(context, context.embedders, found, { question: options.question, k });
    }
    default: {
      const { tablePredictor } = await import("./table-predictor.ts");
      return tablePredictor(database, found, type, options.keep ?? []);
    }
  }
}

/** As its metadata says; what lacks them is found damaged when it is opened. */
async function typeOf({ database }: PredictContext, { name, entry }: ModelVersion): Promise<string> {
  const metadata = parseJson(await database.read("artifacts", fileKey(name, entry.version, METADATA_FILE)));
  return isMetadata(metadata) ? metadata.model_type : "";
}

function checkOptions(model: string, type: string, { shop: _, ...options }: PredictOptions): void {
  const known = TYPES[type];
  if (known === undefined) return;
  const given = Object.keys(options) as OptionName[];
  const wrong = given.find((name) => options[name] !== undefined && !known.takes.includes(name));
  if (wrong === undefined) return;
  throw predictError("predict.unsuited-option", {
    option: optionText(wrong),
    model,
    type: known.of,
    options: known.takes.map(optionText).join(", "),
  });
}

const optionText = (name: OptionName): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

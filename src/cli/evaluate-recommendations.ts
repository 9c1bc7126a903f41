import { RANKING_METRICS, type Estimate, type RankingMetric } from "../domain/recommender-report.ts";
import { Interner } from "../domain/interner.ts";
import {
  evaluateRecommendationTable,
  type RecommendationEvaluation,
} from "../workflows/evaluate-recommendations.ts";
import type { Command, CommandTools } from "./command.ts";
import type { CommandText, GivenOptions } from "./options.ts";
import { wholeNumber } from "./options.ts";
import { columnsSentence, readCatalogueFile, readPairFile } from "./pair-file.ts";
import { checkFile } from "./table-file.ts";

const text: CommandText = {
  name: "evaluate-recommendations",
  summary: "compare recommendations with what users chose",
  options: [
    {
      name: "--recommendations",
      value: "FILE",
      required: true,
      example: "recommendations.csv",
      help: "what soma recommend wrote: columns user, item, rank, score",
    },
    {
      name: "--actual",
      value: "FILE",
      required: true,
      example: "later.csv",
      help: "what users chose: one row a user and item",
    },
    {
      name: "--k",
      value: "N",
      required: false,
      example: "20",
      help: "length of the lists that is looked at; default 20",
    },
    {
      name: "--train",
      value: "FILE",
      required: false,
      example: "loans.csv",
      help: "the interactions that were learnt from: adds novelty, popularity, coverage, and figures by activity and for new items",
    },
    {
      name: "--items",
      value: "FILE",
      required: false,
      example: "catalogue.csv",
      help: "what is known of the items: adds the diversity of the lists",
    },
    {
      name: "--user",
      value: "COL",
      required: false,
      example: "customer_id",
      help: "column of the actual and train files that names the user; default a usual name",
    },
    {
      name: "--item",
      value: "COL",
      required: false,
      example: "isbn",
      help: "their column that names the item",
    },
    {
      name: "--new-below",
      value: "N",
      required: false,
      example: "5",
      help: "items with fewer users in --train count as new; default 5",
    },
    {
      name: "--json",
      value: null,
      required: false,
      example: "",
      help: "print everything as JSON on stdout; what is not defined is null",
    },
  ],
  notes: [
    "Means over the users with something to find, with standard errors from 200 resamples of the users. A user without recommendations counts 0, as does an empty place of a list. Lists are ordered by the column rank, without one by score, without both as they stand.",
    "recall: hits / items to find. precision: hits / k. NDCG: Σ 1 / log2(rank + 1) over hits, divided by that of min(k, items to find) hits at the top; NDCG (retrieved) divides by that of the same list with its hits at the top, as KGAT's figures. MAP: precision at each hit, summed, / min(k, items to find). HR: share of users with a hit. MRR: 1 / rank of the first hit. novelty: mean -log2 of the share of users in --train who have the item. popularity: mean of that share. exposure Gini: 0 when all items of the catalogue stand in equally many lists.",
  ],
  examples: [
    "soma evaluate-recommendations --recommendations recommendations.csv --actual later.csv --k 20",
    "soma evaluate-recommendations --recommendations recommendations.csv --actual later.csv --train loans.csv --items books.csv --k 20 --json",
  ],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const value = (name: string): string => given.get(name) ?? "";
  const k = wholeNumber("--k", given.get("--k") ?? "20", 1, 10_000);
  const newBelow = wholeNumber("--new-below", given.get("--new-below") ?? "5", 0, 1_000_000);
  for (const option of ["--recommendations", "--actual", "--train", "--items"]) {
    if (given.has(option)) checkFile(option, value(option));
  }
  const users = new Interner();
  const items = new Interner();
  const say = (sentence: string): void => {
    tools.clearProgress();
    tools.err(`${sentence}\n`);
  };
  const shared = { users, items };
  const recommendations = await readPairFile(
    "--recommendations",
    value("--recommendations"),
    { ...shared, given: {}, also: ["rank", "score"], expected: "one row a user and recommended item" },
    tools.progress,
  );
  const named = { user: given.get("--user"), item: given.get("--item") };
  const chosen = { ...shared, given: named, also: [], expected: "one row a user and item" };
  const actual = await readPairFile("--actual", value("--actual"), chosen, tools.progress);
  const train = given.has("--train")
    ? await readPairFile("--train", value("--train"), chosen, tools.progress)
    : null;
  for (const lines of [recommendations, actual, train]) if (lines !== null) say(columnsSentence(lines));
  const catalogue = given.has("--items")
    ? await readCatalogueFile("--items", value("--items"), actual.columns.item ?? "", tools.progress)
    : null;
  catalogue?.sentences.forEach(say);

  const evaluation = evaluateRecommendationTable({
    recommendations,
    actual,
    train,
    titles: catalogue?.titles ?? null,
    users: users.texts,
    items: items.texts,
    k,
    newBelow,
  });
  evaluation.notices.forEach(say);
  tools.out(given.has("--json") ? evaluationJson(evaluation) : evaluationText(evaluation));
}

const LABELS: Readonly<Record<RankingMetric, string>> = {
  recall: "recall",
  precision: "precision",
  ndcg: "NDCG (standard)",
  ndcgRetrieved: "NDCG (retrieved)",
  map: "MAP",
  hitRate: "HR",
  mrr: "MRR",
};

const KEYS: Readonly<Record<RankingMetric, string>> = {
  recall: "recall",
  precision: "precision",
  ndcg: "ndcg",
  ndcgRetrieved: "ndcg_retrieved",
  map: "map",
  hitRate: "hit_rate",
  mrr: "mrr",
};

/** Everything as one line of JSON; NaN becomes null. */
function evaluationJson(evaluation: RecommendationEvaluation): string {
  const { k, users, scores, beyond, notices } = evaluation;
  const estimate = ({ value, standardError }: Estimate): Record<string, number | null> => ({
    value: orNull(value),
    standard_error: orNull(standardError),
  });
  const ranking = (own: Readonly<Record<RankingMetric, Estimate>>): Record<string, unknown> =>
    Object.fromEntries(RANKING_METRICS.map((metric) => [KEYS[metric], estimate(own[metric])]));
  const more =
    beyond === null
      ? {}
      : {
          coverage: orNull(beyond.coverage),
          exposure_gini: orNull(beyond.exposureGini),
          novelty: estimate(beyond.novelty),
          popularity: estimate(beyond.popularity),
          by_activity: beyond.byActivity.map((group) => ({
            from_items: group.fromTitles,
            to_items: group.toTitles,
            users: group.users,
            ...ranking(group.scores),
          })),
          new_items:
            beyond.newTitles === null
              ? null
              : {
                  below_users: beyond.newTitles.belowReaders,
                  users: beyond.newTitles.users,
                  recall: estimate(beyond.newTitles.recall),
                  hit_rate: estimate(beyond.newTitles.hitRate),
                },
        };
  const diversity = evaluation.diversity === null ? {} : { diversity: estimate(evaluation.diversity) };
  const summary = {
    command: "evaluate-recommendations",
    k,
    users,
    ...ranking(scores),
    ...diversity,
    ...more,
  };
  return `${JSON.stringify({ ...summary, notices })}\n`;
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** A table for people. */
function evaluationText(evaluation: RecommendationEvaluation): string {
  const { k, users, scores, beyond, diversity } = evaluation;
  const row = (label: string, { value, standardError }: Estimate): string =>
    `${label.padEnd(20)}${figure(value)} ± ${figure(standardError)}`;
  const lines = [
    `${users} users, ${k} items each; means with their standard errors`,
    ...RANKING_METRICS.map((metric) => row(`${LABELS[metric]}@${k}`, scores[metric])),
  ];
  if (diversity !== null) lines.push(row("diversity", diversity));
  if (beyond !== null) {
    lines.push(
      row("novelty (bits)", beyond.novelty),
      row("popularity", beyond.popularity),
      `${"coverage".padEnd(20)}${figure(beyond.coverage)}`,
      `${"exposure Gini".padEnd(20)}${figure(beyond.exposureGini)}`,
      "",
      "items known   users   recall   NDCG   HR",
      ...beyond.byActivity.map(
        (group) =>
          `${`${group.fromTitles} to ${group.toTitles}`.padEnd(14)}${String(group.users).padEnd(8)}` +
          `${figure(group.scores.recall.value)}   ${figure(group.scores.ndcg.value)}   ${figure(group.scores.hitRate.value)}`,
      ),
    );
    const { newTitles } = beyond;
    if (newTitles !== null) {
      lines.push(
        "",
        `items with fewer than ${newTitles.belowReaders} users: recall ${figure(newTitles.recall.value)}, HR ${figure(newTitles.hitRate.value)} (${newTitles.users} users)`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}

const figure = (value: number): string => (Number.isFinite(value) ? value.toPrecision(4) : "not defined");

export const evaluateRecommendationsCommand: Command = { text, run };

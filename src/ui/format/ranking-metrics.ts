import type { RankingMetric } from "../../domain/recommender-report.ts";

const LABELS: Readonly<Record<RankingMetric, string>> = {
  recall: "Recall",
  precision: "Precision",
  ndcg: "NDCG",
  ndcgRetrieved: "NDCG",
  map: "MAP",
  hitRate: "Hit rate",
  mrr: "MRR",
};

const FORMULAS: Readonly<Record<RankingMetric, string>> = {
  recall: "hits / titles to find",
  precision: "hits / k",
  ndcg: "Σ 1/log₂(rank + 1) over hits, / that of min(k, titles to find) hits at the top (standard)",
  ndcgRetrieved: "the same, / that of the list's own hits moved to the top (as KGAT's published figures)",
  map: "Σ precision at each hit / min(k, titles to find)",
  hitRate: "share of readers with at least one hit",
  mrr: "1 / rank of the first hit; 0 without one",
};

/** The field's name of a ranking metric for lists of k: "Recall@20". */
export function rankingMetricLabel(metric: RankingMetric, k: number): string {
  return `${LABELS[metric]}@${k}${metric === "ndcgRetrieved" ? ", of hits" : ""}`;
}

/** How a ranking metric is computed for one reader; the figure is the mean over readers. */
export function rankingMetricFormula(metric: RankingMetric): string {
  return FORMULAS[metric];
}

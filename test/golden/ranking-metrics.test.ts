import { describe, expect, it } from "vitest";
import { RANKING_METRICS, type RankingMetric } from "../../src/domain/recommender-report.ts";
import {
  catalogueCoverage,
  exposureGini,
  listDiversity,
  listNovelty,
  listPopularity,
  readersOfTitles,
} from "../../src/evaluation/list-metrics.ts";
import { scoreReaders, type TitleLists } from "../../src/evaluation/ranking-metrics.ts";
import { csrFromEntries, type CsrMatrix } from "../../src/math/sparse/csr-matrix.ts";
import { expectClose, readGolden } from "./golden-case.ts";

interface Case {
  readonly k: number;
  readonly order: number[][];
  readonly relevant: number[][];
  readonly train: number[][];
  readonly terms: number[][];
  readonly readers: Record<RankingMetric, number[]>;
  readonly lists: {
    coverage: number;
    gini: number;
    diversity: number[];
    novelty: number[];
    popularity: number[];
  };
}
const golden = readGolden<Case>("ranking-metrics");

const titleLists = (rows: number[][]): TitleLists => ({
  rowStart: Int32Array.from([0, ...rows.keys()], (_, i) => rows.slice(0, i).flat().length),
  items: Int32Array.from(rows.flat()),
});

const sparse = (rows: number[][]): CsrMatrix => {
  const entries = rows.flatMap((row, r) => row.map((value, c) => ({ r, c, value })));
  const kept = entries.filter(({ value }) => value > 0);
  return csrFromEntries(
    rows.length,
    rows[0]!.length,
    kept.map(({ r }) => r),
    kept.map(({ c }) => c),
    kept.map(({ value }) => value),
  );
};

describe(`recommendation metrics as ${golden.library}`, () => {
  for (const [name, stored] of Object.entries(golden.cases)) {
    const lists = { k: stored.k, items: Int32Array.from(stored.order.flat()) };
    const items = stored.terms.length;

    it(`measures the lists of every reader: ${name}`, () => {
      const scores = scoreReaders(lists, titleLists(stored.relevant));
      for (const metric of RANKING_METRICS) {
        expectClose(scores[metric], stored.readers[metric], golden.tolerance);
      }
    });

    it(`measures coverage, bias, novelty and diversity: ${name}`, () => {
      const readers = readersOfTitles(titleLists(stored.train), items);
      const count = stored.train.length;
      expect(catalogueCoverage(lists, items)).toBe(stored.lists.coverage);
      expectClose([exposureGini(lists, items)], [stored.lists.gini], golden.tolerance);
      expectClose(listNovelty(lists, readers, count), stored.lists.novelty, golden.tolerance);
      expectClose(listPopularity(lists, readers, count), stored.lists.popularity, golden.tolerance);
      expectClose(listDiversity(lists, sparse(stored.terms)), stored.lists.diversity, golden.tolerance);
    });
  }
});

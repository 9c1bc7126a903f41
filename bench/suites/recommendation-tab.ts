import { openChromiumPage } from "../chromium-page.ts";
import { amazonBook } from "../measures/book-choices.ts";
import { checksumOf, timeFit } from "../measures/tuned-models.ts";
import { watchRenderers } from "../renderer-memory.ts";
import { benchRow } from "../rows.ts";
import type { BenchSuite } from "../suite.ts";
import { TRIALS, writeChoices } from "./recommendation.ts";

const SUITE = "recommendation-tab";
const CASE = "Amazon-book, auto";

/** The same training in a tab: time, memory, and whether the bits are Node's. */
export const recommendationTab: BenchSuite = {
  name: SUITE,
  about: "Amazon-book tuned and trained in a Chromium tab: time, memory, same bits as Node",
  needsData: true,
  run: async (context) => {
    const { train } = await amazonBook(context.data!);
    writeChoices(context.scratch, train);
    const place = { threads: 1, where: "chromium" } as const;
    const page = await openChromiumPage(context, "recommendation");
    const peak = watchRenderers();
    try {
      const trained = await page.call<{ seconds: number; settings: string; bits: number }>(
        "train",
        train.itemCount,
        TRIALS,
      );
      const { largestMib } = peak();
      context.log(`settings ${trained.settings}`);
      const milliseconds = await page.call<number>("answer", 500, 20);
      const { weights } = timeFit(train, JSON.parse(trained.settings) as Parameters<typeof timeFit>[1]);
      return [
        benchRow(SUITE, CASE, "seconds to find the settings and train", trained.seconds, undefined, place),
        benchRow(SUITE, CASE, "MiB at most, the tab's process", largestMib, undefined, place),
        benchRow(SUITE, CASE, "milliseconds for a reader with 20 titles", milliseconds, undefined, place),
        benchRow(
          SUITE,
          CASE,
          "1 where Node's weights with these settings are the same to the bit",
          checksumOf(weights) === trained.bits ? 1 : 0,
          undefined,
          place,
        ),
      ];
    } finally {
      await page.close();
    }
  },
};

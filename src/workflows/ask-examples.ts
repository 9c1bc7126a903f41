import { civilDate } from "../domain/calendar.ts";
import { genresIn } from "../domain/catalogue-rows.ts";
import { readNotes } from "./ask-sources.ts";
import type { ForecastData, ScreenContext } from "./forecast-data.ts";
import { openForecastData } from "./forecast-data.ts";
import { soldPopularity } from "./recommender-data.ts";

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

/**
 * Questions that a shop's data can answer, from what it holds: nothing about sales where there are none.
 *
 * @throws `import.unknown-dataset`
 */
export async function exampleQuestions(context: ScreenContext, datasetId: string): Promise<string[]> {
  const shop = await openForecastData(context, datasetId);
  const rows = Array.from(shop.itemId.keys()).filter((row) => shop.service[row] === 0);
  if (rows.length === 0) return [];
  const popularity = soldPopularity(shop);
  const byFame = rows.toSorted((a, b) => popularity[b]! - popularity[a]! || a - b).map(shop.titleOf);
  const written = byFame.find(({ authors }) => authors.length > 0);
  const described = byFame.find(({ description }) => description !== null);
  const author = mostFrequent(byFame.flatMap(({ authors }) => authors));
  const genre = mostFrequent(byFame.flatMap((title) => (title.genre === null ? [] : genresIn(title.genre))));
  const notes = await readNotes(context.database, datasetId);
  const examples: (string | null)[] = [
    written ? `Who wrote ${written.title}?` : null,
    author && author.count > 1 ? `How many books by ${author.name} are there?` : null,
    genre ? `Which is the cheapest book in ${genre.name}?` : null,
    genre && hasSales(shop) ? `What sold best in ${monthBefore(shop)}?` : null,
    shop.forecast !== null && shop.stock.size > 0 ? "What will run out this week?" : null,
    described ? `What is ${described.title} about?` : null,
    notes[0] ? `What does the staff say of ${notes[0].title}?` : null,
  ];
  return examples.filter((example) => example !== null);
}

const hasSales = ({ demand }: ForecastData): boolean => demand.lastDay >= demand.firstDay;

/** "March 2026": the last whole month of sales. */
function monthBefore({ demand }: ForecastData): string {
  const { year, month } = civilDate(demand.lastDay + 1);
  return month === 1 ? `December ${year - 1}` : `${MONTHS[month - 2]!} ${year}`;
}

function mostFrequent(names: readonly string[]): { readonly name: string; readonly count: number } | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  let best: { name: string; count: number } | null = null;
  for (const [name, count] of counts) if (count > (best?.count ?? 0)) best = { name, count };
  return best;
}

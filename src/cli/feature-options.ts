import { readFileSync } from "node:fs";
import { dayOf, readDateTime } from "../domain/date-text.ts";
import type { FeatureDefinition } from "../features/store/definition.ts";
import { featuresNamed, readFeatureSet } from "../features/store/feature-set.ts";
import type { SaleHistory } from "../features/store/sale-history.ts";
import { SHOP_FEATURES } from "../features/store/shop-features.ts";
import { nodeEmbedder } from "../platform/node/embedder.ts";
import type { FeatureRows } from "../workflows/feature-rows.ts";
import { tillHistory } from "../workflows/feature-table.ts";
import { withTextVectors } from "../workflows/feature-vectors.ts";
import type { CommandTools } from "./command.ts";
import { cliError } from "./errors.ts";
import type { GivenOptions, OptionText } from "./options.ts";
import { readCatalogueFile } from "./pair-file.ts";
import { checkFile, readTable } from "./table-file.ts";

const option = (name: string, value: string | null, example: string, help: string): OptionText => ({
  name,
  value,
  required: false,
  example,
  help,
});
const column = (name: string, example: string, what: string): OptionText =>
  option(name, "COL", example, `column of ${what}; guessed by its name`);

/** Which features, of what, in which rows: options that all feature commands share. */
export const FEATURE_OPTIONS: readonly OptionText[] = [
  option("--data", "FILE", "till.csv", "sales: CSV, TSV (also .gz), XLSX or Parquet, one row a sale"),
  option("--only", "LIST", "weekday,units_lag_7", "features by name, separated by commas; default all"),
  option(
    "--config",
    "FILE",
    "weekly.json",
    "a feature set: name, features (names), own (definitions: name, formula, unit, description, owner)",
  ),
  option(
    "--as-of",
    "DATE",
    "2026-03-14",
    "one row a title, as known when that day began; default one row a title and selling day",
  ),
  option(
    "--every-day",
    null,
    "",
    "one row a title and day since its first sale, days without a sale included",
  ),
  option(
    "--catalogue",
    "FILE",
    "catalogue.csv",
    "genre, authors, series and the like, for the features made of them",
  ),
  option("--texts", null, "", "with --catalogue: vectors of title and description too, some 20 ms a title"),
  column("--id", "isbn", "titles"),
  column("--time", "date", "dates"),
  column("--target", "copies", "copies sold"),
  column("--price", "price", "prices"),
];

/** Features asked for, and whether by name. */
interface AskedFeatures {
  /** Of the feature set, where one was given. */
  readonly setName: string | null;
  readonly named: boolean;
  readonly definitions: readonly FeatureDefinition[];
}

/** @throws `feature.*`, `cli.no-file`, `cli.one-of-two` */
export function askedFeatures(command: string, given: GivenOptions): AskedFeatures {
  const [only, config] = [given.get("--only"), given.get("--config")];
  if (only !== undefined && config !== undefined) {
    throw cliError("cli.one-of-two", {
      command,
      first: "--only LIST",
      second: "--config FILE",
      found: "both",
    });
  }
  if (config !== undefined) {
    checkFile("--config", config);
    const { name, definitions } = readFeatureSet(readFileSync(config, "utf8"));
    return { setName: name, named: true, definitions };
  }
  if (only === undefined) return { setName: null, named: false, definitions: SHOP_FEATURES };
  return {
    setName: null,
    named: true,
    definitions: featuresNamed(only.split(",").map((name) => name.trim())),
  };
}

/** Sales and catalogue, and those of the features that can be made of them. */
interface FeatureInput {
  readonly history: SaleHistory;
  readonly definitions: readonly FeatureDefinition[];
}

/**
 * Read what the options name. Without a catalogue, what is made of one is left out, or refused where it was named; so
 * are vectors of texts where nobody asked for them.
 *
 * @throws `cli.*`, `feature.*`, `table.*`, `file.*`, `embedding.*`
 */
export async function featureInput(
  command: string,
  { named, definitions }: AskedFeatures,
  given: GivenOptions,
  tools: CommandTools,
): Promise<FeatureInput> {
  const columns = {
    item: given.get("--id"),
    date: given.get("--time"),
    quantity: given.get("--target"),
    price: given.get("--price"),
  };
  const till = await readTable("--data", given.get("--data")!, tools.progress);
  const path = given.get("--catalogue");
  if (path === undefined) {
    const computable = definitions.filter(({ sources }) => !sources.some(isOfCatalogue));
    if ((named && computable.length < definitions.length) || given.has("--texts")) {
      throw cliError("cli.missing", {
        command,
        missing: "--catalogue FILE",
        example: `soma ${command} --data till.csv --catalogue catalogue.csv`,
      });
    }
    return { history: tillHistory(till, columns, null), definitions: computable };
  }
  const catalogue = await readCatalogueFile("--catalogue", path, columns.item ?? "", tools.progress);
  const history = tillHistory(till, columns, catalogue.titles);
  const isText = ({ formula }: FeatureDefinition): boolean => formula.kind === "text-projection";
  const withTexts = given.has("--texts") || (named && definitions.some(isText));
  if (!withTexts) return { history, definitions: definitions.filter((definition) => !isText(definition)) };
  const embedder = await nodeEmbedder();
  try {
    return { history: await withTextVectors(history, catalogue.titles, embedder, tools), definitions };
  } finally {
    await embedder.dispose();
  }
}

const isOfCatalogue = (source: string): boolean => source.startsWith("catalogue.");

/** @throws `cli.bad-value`, `cli.one-of-two` */
export function rowsGiven(command: string, given: GivenOptions): FeatureRows {
  const found = given.get("--as-of");
  if (found === undefined) return given.has("--every-day") ? "every-day" : "selling-days";
  if (given.has("--every-day")) {
    throw cliError("cli.one-of-two", {
      command,
      first: "--as-of DATE",
      second: "--every-day",
      found: "both",
    });
  }
  const packed = readDateTime(found, "YMD");
  if (!Number.isNaN(packed)) return { asOf: dayOf(packed) };
  throw cliError("cli.bad-value", { option: "--as-of", found, expected: "a date", example: "2026-03-14" });
}

/** @throws `cli.missing` */
export function need(command: string, given: GivenOptions, names: readonly string[], example: string): void {
  const missing = names.filter((name) => !given.has(name));
  if (missing.length === 0) return;
  throw cliError("cli.missing", {
    command,
    missing: missing.map((name) => `${name} ${name === "--name" ? "NAME" : "FILE"}`).join(", "),
    example,
  });
}

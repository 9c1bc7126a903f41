import { isOneOf, isText, isWhole, readConfig, type ConfigRule } from "./config-rules.ts";
import type { Preset } from "./training.ts";

export const PRESET_NAMES = ["fast", "balanced", "best"] as const satisfies readonly Preset[];

/** How the models of a shop are trained: forecast, recommender, question index. Keys as in the JSON file. */
export interface ShopTrainingConfig {
  /** File of till lines; "" for the shop as it is kept, or the demo shop. Default "". */
  readonly data_source: string;
  /** File of what is known of the titles. Default none. */
  readonly catalogue: string;
  /** Whose sales these are. Default "Shop". */
  readonly shop: string;
  /** How much is tried. Default "fast". */
  readonly preset: Preset;
  /** Days ahead, a multiple of 7. Default 28. */
  readonly horizon_days: number;
}

const RULES: Readonly<Record<keyof ShopTrainingConfig, ConfigRule>> = {
  data_source: { default: "", expected: "the name of a file", accepts: isText },
  catalogue: { default: "", expected: "the name of a file", accepts: isText },
  shop: {
    default: "Shop",
    expected: "a name",
    accepts: (value) => typeof value === "string" && value.trim() !== "",
  },
  preset: { default: "fast", expected: `one of ${PRESET_NAMES.join(", ")}`, accepts: isOneOf(PRESET_NAMES) },
  horizon_days: {
    default: 28,
    expected: "a multiple of 7 from 7 to 182",
    accepts: (value) => isWhole(value, 7, 182) && (value as number) % 7 === 0,
  },
};

/** @param text of a JSON file; "{}" for all defaults. @throws as `readConfig` */
export const readShopTrainingConfig = (text: string): ShopTrainingConfig => readConfig(text, RULES, {});

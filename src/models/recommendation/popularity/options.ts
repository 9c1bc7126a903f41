import type { OptionsOf, OptionsSchema } from "../../model.ts";

export const popularityOptions = {
  halfLife: {
    type: "number",
    default: 0,
    min: 0,
    max: 1000,
    unit: "titles",
    help: "For ordered histories: a choice so many titles before a reader's last one counts half. 0 counts all alike.",
  },
  genre: {
    type: "number",
    default: 0,
    min: 0,
    max: 1,
    help: "How much the genres of the reader's own titles decide: 0 gives everyone the same list.",
  },
} as const satisfies OptionsSchema;
export type PopularityOptions = OptionsOf<typeof popularityOptions>;

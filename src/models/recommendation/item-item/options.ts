import { familyOptions } from "../family-options.ts";
import type { OptionsOf } from "../../model.ts";

export const itemItemOptions = familyOptions;
export type ItemItemOptions = OptionsOf<typeof itemItemOptions>;

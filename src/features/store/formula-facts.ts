import type { FeatureDefinition, FeatureFormula, SourceColumn } from "./definition.ts";

/** What follows from a formula alone: type, lineage, how closely the evaluators agree. */
export function formulaFacts(
  formula: FeatureFormula,
): Pick<FeatureDefinition, "type" | "sources" | "tolerance"> {
  return { type: typeOf(formula), sources: sourcesOf(formula), tolerance: toleranceOf(formula) };
}

function typeOf(formula: FeatureFormula): FeatureDefinition["type"] {
  switch (formula.kind) {
    case "holiday":
    case "marked-days":
    case "one-hot":
      return "bool";
    case "decayed-sum":
    case "discount":
    case "group-mean":
    case "relative-price":
    case "text-projection":
      return "float64";
    case "rolling":
      return formula.statistic === "mean" ||
        formula.statistic === "std" ||
        typeof formula.statistic === "object"
        ? "float64"
        : "int32";
    default:
      return "int32";
  }
}

function sourcesOf(formula: FeatureFormula): readonly SourceColumn[] {
  switch (formula.kind) {
    case "calendar":
    case "holiday":
    case "days-to-payday":
    case "marked-days":
      return ["sale_date"];
    case "last-price":
    case "price-category":
    case "discount":
      return ["title", "sale_date", "price_cents"];
    case "one-hot":
    case "label":
    case "hashed":
      return [`catalogue.${formula.attribute}`];
    case "group-mean":
      return ["title", "sale_date", "units", `catalogue.${formula.attribute}`];
    case "relative-price":
      return ["title", "sale_date", "price_cents", `catalogue.${formula.attribute}`];
    case "text-projection":
      return ["catalogue.title", "catalogue.description"];
    default:
      return ["title", "sale_date", "units"];
  }
}

function toleranceOf(formula: FeatureFormula): number {
  switch (formula.kind) {
    case "decayed-sum":
      return 1e-9;
    case "rolling":
      // Interpolating between neighbours rounds; all else is integers, one division, one square root.
      return typeof formula.statistic === "object" ? 1e-12 : 0;
    case "text-projection":
      // Vectors are float32 steps, whose last bits may differ between devices.
      return 1e-5;
    default:
      return 0;
  }
}

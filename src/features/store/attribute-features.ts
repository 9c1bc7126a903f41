import type { FeatureFormula } from "./definition.ts";

type AttributeFormula = Extract<FeatureFormula, { kind: "one-hot" | "label" | "hashed" }>;

/** Whether a title's place in the catalogue alone decides. */
export function isAttributeFormula(formula: FeatureFormula): formula is AttributeFormula {
  return formula.kind === "one-hot" || formula.kind === "label" || formula.kind === "hashed";
}

/** The value of a title whose attribute is `text`; null where the catalogue does not say. */
export function attributeFeature(formula: AttributeFormula, text: string | null): number {
  if (formula.kind === "one-hot") return text === formula.value ? 1 : 0;
  if (text === null) return NaN;
  if (formula.kind === "hashed") return attributeHash(text) % formula.buckets;
  const at = formula.values.indexOf(text);
  return at < 0 ? NaN : at;
}

/** Base and modulus of `attributeHash`: their product and a code point stay below 2^53. */
export const HASH_BASE = 1_000_003;
export const HASH_MODULUS = 2_147_483_647;
/** Where it starts, so that a first letter counts. */
export const HASH_START = 7;

/** A polynomial over the code points of a text, modulo a prime: the same in SQL, where no other hash is portable. */
function attributeHash(text: string): number {
  let hash = HASH_START;
  for (const sign of text) hash = (hash * HASH_BASE + sign.codePointAt(0)!) % HASH_MODULUS;
  return hash;
}

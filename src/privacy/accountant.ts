import { exp, log, log1p } from "../core/elementary.ts";
import { privacyError } from "./errors.ts";

/**
 * What one release tells of any one reader at most: adding or taking away her whole history changes the probability
 * of every outcome by a factor of exp(ε) at most, but for δ.
 */
export type PrivacyLoss =
  /** Pure ε, as the discrete Laplace gives it. */
  | { readonly mechanism: "discrete-laplace"; readonly epsilon: number }
  /** ρ of zero-concentrated differential privacy, as the discrete Gaussian gives it: sensitivity² / (2 σ²). */
  | { readonly mechanism: "discrete-gaussian"; readonly rho: number };

export interface PrivacyBudget {
  readonly epsilon: number;
  /** 0 to 1e-3. With 0, only pure mechanisms fit. */
  readonly delta: number;
}

/** One release. Plain data, to be kept. */
export interface LedgerEntry {
  readonly id: string;
  readonly at: string;
  readonly loss: PrivacyLoss;
}

/** All that was ever released of the same readers. */
export interface PrivacyLedger {
  readonly format: 1;
  readonly unit: "reader";
  readonly budget: PrivacyBudget;
  readonly entries: readonly LedgerEntry[];
}

/** A ledger of which nothing is spent. @throws `privacy.bad-parameter` */
export function newLedger(budget: PrivacyBudget): PrivacyLedger {
  const { epsilon, delta } = budget;
  if (!(epsilon > 0 && epsilon <= 100))
    throw privacyError("privacy.bad-parameter", {
      name: "budget ε",
      found: epsilon,
      expected: "above 0, to 100",
    });
  if (!(delta >= 0 && delta <= 1e-3))
    throw privacyError("privacy.bad-parameter", { name: "budget δ", found: delta, expected: "0 to 0.001" });
  return { format: 1, unit: "reader", budget, entries: [] };
}

/**
 * The ledger with one more release. Keep it before the release goes out: a crash between the two then costs budget,
 * not privacy.
 *
 * @throws `privacy.budget-spent`
 */
export function spend(ledger: PrivacyLedger, entry: LedgerEntry): PrivacyLedger {
  const { budget } = ledger;
  const entries = [...ledger.entries, entry];
  const spent = spentEpsilon(ledger.entries, budget.delta);
  const asked = spentEpsilon(entries, budget.delta);
  // Sums of decimal fractions: 0.1 + 0.2 fits into 0.3.
  if (!(asked <= budget.epsilon * (1 + 1e-12))) {
    throw privacyError("privacy.budget-spent", { spent, asked, budget: budget.epsilon, delta: budget.delta });
  }
  return { ...ledger, entries };
}

/**
 * ε of all releases together at this δ: the smaller of basic composition (pure ones add up) and of zero-concentrated
 * differential privacy, where a pure ε is ε²/2 and the ρ add up.
 *
 * @returns Infinity where no ε fits
 * @see Bun, Steinke (2016), propositions 1.4 and 1.7
 */
export function spentEpsilon(entries: readonly Pick<LedgerEntry, "loss">[], delta: number): number {
  let pure = 0;
  let rho = 0;
  for (const { loss } of entries) {
    pure += loss.mechanism === "discrete-laplace" ? loss.epsilon : Infinity;
    rho += loss.mechanism === "discrete-laplace" ? loss.epsilon ** 2 / 2 : loss.rho;
  }
  return Math.min(pure, epsilonOfRho(rho, delta));
}

/**
 * The smallest ε for which ρ-zCDP gives (ε, δ).
 *
 * @see Canonne, Kamath, Steinke (2020), corollary 13
 */
export function epsilonOfRho(rho: number, delta: number): number {
  if (rho === 0) return 0;
  if (delta === 0) return Infinity;
  return bisect(
    (epsilon) => deltaOfRho(rho, epsilon) <= delta,
    0,
    rho + 2 * Math.sqrt(rho * log(1 / delta)),
    "up",
  );
}

/** The largest ρ whose zCDP gives (ε, δ). */
export function rhoOfEpsilon(epsilon: number, delta: number): number {
  if (delta === 0) return 0;
  // The simple bound ε = ρ + 2 √(ρ ln 1/δ) solved for ρ is safe; the largest is above it, and below ε.
  return bisect((rho) => deltaOfRho(rho, epsilon) > delta, 0, 1 + epsilon, "down");
}

/**
 * δ of ρ-zCDP at ε: inf over α > 1 of exp((α - 1)(α ρ - ε)) / (α - 1) · (1 - 1/α)^α. Whatever α the search ends at,
 * the value is a bound; the best is where a ternary search over log(α - 1) ends.
 */
export function deltaOfRho(rho: number, epsilon: number): number {
  const logDelta = (logA: number): number => {
    const a = exp(logA);
    const alpha = 1 + a;
    return a * (alpha * rho - epsilon) - logA + alpha * log1p(-1 / alpha);
  };
  let low = log(1e-6);
  let high = log(1e6);
  for (let i = 0; i < 100; i++) {
    const left = low + (high - low) / 3;
    const right = high - (high - low) / 3;
    if (logDelta(left) < logDelta(right)) high = right;
    else low = left;
  }
  return Math.min(1, exp(logDelta((low + high) / 2)));
}

/** Where `isAbove` turns true, rounded to the side on which the promise holds. */
function bisect(isAbove: (x: number) => boolean, from: number, to: number, side: "up" | "down"): number {
  let low = from;
  let high = to;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (isAbove(middle)) high = middle;
    else low = middle;
  }
  return side === "up" ? high : low;
}

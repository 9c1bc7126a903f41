import { describe, expect, it } from "vitest";
import {
  deltaOfRho,
  epsilonOfRho,
  newLedger,
  rhoOfEpsilon,
  spend,
  spentEpsilon,
  type LedgerEntry,
  type PrivacyLoss,
} from "../../../src/privacy/accountant.ts";

const laplace = (epsilon: number): PrivacyLoss => ({ mechanism: "discrete-laplace", epsilon });
const gaussian = (rho: number): PrivacyLoss => ({ mechanism: "discrete-gaussian", rho });
const entry = (loss: PrivacyLoss, id = "a"): LedgerEntry => ({ id, at: "2026-11-20T10:00:00Z", loss });

describe("zCDP to (ε, δ)", () => {
  it("is the infimum over α, never below it, by a fine search", () => {
    for (const [rho, epsilon] of [
      [0.0244, 1],
      [0.088, 2],
      [1.05, 8],
      [3.35, 16],
    ] as const) {
      let best = 1;
      for (let i = 0; i <= 20_000; i++) {
        const a = Math.exp(-5 + (i * 12) / 20_000);
        const value = Math.exp(
          a * ((1 + a) * rho - epsilon) - Math.log(a) + (1 + a) * Math.log1p(-1 / (1 + a)),
        );
        best = Math.min(best, value);
      }
      expect(deltaOfRho(rho, epsilon) / best).toBeCloseTo(1, 5);
    }
  });

  it("is tighter than the simple bound, and turns back", () => {
    for (const rho of [0.001, 0.1, 1, 10]) {
      const epsilon = epsilonOfRho(rho, 1e-6);
      expect(epsilon).toBeLessThan(rho + 2 * Math.sqrt(rho * Math.log(1e6)));
      expect(rhoOfEpsilon(epsilon, 1e-6) / rho).toBeCloseTo(1, 6);
      expect(deltaOfRho(rho, epsilon)).toBeLessThanOrEqual(1e-6);
    }
  });

  it("covers the exact δ of the Gaussian mechanism (Balle and Wang 2018), within a factor of 6", () => {
    // Φ by numeric integration of the normal density, Simpson's rule.
    const phi = (x: number): number => {
      const n = 20_000;
      const h = (x + 12) / n;
      let sum = 0;
      for (let i = 0; i <= n; i++) {
        const t = -12 + i * h;
        sum += Math.exp((-t * t) / 2) * (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2);
      }
      return (sum * h) / 3 / Math.sqrt(2 * Math.PI);
    };
    for (const [sigma, epsilon] of [
      [2, 2],
      [1, 4],
      [4, 1],
    ] as const) {
      const a = 1 / (2 * sigma);
      const exact = phi(a - epsilon * sigma) - Math.exp(epsilon) * phi(-a - epsilon * sigma);
      const bound = deltaOfRho(1 / (2 * sigma ** 2), epsilon);
      expect(bound).toBeGreaterThanOrEqual(exact);
      expect(bound).toBeLessThan(6 * exact);
    }
  });

  it("has no finite ε without a δ, and none is spent by nothing", () => {
    expect(epsilonOfRho(0.1, 0)).toBe(Infinity);
    expect(epsilonOfRho(0, 1e-6)).toBe(0);
    expect(rhoOfEpsilon(1, 0)).toBe(0);
    expect(spentEpsilon([], 1e-6)).toBe(0);
  });
});

describe("the accountant", () => {
  it("adds up pure losses, and refuses what goes past the budget without changing anything", () => {
    let ledger = newLedger({ epsilon: 0.3, delta: 0 });
    ledger = spend(ledger, entry(laplace(0.1)));
    ledger = spend(ledger, entry(laplace(0.2)));
    expect(spentEpsilon(ledger.entries, 0)).toBeCloseTo(0.3, 12);
    const before = JSON.stringify(ledger);
    expect(() => spend(ledger, entry(laplace(0.01)))).toThrow(
      expect.objectContaining({ code: "privacy.budget-spent" }),
    );
    expect(JSON.stringify(ledger)).toBe(before);
  });

  it("refuses a Gaussian where δ is 0", () => {
    expect(() => spend(newLedger({ epsilon: 50, delta: 0 }), entry(gaussian(0.001)))).toThrow(/ε Infinity/);
  });

  it("composes many small losses better than by their sum", () => {
    const many = Array.from({ length: 100 }, () => entry(laplace(0.1)));
    expect(spentEpsilon(many, 0)).toBeCloseTo(10, 9);
    expect(spentEpsilon(many, 1e-6)).toBeLessThan(6);
    const mixed = [entry(laplace(1)), entry(gaussian(0.1))];
    expect(spentEpsilon(mixed, 1e-6)).toBeCloseTo(epsilonOfRho(0.6, 1e-6), 9);
  });

  it("survives JSON: a ledger read again goes on counting", () => {
    const ledger = spend(newLedger({ epsilon: 2, delta: 1e-6 }), entry(gaussian(0.08)));
    const again = JSON.parse(JSON.stringify(ledger)) as typeof ledger;
    expect(() => spend(again, entry(gaussian(0.08)))).toThrow(/is spent of a budget of 2/);
  });

  it("refuses budgets that promise nothing", () => {
    for (const [epsilon, delta] of [
      [0, 0],
      [-1, 0],
      [101, 0],
      [1, 0.1],
      [1, -1],
      [NaN, 0],
    ] as const) {
      expect(() => newLedger({ epsilon, delta })).toThrow(
        expect.objectContaining({ code: "privacy.bad-parameter" }),
      );
    }
  });
});

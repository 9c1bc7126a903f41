import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { explainRaw } from "../../src/math/trees/explain.ts";
import { predictLeaves, predictOutputs, predictRaw } from "../../src/math/trees/ensemble-predict.ts";
import { gainImportance, splitImportance } from "../../src/math/trees/importance.ts";
import { readLightgbmText, writeLightgbmText } from "../../src/math/trees/lightgbm-text.ts";

interface LightgbmCase {
  readonly model: string;
  readonly moreRows: string;
  readonly raw: string;
  readonly output: string;
  readonly firstTwo: string;
  readonly leaves: number[];
  readonly contributions: string;
  readonly splitImportance: number[];
  readonly gainImportance: number[];
}

interface LightgbmGolden {
  readonly library: string;
  readonly features: number;
  readonly rows: string;
  readonly outputUlps: number;
  readonly whyThoseUlps: string;
  readonly contributionTolerance: number;
  readonly whyThatTolerance: string;
  readonly cases: Readonly<Record<string, LightgbmCase>>;
}

const golden = JSON.parse(
  readFileSync(new URL("./lightgbm.json", import.meta.url), "utf8"),
) as LightgbmGolden;

function decoded(base64: string): Float64Array {
  return new Float64Array(new Uint8Array(Buffer.from(base64, "base64")).buffer);
}

/** Every `step`-th row. */
function everyNth(x: Float64Array, width: number, step: number): Float64Array {
  return x.filter((_, i) => Math.floor(i / width) % step === 0);
}

/** Distance in units of the last place: doubles of one sign are ordered as their bits are. */
function ulpsBetween(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const bits = new BigInt64Array(Float64Array.of(a, b).buffer);
  return Math.abs(Number(bits[0]! - bits[1]!));
}

describe(`tree ensembles agree with ${golden.library}`, () => {
  const probes = decoded(golden.rows);

  for (const [name, expected] of Object.entries(golden.cases)) {
    const { ensemble, extras } = readLightgbmText(expected.model);
    const x = Float64Array.from([...probes, ...decoded(expected.moreRows)]);
    const iterations = { count: Math.min(2, ensemble.shrinkage.length / ensemble.classCount) };

    it(`${name}: raw scores have the same bits`, () => {
      expect(bits(predictRaw(ensemble, x))).toEqual(bits(decoded(expected.raw)));
      expect(bits(predictRaw(ensemble, x, iterations))).toEqual(bits(decoded(expected.firstTwo)));
    });

    it(`${name}: outputs agree to ${golden.outputUlps} units in the last place (${golden.whyThoseUlps})`, () => {
      const outputs = predictOutputs(ensemble, x);
      const worst = decoded(expected.output).map((value, i) => ulpsBetween(value, outputs[i]!));
      expect(Math.max(...worst)).toBeLessThanOrEqual(golden.outputUlps);
    });

    it(`${name}: rows fall into the same leaves`, () => {
      const some = everyNth(x, golden.features, 8);
      expect([...predictLeaves(ensemble, some)]).toEqual(expected.leaves);
    });

    it(`${name}: the file is written back byte for byte`, () => {
      expect(writeLightgbmText(ensemble, extras)).toBe(expected.model);
    });

    it(`${name}: contributions agree (${golden.whyThatTolerance})`, () => {
      const rows = everyNth(x, golden.features, 4);
      const contributions = decoded(expected.contributions);
      const width = ensemble.classCount * (golden.features + 1);
      for (let r = 0; r < rows.length / golden.features; r++) {
        const row = rows.subarray(r * golden.features, (r + 1) * golden.features);
        const found = explainRaw(ensemble, row);
        const gap = found.map((value, i) => Math.abs(value - contributions[r * width + i]!));
        expect(Math.max(...gap)).toBeLessThanOrEqual(golden.contributionTolerance);
      }
    });

    it(`${name}: importances are the same`, () => {
      expect([...splitImportance(ensemble)]).toEqual(expected.splitImportance);
      const gains = gainImportance(ensemble);
      for (const [feature, gain] of expected.gainImportance.entries()) {
        // LightGBM holds gains as float32.
        expect(Math.abs(gains[feature]! - gain)).toBeLessThanOrEqual(1e-6 * gain);
      }
    });
  }
});

const bits = (values: Float64Array): string => Buffer.from(new Uint8Array(values.buffer)).toString("hex");

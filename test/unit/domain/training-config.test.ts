import { describe, expect, it } from "vitest";
import { readTrainingConfig } from "../../../src/domain/training-config.ts";

const given = { model_name: "classification", data_source: "table.csv" };
const read = (config: object) => readTrainingConfig(JSON.stringify(config), given);
const failing = (code: string, message: RegExp | string) =>
  expect.objectContaining({
    code,
    message: message instanceof RegExp ? expect.stringMatching(message) : expect.stringContaining(message),
  });

describe("readTrainingConfig", () => {
  it("has the documented defaults, those of the call among them", () => {
    expect(read({})).toMatchObject({
      ...given,
      test_size: 0.2,
      validation_size: 0.1,
      random_state: 42,
      preset: "custom",
      refit: false,
      hyperparameter_tuning: true,
      tuning_method: "tpe",
      tuning_trials: 20,
      cross_validation_folds: 5,
      model: "auto",
      model_options: {},
      calibration: "none",
      split: "auto",
      group_column: "",
      time_column: "",
      learning_curve: true,
      category_encoding: "native",
      column_types: {},
    });
    expect(read({ model_name: "churn" }).model_name).toBe("churn");
  });

  it("refuses what is no object in JSON", () => {
    for (const text of ["{", "[]", "null", '"fast"', "3"]) {
      expect(() => readTrainingConfig(text, given), text).toThrow(failing("config.not-json", "not JSON"));
    }
  });

  it("names the nearest key of one that it does not know", () => {
    expect(() => read({ test_sise: 0.3 })).toThrow(
      expect.objectContaining({ code: "config.unknown-key", remedy: expect.stringContaining('"test_size"') }),
    );
    expect(() => read({ zzzzzz: 1 })).toThrow(expect.objectContaining({ remedy: "Leave it out." }));
    expect(() => readTrainingConfig('{"__proto__": 1}', given)).toThrow(
      failing("config.unknown-key", "__proto__"),
    );
  });

  it.each([
    [{ test_size: 0 }],
    [{ test_size: 0.91 }],
    [{ test_size: "0.2" }],
    [{ validation_size: -0.1 }],
    [{ random_state: -1 }],
    [{ random_state: 4_294_967_296 }],
    [{ random_state: 1.5 }],
    [{ refit: "yes" }],
    [{ preset: "quick" }],
    [{ hyperparameter_tuning: 1 }],
    [{ tuning_method: "magic" }],
    [{ tuning_trials: 10_001 }],
    [{ cross_validation_folds: 1 }],
    [{ cross_validation_folds: 21 }],
    [{ model: 7 }],
    [{ model_name: "no spaces" }],
    [{ model_name: "" }],
    [{ model_name: "x".repeat(65) }],
    [{ data_source: null }],
    [{ model_options: [] }],
    [{ model_options: { leaves: [31] } }],
    [{ calibration: "beta" }],
    [{ split: "by hand" }],
    [{ group_column: 3 }],
    [{ time_column: 3 }],
    [{ learning_curve: "no" }],
    [{ class_weights: { yes: -1 } }],
    [{ class_weights: "heavy" }],
    [{ category_encoding: "hot" }],
    [{ column_encodings: { genre: "hot" } }],
    [{ column_types: { genre: "words" } }],
    [{ column_types: "numeric" }],
  ])("says what is expected in place of %j", (config) => {
    const [[key, value]] = Object.entries(config) as [[string, unknown]];
    expect(() => read(config)).toThrow(
      failing("config.bad-value", `"${key}" is ${JSON.stringify(value)} in the configuration; expected `),
    );
  });

  it.each([
    [{ test_size: 0.8 }],
    [{ random_state: 4_294_967_295 }],
    [{ cross_validation_folds: 20 }],
    [{ model_name: "x".repeat(64) }],
    [{ model_options: { leaves: 7, classWeight: "balanced", extraTrees: true } }],
    [{ class_weights: { yes: 0, no: 2.5 } }],
    [{ column_types: { genre: "category", isbn: "ignore" } }],
    [{ tuning_trials: 0 }],
  ])("takes %j", (config) => {
    expect(read(config)).toMatchObject(config);
  });

  it("leaves a tenth of the rows for training", () => {
    expect(read({ test_size: 0.5, validation_size: 0.4 })).toMatchObject({ validation_size: 0.4 });
    expect(() => read({ test_size: 0.5, validation_size: 0.41 })).toThrow(
      failing("config.bad-value", "leaves a tenth of the rows"),
    );
  });

  it("lets presets choose their own methods", () => {
    expect(() => read({ preset: "fast", model: "linear" })).toThrow(
      failing("config.bad-value", "with the preset fast"),
    );
    expect(read({ preset: "fast" })).toMatchObject({ preset: "fast", model: "auto" });
  });
});

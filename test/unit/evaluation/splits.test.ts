import { describe, expect, it } from "vitest";
import { rollingOrigins } from "../../../src/evaluation/splits.ts";

describe("rollingOrigins", () => {
  it("steps back from the last full horizon, newest first", () => {
    expect(rollingOrigins(100, { horizon: 28, step: 14, count: 3, minimum: 30 })).toEqual([72, 58, 44]);
  });

  it("leaves out origins with too little before them", () => {
    expect(rollingOrigins(100, { horizon: 28, step: 14, count: 5, minimum: 50 })).toEqual([72, 58]);
    expect(rollingOrigins(20, { horizon: 28, step: 14, count: 5, minimum: 0 })).toEqual([]);
  });
});

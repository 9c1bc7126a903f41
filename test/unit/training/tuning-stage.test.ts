import { describe, expect, it } from "vitest";
import { StopWatch } from "../../../src/training/tuning-stage.ts";

/** A clock that stands still but for the work. */
class SteppedClock {
  nowMs = 0;
  readonly isoNow = (): string => "2026-11-24T00:00:00Z";
  readonly monotonicMs = (): number => this.nowMs;
  readonly work = (ms: number) => (): void => void (this.nowMs += ms);
}

describe("a search's stop watch", () => {
  it("keeps free what every fit to come will take", () => {
    const clock = new SteppedClock();
    const watch = new StopWatch(clock, 100, 4);
    expect(watch.timed(clock.work(10)).isAffordable).toBe(true);
    expect(watch.isOver()).toBe(false);
    clock.nowMs = 59;
    expect(watch.isOver()).toBe(false);
    clock.nowMs = 60;
    expect(watch.isOver()).toBe(true);
    expect(watch.wasOver).toBe(true);
  });

  it("has no time for a fit that could not be repeated as often as it is to come", () => {
    const clock = new SteppedClock();
    const watch = new StopWatch(clock, 100, 4);
    expect(watch.isOver(19)).toBe(false);
    expect(watch.isOver(20)).toBe(true);
    expect(watch.timed(clock.work(25)).isAffordable).toBe(false);
    // What is not adopted takes no time later.
    clock.nowMs = 99;
    expect(watch.isOver()).toBe(false);
  });

  it("asks no clock without a limit", () => {
    const clock = new SteppedClock();
    const watch = new StopWatch(clock, null, 4);
    expect(watch.timed(clock.work(1e9)).isAffordable).toBe(true);
    expect(watch.isOver(1e12)).toBe(false);
    expect(watch.wasOver).toBe(false);
  });
});

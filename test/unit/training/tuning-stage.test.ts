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
    expect(watch.timed(clock.work(10)).tookMs).toBe(10);
    watch.expectFit(10);
    expect(watch.isOver()).toBe(false);
    clock.nowMs = 59;
    expect(watch.isOver()).toBe(false);
    expect(watch.wasOver).toBe(false);
    clock.nowMs = 60;
    expect(watch.isOver()).toBe(true);
    expect(watch.wasOver).toBe(true);
  });

  it("tells whether there is time for more, and for dearer fits after it", () => {
    const clock = new SteppedClock();
    const watch = new StopWatch(clock, 100, 4);
    watch.expectFit(10);
    expect(watch.isOver(59)).toBe(false);
    expect(watch.isOver(60)).toBe(true);
    expect(watch.isOver(19, 20)).toBe(false);
    expect(watch.isOver(20, 20)).toBe(true);
    // What is not adopted takes no time later.
    expect(watch.isOver(59)).toBe(false);
  });

  it("gives a stage its share of the time since the start", () => {
    const clock = new SteppedClock();
    clock.nowMs = 1000;
    const watch = new StopWatch(clock, 100);
    clock.nowMs = 1034;
    expect(watch.isPast(0.35)).toBe(false);
    clock.nowMs = 1035;
    expect(watch.isPast(0.35)).toBe(true);
    expect(watch.leftAfterMs(0.35)).toBe(65);
  });

  it("asks no clock without a limit", () => {
    const clock = {
      isoNow: () => "",
      monotonicMs: () => {
        throw new Error("asked");
      },
    };
    const watch = new StopWatch(clock, null, 4);
    expect(watch.timed(() => 7)).toEqual({ result: 7, tookMs: 0 });
    expect([watch.isOver(1e12), watch.isPast(0), watch.hasLimit, watch.wasOver]).toEqual(
      Array(4).fill(false),
    );
  });
});

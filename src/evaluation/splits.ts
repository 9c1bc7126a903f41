/** How far back a backtest looks, in steps of the series. */
export interface RollingOrigins {
  /** Steps forecast from each origin. */
  readonly horizon: number;
  /** Steps from one origin to the next. */
  readonly step: number;
  /** Origins wanted, at most. */
  readonly count: number;
  /** Steps that must lie before an origin. */
  readonly minimum: number;
}

/**
 * The rolling origins of a series with an expanding window, newest first. Origin o means: fit on y[0 .. o), compare
 * with y[o .. o + horizon). The newest compares with the last `horizon` values; origins with fewer than `minimum`
 * values before them are left out, so a short series has fewer, or none.
 *
 *   y  |------------- fit -------------|-- horizon --|
 *      |------- fit -------|-- horizon --|            <- one step earlier
 *
 * @see Tashman (2000), Out-of-sample tests of forecasting accuracy
 */
export function rollingOrigins(length: number, plan: RollingOrigins): number[] {
  const origins: number[] = [];
  for (let i = 0; i < plan.count; i++) {
    const origin = length - plan.horizon - i * plan.step;
    if (origin < plan.minimum || origin < 1) break;
    origins.push(origin);
  }
  return origins;
}
